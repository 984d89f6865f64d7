/** Storage without a disk: for tests, and for a browser that refuses IndexedDB. */
/** @import { Storage, StorageKey, StoreName, Write } from "./types.js" */

/** @param {StorageKey} a @param {StorageKey} b */
function compare(a, b) {
  const [left, right] = [[a].flat(), [b].flat()];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    if (left[index] === right[index]) continue;
    if (left[index] === undefined) return -1;
    if (right[index] === undefined) return 1;
    return left[index] < right[index] ? -1 : 1;
  }
  return 0;
}

/** @implements {Storage} */
export class MemoryStorage {
  /** @type {Map<StoreName, {key: StorageKey, value: any}[]>} */ #stores = new Map();

  /** @param {StoreName} store */
  #rows(store) {
    return this.#stores.get(store) ?? [];
  }

  /** @param {StoreName} store @param {StorageKey} key */
  async get(store, key) {
    return structuredClone(this.#rows(store).find((row) => compare(row.key, key) === 0)?.value);
  }

  /** @param {StoreName} store @param {{from: StorageKey, to: StorageKey}} [range] */
  async all(store, range) {
    return this.#rows(store)
      .filter((row) => !range || (compare(row.key, range.from) >= 0 && compare(row.key, range.to) <= 0))
      .map((row) => structuredClone(row.value));
  }

  /** @param {readonly Write[]} writes */
  async write(writes) {
    for (const change of writes) this.#apply(change);
  }

  /** @param {Write} change */
  #apply(change) {
    const rows = this.#rows(change.store);
    const from = "key" in change ? change.key : "remove" in change ? change.remove : change.removeFrom;
    const to = "removeTo" in change ? change.removeTo : from;
    const kept = rows.filter((row) => compare(row.key, from) < 0 || compare(row.key, to) > 0);
    if ("key" in change) kept.push({ key: change.key, value: structuredClone(change.value) });
    this.#stores.set(change.store, kept.sort((a, b) => compare(a.key, b.key)));
  }
}
