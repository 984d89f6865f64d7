/** Pictures fetched ahead, kept on the device for the time without a network, and few of them in memory. */
/** @import { Storage } from "./types.js" */

const USUALLY_IN_MEMORY = 4;

export class Pictures {
  #storage;
  #fetch;
  #decode;
  /** @type {Map<string, Promise<ImageBitmap>>} oldest use first */ #bitmaps = new Map();
  /** @type {Promise<void>} */ #ahead = Promise.resolve();
  #wish = 0;
  /** @type {Map<string, Promise<string>>} */ #addresses = new Map();
  #most = USUALLY_IN_MEMORY;
  bytes = 0;

  /** @param {{storage: Storage, fetcher: typeof fetch, decode: (blob: Blob) => Promise<ImageBitmap>}} parts */
  constructor({ storage, fetcher, decode }) {
    this.#storage = storage;
    this.#fetch = fetcher;
    this.#decode = decode;
  }

  /** How many are held ready to paint: few single pictures, more frames of a video. @param {number} [most] */
  hold(most = USUALLY_IN_MEMORY) {
    this.#most = most;
    this.#trim();
  }

  /** @param {string} url @returns {Promise<ImageBitmap>} */
  bitmap(url) {
    const known = this.#bitmaps.get(url);
    this.#bitmaps.delete(url);
    const wanted = known ?? this.#decoded(url);
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

  /** @param {string} url @returns {Promise<ImageBitmap>} */
  async #decoded(url) {
    const kept = await this.#kept(url);
    if (!kept) return this.#decode(await this.#fetched(url, false));
    // What the device kept may be damaged: the server has a sound one.
    return this.#decode(kept).catch(async () => this.#decode(await this.#fetched(url, false)));
  }

  /** Fetch in order, one after another: on a slow line the next picture comes first. Asked again with other wishes, the former ones
   * end after the picture under way. @param {readonly string[]} urls @param {number} decoded how many of them to hold ready to paint */
  fetchAhead(urls, decoded) {
    const wish = ++this.#wish;
    // Those that are here already need not wait for what is still on the line.
    const ready = Promise.all(urls.slice(0, decoded).map((url) => this.#readyIfKept(url)));
    this.#ahead = this.#ahead.then(() => this.#inOrder(urls, decoded, wish));
    return Promise.all([ready, this.#ahead]).then(() => undefined);
  }

  /** @param {readonly string[]} urls @param {number} decoded @param {number} wish */
  async #inOrder(urls, decoded, wish) {
    for (const [index, url] of urls.entries()) {
      if (wish !== this.#wish) return;
      try {
        if (index < decoded) await this.bitmap(url);
        else await this.#blob(url);
      } catch {
        // Fetching ahead is a kindness: when it is her turn the picture is asked for again, and a failure shown.
        return;
      }
    }
  }

  /** @param {string} url */
  async #readyIfKept(url) {
    if (this.#bitmaps.has(url) || !(await this.#kept(url))) return;
    await this.bitmap(url).catch(() => undefined);
  }

  /** Have a picture on this device for the time without a network. @param {string} url
   * @returns {Promise<number>} its bytes. Rejects when it cannot be fetched or kept. */
  async keep(url) {
    if (!(await this.#kept(url))) await this.#fetched(url, true);
    const kept = await this.#kept(url);
    if (!kept) throw new Error(`picture ${url}: not on this device`);
    return kept.size;
  }

  /** @param {string} url of a picture kept here @returns {Promise<number>} pixels; it is not held in memory */
  async bitmapWidth(url) {
    const blob = await this.#kept(url);
    if (!blob) return 0;
    const bitmap = await this.#decode(blob);
    const { width } = bitmap;
    bitmap.close();
    return width;
  }

  /** How much of this device pictures take. @returns {Promise<{count: number, bytes: number}>} */
  async usage() {
    const blobs = (await this.#storage.all("pictures")).filter((kept) => kept instanceof Blob);
    return { count: blobs.length, bytes: blobs.reduce((sum, blob) => sum + blob.size, 0) };
  }

  /** Bitmaps held in memory. */
  get live() {
    return this.#bitmaps.size;
  }

  /** Take all pictures off this device; those in hand stay in memory, and any can be fetched again. */
  async forgetAll() {
    await this.#storage.write([{ store: "pictures", removeFrom: "", removeTo: "\uffff" }]);
  }

  /** @param {readonly string[]} urls no longer needed */
  async forget(urls) {
    for (const url of urls) this.#close(url);
    await this.#storage.write(urls.map((url) => ({ store: "pictures", remove: url })));
  }

  /** @param {string} url @returns {Promise<Blob>} */
  async #blob(url) {
    return (await this.#kept(url)) ?? this.#fetched(url, false);
  }

  /** @param {string} url @returns {Promise<Blob | null>} */
  async #kept(url) {
    try {
      const kept = await this.#storage.get("pictures", url);
      return kept instanceof Blob && kept.size > 0 ? kept : null;
    } catch (error) {
      console.warn("picture on this device cannot be read", error);
      return null;
    }
  }

  /** @param {string} url @param {boolean} mustKeep @returns {Promise<Blob>} */
  async #fetched(url, mustKeep) {
    const response = await this.#fetch(url, { credentials: "same-origin" });
    if (!response.ok) throw new Error(`picture ${url}: ${response.status}`);
    const blob = await response.blob();
    this.bytes += blob.size;
    // Waited for only where it must be kept: to see what is here, she need not wait for the disk.
    const kept = this.#storage.write([{ store: "pictures", key: url, value: blob }]).catch((error) => {
      if (mustKeep) throw error;
      // A full disk only costs the offline copy.
      console.warn("picture not kept on this device", error);
    });
    if (mustKeep) await kept;
    return blob;
  }

  #trim() {
    const surplus = this.#bitmaps.size - this.#most;
    for (const url of [...this.#bitmaps.keys()].slice(0, Math.max(0, surplus))) this.#close(url);
  }

  /** @param {string} url */
  #close(url) {
    this.#bitmaps.get(url)?.then((bitmap) => bitmap.close(), () => undefined);
    this.#bitmaps.delete(url);
  }
}
