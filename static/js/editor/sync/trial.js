/** A window in which labels are tried: the server's part is played here, so that nothing is sent, kept or paid. */
/** @import { Ontology } from "../model/types.js" */
/** @import { Assignment, Picture, Storage, Bootstrap } from "./types.js" */
import { newId } from "../model/ids.js";
import { Http } from "./http.js";
import { LabelVersions } from "./label_versions.js";

/** A day: nobody waits for these pictures. */
const LENT_MS = 86_400_000;

export class TrialHttp extends Http {
  #pictures;
  #currency;
  #now;
  /** @type {readonly Assignment[]} */ #held = [];

  /** @param {{pictures: readonly Picture[], currency: string, now: () => number}} facts */
  constructor({ pictures, currency, now }) {
    super(() => Promise.reject(new TypeError("a trial sends nothing")), "");
    this.#pictures = pictures;
    this.#currency = currency;
    this.#now = now;
  }

  /** @param {string} _method @param {string} url @param {any} [body] @returns {Promise<{status: number, body: any, serverMs: number}>} */
  async call(_method, url, body) {
    const answer = this.#answer(url, body);
    return { status: answer === null ? 204 : 200, body: answer, serverMs: this.#now() };
  }

  /** Pictures come from where they always come from. */
  take() {
    return undefined;
  }

  foretell() {}

  /** @param {string} url @param {any} body */
  #answer(url, body) {
    const [, id, what] = /\/assignments\/([^/]+)\/(submission|release|draft|keep)$/.exec(url) ?? [];
    if (url.endsWith("/assignments")) return { assignments: this.#handOut(), reason: null, reason_text: null, next: [] };
    if (what === "submission" || what === "release") this.#held = this.#held.filter((one) => String(one.id) !== id);
    if (what === "submission") return this.#receipt(id, body.submission_id);
    if (url.endsWith("/editor-settings")) return { revision: body.revision };
    return null;
  }

  /** All pictures, again when all were done. */
  #handOut() {
    if (this.#held.length === 0) this.#held = this.#pictures.map((picture) => this.#assignment(picture));
    return this.#held;
  }

  /** @param {Picture} picture @returns {Assignment} */
  #assignment(picture) {
    const lease_expires_at = new Date(this.#now() + LENT_MS).toISOString();
    return { id: newId(), task_id: 0, images: [picture], sequence: null, rate_e4: 0, currency: this.#currency, lease_expires_at, draft: null, prelabels: null, fix: null, kind: "label", verify: null };
  }

  /** @param {string} assignment @param {string} submission */
  #receipt(assignment, submission) {
    const received_at = new Date(this.#now()).toISOString();
    return { submission_id: submission, assignment_id: assignment, task_id: 0, state: "received", received_at, rate_e4: 0, currency: this.#currency, late: false, surplus: false, lesson: false };
  }
}

/** The labels as they stand in the form now, for every picture. */
export class TrialLabels extends LabelVersions {
  #now;

  /** @param {{project: string, storage: Storage, http: Http, facts: Bootstrap}} parts */
  constructor(parts) {
    super(parts);
    this.#now = parts.facts.ontology.document;
  }

  async fetchFor() {}

  /** @returns {Ontology} */
  of() {
    return this.#now;
  }

  /** @param {Ontology} ontology */
  use(ontology) {
    this.#now = ontology;
  }
}
