/** Finished pictures on their way: sent in order, again after every cut, until the receipt was read. */
/** @import { Http } from "./http.js" */
/** @import { Storage, Work } from "./types.js" */
import { shapeFaults } from "../model/check.js";
import { Refusal } from "./http.js";
import { forgetWrites } from "./journal.js";
import { isSoundWork } from "./works.js";

const RETRY_MS = [2_000, 5_000, 10_000, 20_000, 30_000];

/**
 * @typedef {object} OutboxEvents
 * @property {(work: Work, receipt: any) => Promise<void> | void} onSent the server has it; its receipt
 * @property {(work: Work, refusal: Refusal) => Promise<void> | void} onRefused she must look at it again
 * @property {(refusal: Refusal) => void} onBlocked nothing can be sent for now
 */

export class Outbox {
  #storage;
  #http;
  #events;
  /** @type {Promise<void> | null} */ #running = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #failures = 0;
  /** Works whose last try was cut: the server is asked first whether it arrived. */
  #unsure = new Set();

  /** @param {{storage: Storage, http: Http, events: OutboxEvents}} parts */
  constructor({ storage, http, events }) {
    this.#storage = storage;
    this.#http = http;
    this.#events = events;
  }

  /** @returns {Promise<Work[]>} */
  async waiting() {
    const works = /** @type {unknown[]} */ (await this.#storage.all("works").catch(() => []));
    return works.filter(isSoundWork).filter((work) => work.state === "queued").sort((a, b) => a.order - b.order);
  }

  /** Send all that waits; calls while it runs join it and look once more. @returns {Promise<void>} */
  async flush() {
    clearTimeout(this.#timer);
    if (this.#running) await this.#running;
    this.#running ??= this.#sendAll().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** Try no more by itself; what waits stays on the device. */
  stop() {
    clearTimeout(this.#timer);
  }

  async #sendAll() {
    for (const work of await this.waiting()) {
      const goOn = await this.#sendOne(work);
      if (!goOn) return;
    }
    this.#failures = 0;
  }

  /** @param {Work} work @returns {Promise<boolean>} false when the rest should wait */
  async #sendOne(work) {
    try {
      const known = this.#unsure.has(work.id) ? await this.#receiptOf(work) : null;
      if (known) return await this.#arrived(work, known);
      const { body } = await this.#http.call("POST", `/api/v1/assignments/${work.id}/submission`, work.submission);
      return await this.#arrived(work, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#failed(work, error);
    }
  }

  /** The receipt of an answer that may have arrived; null when it did not. @param {Work} work */
  async #receiptOf(work) {
    try {
      return (await this.#http.call("GET", `/api/v1/submissions/${work.submissionId}`)).body ?? {};
    } catch (error) {
      if (error instanceof Refusal && error.kind === "missing") return null;
      throw error;
    }
  }

  /** @param {Work} work @param {unknown} receipt */
  async #arrived(work, receipt) {
    this.#unsure.delete(work.id);
    await this.#storage.write(forgetWrites(work.id));
    await this.#events.onSent(work, receipt);
    return true;
  }

  /** @param {Work} work @param {Refusal} refusal @returns {Promise<boolean>} */
  async #failed(work, refusal) {
    if (refusal.kind === "offline" || refusal.kind === "busy") {
      this.#unsure.add(work.id);
      this.#timer = setTimeout(() => this.flush(), RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]);
      this.#failures += 1;
      this.#events.onBlocked(refusal);
      return false;
    }
    if (refusal.kind === "session") {
      this.#events.onBlocked(refusal);
      return false;
    }
    if (refusal.kind === "conflict" && !this.#unsure.has(work.id)) {
      // Maybe it is our own answer whose receipt was never read: ask before she is troubled.
      this.#unsure.add(work.id);
      return this.#sendOne(work);
    }
    const faults = shapeFaults(refusal.faults, /** @type {{id: string}[]} */ (work.submission?.annotations ?? []));
    const refused = /** @type {Work} */ ({ ...work, state: "refused", faults });
    await this.#storage.write([{ store: "works", key: work.id, value: refused }]);
    await this.#events.onRefused(refused, refusal);
    return true;
  }
}
