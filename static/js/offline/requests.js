/** What a request is to the service worker. Pure. */

/**
 * asset: a file whose address carries the hash of its content; editor: the labelling page; page: any other page;
 * door: somebody comes or goes; form: something was sent that may change how pages look; other: not ours to answer.
 * @typedef {"asset" | "editor" | "page" | "door" | "form" | "other"} Sort
 */

const DOORS = new Set(["/sign-in", "/sign-out", "/register", "/account/sign-out-everywhere"]);
const ASSET = /^\/static\/[0-9a-f]{12}\//;
const EDITOR = /^\/work\/\d+$/;

/** @param {{method: string, mode: string, url: string}} request @param {string} origin @returns {Sort} */
export function sortOf({ method, mode, url }, origin) {
  const { origin: host, pathname } = new URL(url);
  if (host !== origin) return "other";
  if (method === "GET" && ASSET.test(pathname)) return "asset";
  if (mode !== "navigate") return "other";
  if (method !== "GET") return DOORS.has(pathname) ? "door" : "form";
  return EDITOR.test(pathname) ? "editor" : "page";
}

/** Addresses of all that a page loads from us. @param {string} html @returns {string[]} */
export function assetsOf(html) {
  const found = html.matchAll(/(?:src|href)="(\/static\/[0-9a-f]{12}\/[^"#]+)/g);
  return [...new Set([...found].map(([, address]) => address))];
}
