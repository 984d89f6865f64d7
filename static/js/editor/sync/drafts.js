/** Sends what is kept here on to the server: at most 10 s after a change, and again until it is there. */
/** @import { Store } from "../store/store.js" */
/** @import { Desk } from "./desk.js" */
/** @import { Http } from "./http.js" */
import { annotationsOf } from "../model/annotation.js";
import { shapeFaults } from "../model/check.js";
import { Refusal } from "./http.js";

const QUIET_MS = 2_500;
const LONGEST_MS = 9_000;
const RETRY_MS = [3_000, 6_000, 12_000, 20_000];

export class DraftSync {
  #desk;
  #store;
  #http;
  #onRefusal;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {number | null} */ #dirtySince = null;
  #clock;
  #failures = 0;
  /** @type {Promise<void> | null} */ #sending = null;

  /** @param {{desk: Desk, store: Store, http: Http, clock: () => number, onRefusal: (refusal: Refusal) => void}} parts */
  constructor({ desk, store, http, clock, onRefusal }) {
    this.#desk = desk;
    this.#store = store;
    this.#http = http;
    this.#clock = clock;
    this.#onRefusal = onRefusal;
    store.listen((state, previous) => {
      if (state.history !== previous.history && state.assignment === previous.assignment) this.poke();
    });
  }

  /** Something changed: send soon, but wait for a pause of the hand. */
  poke() {
    const now = this.#clock();
    this.#dirtySince ??= now;
    const left = Math.max(0, LONGEST_MS - (now - this.#dirtySince));
    this.#schedule(Math.min(QUIET_MS, left));
  }

  /** Renew the lease and keep the time although nothing was drawn. @param {{keepalive?: boolean}} [options] */
  async flush(options = {}) {
    clearTimeout(this.#timer);
    if (this.#sending) await this.#sending;
    if (!this.#desk.work || this.#desk.work.state !== "open") return;
    this.#sending = this.#send(options);
    try {
      await this.#sending;
    } finally {
      this.#sending = null;
    }
  }

  stop() {
    clearTimeout(this.#timer);
    this.#dirtySince = null;
  }

  /** @param {number} milliseconds */
  #schedule(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), milliseconds);
  }

  /** @param {{keepalive?: boolean}} options */
  async #send(options) {
    const work = this.#desk.work;
    if (!work) return;
    const doc = this.#store.state.history.present;
    const annotations = annotationsOf(doc);
    const revision = Math.max(work.revision, work.attempted) + 1;
    this.#desk.change({ attempted: revision });
    try {
      await this.#http.call("PUT", `/api/v1/assignments/${work.id}/draft`, { annotations, ...(doc.decided ? { decided: doc.decided } : {}), active_ms: work.activeMs, revision }, options);
      this.#arrived(work.id, doc, revision);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#failed(error, work.id, annotations);
    }
  }

  /** @param {string} id @param {import("../model/types.js").Doc} doc @param {number} revision */
  #arrived(id, doc, revision) {
    this.#failures = 0;
    if (this.#desk.work?.id !== id) return;
    const isLatest = this.#store.state.history.present === doc;
    this.#dirtySince = null;
    this.#desk.change({ revision, dirty: !isLatest });
    if (isLatest) this.#store.update({ keeping: "server" });
    else this.poke();
  }

  /** @param {Refusal} refusal @param {string} id @param {{id?: string}[]} sent */
  #failed(refusal, id, sent) {
    if (this.#desk.work?.id !== id) return;
    if (refusal.kind === "offline" || refusal.kind === "busy") {
      this.#store.update({ keeping: "offline" });
      this.#schedule(RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)]);
      this.#failures += 1;
      return;
    }
    if (refusal.kind === "invalid") this.#store.update({ faults: shapeFaults(refusal.faults, /** @type {{id: string}[]} */ (sent)) });
    // Nothing of this number was taken: the next try may use it again.
    if (refusal.kind === "conflict") this.#desk.change({ attempted: this.#desk.work.revision });
    this.#store.update({ keeping: refusal.kind === "session" ? "session" : "here" });
    this.#onRefusal(refusal);
  }
}
