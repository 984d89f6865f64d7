/** Pictures fetched ahead, kept on the device for the time without a network, and few of them in memory. */
/** @import { Storage } from "./types.js" */

const LARGEST_IN_MEMORY = 4;

export class Pictures {
  #storage;
  #fetch;
  #decode;
  /** @type {Map<string, Promise<ImageBitmap>>} oldest use first */ #bitmaps = new Map();
  /** @type {Promise<void>} */ #ahead = Promise.resolve();
  /** @type {Map<string, Promise<string>>} */ #addresses = new Map();
  bytes = 0;

  /** @param {{storage: Storage, fetcher: typeof fetch, decode: (blob: Blob) => Promise<ImageBitmap>}} parts */
  constructor({ storage, fetcher, decode }) {
    this.#storage = storage;
    this.#fetch = fetcher;
    this.#decode = decode;
  }

  /** @param {string} url @returns {Promise<ImageBitmap>} */
  bitmap(url) {
    const known = this.#bitmaps.get(url);
    this.#bitmaps.delete(url);
    const wanted = known ?? this.#blob(url).then((blob) => this.#decode(blob));
    this.#bitmaps.set(url, wanted);
    // A failed picture is asked for again next time.
    wanted.catch(() => this.#bitmaps.delete(url));
    this.#trim();
    return wanted;
  }

  /** An address for an image element, of the picture as it is kept here. @param {string} url @returns {Promise<string>} */
  address(url) {
    const known = this.#addresses.get(url) ?? this.#blob(url).then((blob) => URL.createObjectURL(blob));
    this.#addresses.set(url, known);
    known.catch(() => this.#addresses.delete(url));
    return known;
  }

  /** Fetch in order, one after another: on a slow line the next picture comes first. @param {readonly string[]} urls
   * @param {number} decoded how many of them to hold ready to paint */
  fetchAhead(urls, decoded) {
    this.#ahead = this.#ahead.then(async () => {
      for (const [index, url] of urls.entries()) {
        try {
          if (index < decoded) await this.bitmap(url);
          else await this.#blob(url);
        } catch {
          // Fetching ahead is a kindness: when it is her turn the picture is asked for again, and a failure shown.
          return;
        }
      }
    });
    return this.#ahead;
  }

  /** @param {readonly string[]} urls no longer needed */
  async forget(urls) {
    for (const url of urls) this.#close(url);
    await this.#storage.write(urls.map((url) => ({ store: "pictures", remove: url })));
  }

  /** @param {string} url @returns {Promise<Blob>} */
  async #blob(url) {
    const kept = await this.#storage.get("pictures", url);
    if (kept instanceof Blob) return kept;
    const response = await this.#fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`picture ${url}: ${response.status}`);
    const blob = await response.blob();
    this.bytes += blob.size;
    await this.#storage.write([{ store: "pictures", key: url, value: blob }]).catch((error) => {
      // A full disk only costs the offline copy.
      console.warn("picture not kept on this device", error);
    });
    return blob;
  }

  #trim() {
    const surplus = this.#bitmaps.size - LARGEST_IN_MEMORY;
    for (const url of [...this.#bitmaps.keys()].slice(0, Math.max(0, surplus))) this.#close(url);
  }

  /** @param {string} url */
  #close(url) {
    this.#bitmaps.get(url)?.then((bitmap) => bitmap.close(), () => undefined);
    this.#bitmaps.delete(url);
  }
}
