/** Asks for the facts, the bag and the first picture while the editor itself is still on its way: on a slow line the window then
 * opens with the picture, not a second after. Only where nothing is kept yet: elsewhere what is kept decides what to ask. */
/** @import { Asker } from "./request.js" */
import { bagToAsk } from "./bag.js";
import { databaseOf } from "./database_name.js";
import { request, wordsOf } from "./request.js";

/** @typedef {Map<string, Promise<Response>>} Foretold answers under way, by their words */

/** @param {Asker & {project: string, url: string}} page @param {{fetcher: typeof fetch, databases?: () => Promise<{name?: string}[]>}} parts
 * @returns {Promise<Foretold>} Never rejects: whoever takes an answer hears of its failure. */
export async function goAhead(page, { fetcher, databases }) {
  /** @type {Foretold} */
  const foretold = new Map();
  // A browser that does not say what is kept is asked no faster than by the editor.
  const kept = databases ? await databases().catch(() => null) : null;
  if (!kept || kept.some(({ name }) => name === databaseOf(page.person))) return foretold;
  /** @param {string} words @param {Promise<Response>} asked */
  const note = (words, asked) => {
    asked.catch(() => undefined);
    foretold.set(words, asked);
    return asked;
  };
  /** @param {string} method @param {string} url @param {unknown} [body] */
  const ask = (method, url, body) => note(wordsOf(method, url, body), request(fetcher, page, method, url, body));
  ask("GET", page.url);
  ask("POST", `/api/v1/projects/${page.project}/assignments`, bagToAsk(0, 0))
    .then((answer) => answer.clone().json())
    .then(({ assignments }) => {
      const url = assignments[0]?.images[0].preview_url;
      if (url) note(wordsOf("GET", url), fetcher(url, { credentials: "same-origin" }));
    })
    .catch((error) => console.warn("the first picture was not asked for ahead", error));
  return foretold;
}
