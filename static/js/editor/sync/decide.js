/** A reviewer draws the truth of one picture: the window's own work stays here, only her decision goes out. */
/** @import { Assignment } from "./types.js" */
import { Http } from "./http.js";

export class DecideHttp extends Http {
  #assignment;
  #url;
  #now;
  #isOver = false;

  /** @param {{fetcher: typeof fetch, csrf: string, person: string, assignment: Assignment, url: string, now: () => number}} facts
   * url: where her decision is sent */
  constructor({ fetcher, csrf, person, assignment, url, now }) {
    super(fetcher, csrf, { person, isRound: true });
    this.#assignment = assignment;
    this.#url = url;
    this.#now = now;
  }

  /** Decided, or left as it is. */
  get isOver() {
    return this.#isOver;
  }

  /** @param {string} _method @param {string} url @param {any} [body] @returns {Promise<{status: number, body: any, serverMs: number}>} */
  async call(_method, url, body) {
    if (url.endsWith("/submission")) {
      await super.call("POST", this.#url, { annotations: body.annotations });
      this.#isOver = true;
      return this.#say(this.#receipt(body.submission_id));
    }
    if (url.endsWith("/release")) this.#isOver = true;
    if (url.endsWith("/assignments")) return this.#say({ assignments: this.#isOver ? [] : [this.#assignment], reason: null, reason_text: null, next: [] });
    if (url.endsWith("/editor-settings")) return this.#say({ revision: body.revision });
    return this.#say(null);
  }

  take() {
    return undefined;
  }

  foretell() {}

  /** @param {any} body */
  #say(body) {
    return { status: body === null ? 204 : 200, body, serverMs: this.#now() };
  }

  /** @param {string} submission */
  #receipt(submission) {
    const { id, currency } = this.#assignment;
    const received_at = new Date(this.#now()).toISOString();
    return { submission_id: submission, assignment_id: id, task_id: 0, state: "received", received_at, rate_e4: 0, currency, late: false, surplus: false, lesson: false };
  }
}
