/** Installs the service worker, where the browser has one: on https and on this computer itself. */

const ADDRESS = "/service-worker.js";

/** The page's policy lets no text become a script's address but this one. @returns {string} */
function trustedAddress() {
  const { trustedTypes } = /** @type {{trustedTypes?: {createPolicy: (name: string, rules: {createScriptURL: (url: string) => string}) => {createScriptURL: (url: string) => string}}}} */ (/** @type {unknown} */ (window));
  if (!trustedTypes) return ADDRESS;
  const rules = { createScriptURL: (/** @type {string} */ url) => { if (url === ADDRESS) return url; throw new TypeError(url); } };
  return trustedTypes.createPolicy("douya-service-worker", rules).createScriptURL(ADDRESS);
}

/** @param {boolean} isKept */
async function install(isKept) {
  const wasThere = navigator.serviceWorker.controller !== null;
  await navigator.serviceWorker.register(trustedAddress());
  // The very first page came before the worker: it has to be told of it.
  if (isKept && !wasThere) (await navigator.serviceWorker.ready).active?.postMessage({ keep: location.pathname });
}

/** After the page is there: on a slow line its own files come first. @param {{isKept?: boolean}} [options] isKept: this page opens without a network */
export function installWorker({ isKept = false } = {}) {
  if (!("serviceWorker" in navigator)) return;
  const begin = () => install(isKept).catch((error) => console.warn("no service worker", error));
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
