/** How the service worker answers: the labelling page from this device at once, every other page from the network first. */
/** @import { Shelf } from "./shelf.js" */
import { sortOf } from "./requests.js";

const PERSON = "X-Douya-Person";

/** @typedef {(work: Promise<unknown>) => void} Later keeps the worker awake until the work is done */

/** @param {{shelf: Shelf, fetcher: typeof fetch, origin: string}} parts */
export function answering({ shelf, fetcher, origin }) {
  /** @param {Response} response */
  async function noteWhose(response) {
    const person = response.headers.get(PERSON);
    if (person) await shelf.isNow(person);
    return person;
  }

  /** @param {string} path @param {Response} response */
  async function keep(path, response) {
    const person = await noteWhose(response);
    if (person && response.ok) await shelf.keepPage(path, response, person);
  }

  /** Ask for the page of next time; the one on the screen stays as it is. @param {string} path */
  async function refresh(path) {
    const response = await fetcher(path, { credentials: "same-origin", redirect: "manual", headers: { Accept: "text/html" } });
    // Signed out, ended, or not hers any more: next time the server itself says so.
    if (response.type === "opaqueredirect" || [401, 403, 404].includes(response.status)) await shelf.dropPage(path);
    else await keep(path, response);
  }

  /** @param {Request} request @param {Later} later */
  async function editor(request, later) {
    const path = new URL(request.url).pathname;
    const [kept, isStale] = [await shelf.page(path), await shelf.isStale()];
    if (kept && !isStale) {
      // Without a network the page of last time stays; that is what it is kept for.
      later(refresh(path).catch(() => undefined));
      return kept;
    }
    try {
      const response = await fetcher(request);
      later(keep(path, response.clone()).then(() => shelf.setStale(false)).catch((error) => console.warn("page not kept", error)));
      return response;
    } catch {
      return kept ?? shelf.offlinePage();
    }
  }

  /** @param {Request} request @param {Later} later */
  async function page(request, later) {
    try {
      const response = await fetcher(request);
      later(noteWhose(response));
      return response;
    } catch {
      return shelf.offlinePage();
    }
  }

  /** Somebody signs in or out. @param {Request} request @param {boolean} leaves */
  async function door(request, leaves) {
    try {
      const response = await fetcher(request);
      // Before she sees the next page: nobody may be shown what belongs to whoever was here before.
      await shelf.forgetPerson(leaves);
      return response;
    } catch {
      return shelf.offlinePage();
    }
  }

  /** @param {Request} request @param {Later} later */
  async function form(request, later) {
    await shelf.setStale(true);
    return page(request, later);
  }

  /** A page that was there before the worker. @param {unknown} told */
  async function keepTold(told) {
    const path = /** @type {{keep?: unknown}} */ (told ?? {}).keep;
    if (typeof path === "string" && sortOf({ method: "GET", mode: "navigate", url: origin + path }, origin) === "editor") await refresh(path);
  }

  /** null: the browser answers as ever. @returns {Promise<Response> | null} */
  const answer = (/** @type {Request} */ request, /** @type {Later} */ later) => {
    const path = new URL(request.url).pathname;
    const sort = sortOf(request, origin);
    if (sort === "asset") return shelf.asset(path).then((kept) => kept ?? fetcher(request));
    if (sort === "editor") return editor(request, later);
    if (sort === "page") return page(request, later);
    if (sort === "door") return door(request, path.includes("sign-out"));
    return sort === "form" ? form(request, later) : null;
  };
  return { answer, keepTold };
}
