/**
 * Pages kept for the time without a network, each together with exactly the files it was made with.
 *
 * A page takes the place of an older one only when all its files are here, so no page ever runs with another version's
 * scripts; files carry their hash in the address, so versions lie side by side until the last page that needs them goes.
 * Each person has a cache of her own: centres share their computers.
 */
import { assetsOf } from "./requests.js";

const ASSETS = "douya-assets";
const NOTES = "douya-notes";
export const PAGES = "douya-pages-";
const OFFLINE = "/offline";

export class Shelf {
  #caches;
  #fetch;
  #always;

  /** @param {{caches: CacheStorage, fetcher: typeof fetch, always: readonly string[]}} parts always: addresses kept whatever pages there are */
  constructor({ caches, fetcher, always }) {
    this.#caches = caches;
    this.#fetch = fetcher;
    this.#always = always;
  }

  /** Fetch what the offline page and the next labelling page need. Rejects when something cannot be had. */
  async stock() {
    await this.#keepAssets(this.#always);
    const page = await this.#fetch(OFFLINE, { credentials: "same-origin" });
    if (!page.ok) throw new Error(`${OFFLINE}: ${page.status}`);
    await this.#keepAssets(assetsOf(await page.clone().text()));
    await (await this.#caches.open(ASSETS)).put(OFFLINE, page);
  }

  /** @param {string} address @returns {Promise<Response | undefined>} */
  async asset(address) {
    return (await this.#caches.open(ASSETS)).match(address);
  }

  /** What to show when a page cannot be had. @returns {Promise<Response>} */
  async offlinePage() {
    return (await this.asset(OFFLINE)) ?? Response.error();
  }

  /** A page of whoever is known to be signed in; never another's. @param {string} path @returns {Promise<Response | undefined>} */
  async page(path) {
    const person = await this.#note("person");
    return person ? (await this.#caches.open(PAGES + person)).match(path) : undefined;
  }

  /** @param {string} path @param {Response} response @param {string} person */
  async keepPage(path, response, person) {
    const assets = assetsOf(await response.clone().text());
    await this.#keepAssets(assets);
    await (await this.#caches.open(PAGES + person)).put(path, response);
    await this.#sweep();
  }

  /** @param {string} path */
  async dropPage(path) {
    for (const name of await this.#pageCaches()) await (await this.#caches.open(name)).delete(path);
  }

  /** Pages of anybody else go. @param {string} person id, as the server says it with each page */
  async isNow(person) {
    if ((await this.#note("person")) === person) return;
    for (const name of await this.#pageCaches()) if (name !== PAGES + person) await this.#caches.delete(name);
    await this.#setNote("person", person);
  }

  /** Somebody comes or goes: until the server says who, nobody is given a kept page. @param {boolean} leaves all that is kept goes too */
  async forgetPerson(leaves) {
    await this.#setNote("person", "");
    if (leaves) for (const name of await this.#pageCaches()) await this.#caches.delete(name);
  }

  /** Her language or letters may have changed: the next page is asked for first. @param {boolean} isStale */
  async setStale(isStale) {
    await this.#setNote("stale", isStale ? "yes" : "");
  }

  async isStale() {
    return (await this.#note("stale")) === "yes";
  }

  /** @param {readonly string[]} addresses */
  async #keepAssets(addresses) {
    const cache = await this.#caches.open(ASSETS);
    for (const address of addresses) {
      if (await cache.match(address)) continue;
      const response = await this.#fetch(address, { credentials: "same-origin" });
      // An address of yesterday still answers, with today's content: that would be a mixed version.
      const isExact = response.ok && (response.headers.get("Cache-Control") ?? "").includes("immutable");
      if (!isExact) throw new Error(`${address}: ${response.status}`);
      await cache.put(address, response);
    }
  }

  /** Files that no page needs any more go. */
  async #sweep() {
    const wanted = new Set([...this.#always, OFFLINE]);
    const offline = await this.asset(OFFLINE);
    if (offline) for (const address of assetsOf(await offline.text())) wanted.add(address);
    for (const name of await this.#pageCaches()) {
      const pages = await this.#caches.open(name);
      for (const key of await pages.keys()) {
        const page = await pages.match(key);
        if (page) for (const address of assetsOf(await page.text())) wanted.add(address);
      }
    }
    const cache = await this.#caches.open(ASSETS);
    for (const key of await cache.keys()) if (!wanted.has(new URL(key.url).pathname)) await cache.delete(key);
  }

  async #pageCaches() {
    return (await this.#caches.keys()).filter((name) => name.startsWith(PAGES));
  }

  /** @param {string} name */
  async #note(name) {
    const kept = await (await this.#caches.open(NOTES)).match(`/${name}`);
    return kept ? kept.text() : "";
  }

  /** @param {string} name @param {string} value */
  async #setNote(name, value) {
    await (await this.#caches.open(NOTES)).put(`/${name}`, new Response(value));
  }
}
