/** Speaks to the server and turns every outcome into one of a few refusals that the rest understands. */
/** @import { Foretold } from "./going_ahead.js" */
import { addressOf } from "./addresses.js";
import { request, wordsOf } from "./request.js";

/**
 * offline: no answer came, so nobody knows whether it arrived; busy: the server asks to come back later.
 * @typedef {"offline" | "busy" | "session" | "conflict" | "gone" | "missing" | "invalid" | "refused"} RefusalKind
 */

export class Refusal extends Error {
  /** @param {RefusalKind} kind @param {number} status @param {{code?: string, title?: string, detail?: string, faults?: any[]}} problem */
  constructor(kind, status, problem) {
    super(problem.detail || problem.title || kind);
    this.kind = kind;
    this.status = status;
    this.code = problem.code ?? "";
    this.faults = problem.faults ?? [];
  }
}

/** @param {number} status @param {string} code @returns {RefusalKind} */
export function kindOfStatus(status, code) {
  // A page open for too long is cured like a lost session: load it again.
  if (status === 401 || code === "page_expired") return "session";
  // Her answer of this id was received before with other content: the first one counts.
  if (code === "submission_differs") return "conflict";
  if (status === 409) return "conflict";
  if (status === 410) return "gone";
  if (status === 404) return "missing";
  if (status === 400 || status === 413 || status === 422) return "invalid";
  if (status === 429 || status >= 500) return "busy";
  return "refused";
}

export class Http {
  #fetch;
  #csrf;
  #person;
  #renewUrl;
  #isRound;
  /** @type {Foretold} */ #foretold;

  /** @param {typeof fetch} fetcher @param {string} csrf @param {{person?: string, renewUrl?: string, isRound?: boolean, foretold?: Foretold}}
   * [page] whose page this is, where a fresh token is had, whether it is a round of practice or exam, and what is asked already */
  constructor(fetcher, csrf, { person = "", renewUrl = "", isRound = false, foretold = new Map() } = {}) {
    this.#foretold = foretold;
    this.#fetch = fetcher;
    this.#csrf = csrf;
    this.#person = person;
    this.#renewUrl = renewUrl;
    this.#isRound = isRound;
  }

  /** @param {string} method @param {string} url @param {unknown} [body] @param {{keepalive?: boolean}} [options]
   * @returns {Promise<{status: number, body: any, serverMs: number}>} serverMs: the server's clock, NaN when it does not say */
  async call(method, url, body, options = {}) {
    const response = await (this.take(method, url, body) ?? this.#send(method, url, body, options)).catch((error) => {
      throw new Refusal("offline", 0, { detail: String(error) });
    });
    const answer = await readBody(response);
    const serverMs = Date.parse(response.headers.get("Date") ?? "");
    if (response.ok) {
      this.#csrf = answer?.csrf_token ?? this.#csrf;
      return { status: response.status, body: answer, serverMs };
    }
    // The page may be days old, from this device's own memory; its token went with the browser that was closed.
    if (answer?.code === "page_expired" && (await this.#renew())) return this.call(method, url, body, options);
    throw new Refusal(kindOfStatus(response.status, answer?.code ?? ""), response.status, answer ?? {});
  }

  /** @returns {Promise<boolean>} whether there is another token than the one refused */
  async #renew() {
    if (!this.#renewUrl) return false;
    const refused = this.#csrf;
    await this.call("GET", this.#renewUrl);
    return this.#csrf !== refused;
  }

  /** An answer under way: each is taken once. @param {string} method @param {string} url @param {unknown} [body] */
  take(method, url, body) {
    const words = wordsOf(method, url, body);
    const foretold = this.#foretold.get(words);
    this.#foretold.delete(words);
    return foretold;
  }

  /** Ask now what `call` will soon ask in the same words: on a line of 300 ms it is felt when one question waits for another.
   * @param {string} method @param {string} url @param {unknown} [body] */
  foretell(method, url, body) {
    if (this.#foretold.has(wordsOf(method, url, body))) return;
    const asked = this.#send(method, url, body, {});
    // Whoever calls hears of a failure.
    asked.catch(() => undefined);
    this.#foretold.set(wordsOf(method, url, body), asked);
  }

  /** @param {string} method @param {string} url @param {unknown} body @param {{keepalive?: boolean}} options */
  #send(method, url, body, options) {
    return request(this.#fetch, { csrf: this.#csrf, person: this.#person }, method, addressOf(url, this.#isRound), body, options);
  }
}

/** @param {Response} response */
async function readBody(response) {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    // A cut in the middle of the answer is a cut: whether the server did its part is unknown.
    if (response.ok) throw new Refusal("offline", 0, { detail: "answer was cut" });
    return null;
  }
}
