/** Cache Storage in a map, with the real one's manners. */

const keyOf = (/** @type {any} */ request) => new URL(typeof request === "string" ? request : request.url, "http://here").href;

export function fakeCaches() {
  /** @type {Map<string, Map<string, Response>>} */
  const all = new Map();
  const open = async (/** @type {string} */ name) => {
    const cache = all.get(name) ?? new Map();
    all.set(name, cache);
    return {
      match: async (/** @type {any} */ request) => cache.get(keyOf(request))?.clone(),
      put: async (/** @type {any} */ request, /** @type {Response} */ response) => void cache.set(keyOf(request), response.clone()),
      delete: async (/** @type {any} */ request) => cache.delete(keyOf(request)),
      keys: async () => [...cache.keys()].map((url) => ({ url })),
    };
  };
  return /** @type {any} */ ({ open, keys: async () => [...all.keys()], delete: async (/** @type {string} */ name) => all.delete(name) });
}
