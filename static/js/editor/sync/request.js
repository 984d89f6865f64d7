/** How the editor asks the server: the same words and headers whoever asks. */

const PATIENCE_MS = 30_000;

/** @typedef {{csrf: string, person: string}} Asker whose page this is, and its token */

/** @param {typeof fetch} fetcher @param {Asker} asker @param {string} method @param {string} url @param {unknown} [body]
 * @param {{keepalive?: boolean}} [options] @returns {Promise<Response>} rejects when no answer came */
export function request(fetcher, { csrf, person }, method, url, body, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", "X-CSRFToken": csrf };
  if (person) headers["X-Douya-Person"] = person;
  return fetcher(url, {
    method,
    headers: body === undefined ? headers : { ...headers, "Content-Type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    keepalive: options.keepalive ?? false,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/** By which an answer under way is found. @param {string} method @param {string} url @param {unknown} [body] */
export function wordsOf(method, url, body) {
  return `${method} ${url} ${JSON.stringify(body)}`;
}
