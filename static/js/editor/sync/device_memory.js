/** Reads what this device has kept; what cannot be read is set aside and told to the server, and never stops her. */
/** @import { Bag, Storage, StoreName, Work } from "./types.js" */
/** @import { Kept } from "./journal.js" */
import { readHistory } from "./journal.js";
import { isSoundBag, isSoundWork } from "./works.js";

/** @typedef {"unreadable" | "full" | "picture" | "storage_lost"} Trouble */
/** @typedef {(kind: Trouble, where: StoreName, count: number) => void} Report says what went wrong, never what was in it */

export class DeviceMemory {
  #storage;
  #report;

  /** @param {{storage: Storage, report: Report}} parts */
  constructor({ storage, report }) {
    this.#storage = storage;
    this.#report = report;
  }

  /** All works that can be read. @returns {Promise<Work[]>} */
  async works() {
    const records = await this.#read("works", () => this.#storage.all("works"), []);
    return records.filter(isSoundWork);
  }

  /** @param {string} id @returns {Promise<Work | null>} */
  async work(id) {
    const record = await this.#read("works", () => this.#storage.get("works", id), null);
    if (record === null || record === undefined) return null;
    if (isSoundWork(record) && record.id === id) return record;
    await this.#setAside("works", id, record);
    return null;
  }

  /** @param {Work} work @returns {Promise<Kept | null>} null when not even the beginning can be read */
  async history(work) {
    const kept = await this.#read("steps", () => readHistory(this.#storage, work), null);
    if (kept === null || kept.lost > 0) this.#report("unreadable", "steps", kept?.lost ?? 1);
    return kept;
  }

  /** @param {string} project @returns {Promise<Bag | null>} */
  async bag(project) {
    const record = await this.#read("bags", () => this.#storage.get("bags", project), null);
    if (record === null || record === undefined) return null;
    if (isSoundBag(record)) return record;
    await this.#setAside("bags", project, record);
    return null;
  }

  /** @template T @param {StoreName} where @param {() => Promise<T>} read @param {T} otherwise @returns {Promise<T>} */
  async #read(where, read, otherwise) {
    try {
      return await read();
    } catch (error) {
      console.warn("unreadable on this device", where, error);
      this.#report("unreadable", where, 1);
      return otherwise;
    }
  }

  /** Kept for the file that she can save, out of the way of the work. @param {"works" | "bags"} where @param {string} key @param {unknown} record */
  async #setAside(where, key, record) {
    this.#report("unreadable", where, 1);
    const writes = [{ store: /** @type {const} */ ("notes"), key: `unreadable-${where}-${key}`, value: record }, { store: where, remove: key }];
    await this.#storage.write(writes).catch((error) => console.warn("not set aside", error));
  }
}
