/** IndexedDB behind a small door: one transaction per change, flushed to the disk before it counts as kept. */
/** @import { Storage, StorageKey, StoreName, Write } from "./types.js" */
import { databaseOf } from "./database_name.js";

const STORES = /** @type {const} */ (["works", "steps", "bags", "pictures", "notes"]);

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
function completed(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}

/** @param {IDBFactory} factory @param {string} owner each annotator has her own, as centres share their PCs
 * @returns {Promise<Storage>} */
export async function openDeviceStorage(factory, owner) {
  const opening = factory.open(databaseOf(owner), 1);
  opening.onupgradeneeded = () => {
    for (const store of STORES) opening.result.createObjectStore(store);
  };
  const database = await answered(opening);
  // Another tab with a newer editor may want to upgrade: give way instead of blocking it.
  database.onversionchange = () => database.close();
  return new DeviceStorage(database);
}

/** @param {StorageKey} key @returns {IDBValidKey} */
function idbKey(key) {
  return typeof key === "string" ? key : [...key];
}

/** @implements {Storage} */
class DeviceStorage {
  #database;

  /** @param {IDBDatabase} database */
  constructor(database) {
    this.#database = database;
  }

  /** @param {StoreName} store @param {StorageKey} key */
  get(store, key) {
    return answered(this.#database.transaction(store).objectStore(store).get(idbKey(key)));
  }

  /** @param {StoreName} store @param {{from: StorageKey, to: StorageKey}} [range] */
  all(store, range) {
    const bound = range ? IDBKeyRange.bound(idbKey(range.from), idbKey(range.to)) : null;
    return answered(this.#database.transaction(store).objectStore(store).getAll(bound));
  }

  /** @param {readonly Write[]} writes */
  async write(writes) {
    const names = [...new Set(writes.map((change) => change.store))];
    const transaction = this.#database.transaction(names, "readwrite", { durability: "strict" });
    for (const change of writes) {
      const store = transaction.objectStore(change.store);
      if ("key" in change) store.put(change.value, idbKey(change.key));
      else if ("remove" in change) store.delete(idbKey(change.remove));
      else store.delete(IDBKeyRange.bound(idbKey(change.removeFrom), idbKey(change.removeTo)));
    }
    await completed(transaction);
  }
}
