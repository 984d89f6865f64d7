/** Looks at the device in a few seconds and tells the server; the answer is words, and never a refusal. */

const PATIENCE_MS = 6_000;
const PROBE = "douya-device-check";

/** What a browser cannot say in time is unknown, not wrong. @template T @param {Promise<T>} work @param {T} otherwise @returns {Promise<T>} */
export function inTime(work, otherwise, milliseconds = PATIENCE_MS) {
  return Promise.race([work.catch(() => otherwise), new Promise((resolve) => setTimeout(() => resolve(otherwise), milliseconds))]);
}

/** @param {number} bytes @param {number} milliseconds of the transfer alone @returns {number | null} null: too quick to measure */
export function kbitPerSecond(bytes, milliseconds) {
  return milliseconds >= 5 ? Math.round((bytes * 8) / milliseconds) : null;
}

/** Writes a record and reads it back, as the labelling window does. @returns {Promise<boolean>} */
async function memoryWorks() {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open(PROBE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("probe");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const kept = await new Promise((resolve, reject) => {
    const transaction = database.transaction("probe", "readwrite");
    transaction.objectStore("probe").put(new Blob(["x"]), 1);
    const asked = transaction.objectStore("probe").get(1);
    transaction.oncomplete = () => resolve(asked.result instanceof Blob);
    transaction.onabort = () => reject(transaction.error);
  });
  database.close();
  indexedDB.deleteDatabase(PROBE);
  return kept;
}

/** @returns {Promise<number | null>} */
async function freeMegabytes() {
  const told = await navigator.storage?.estimate?.();
  return told?.quota ? Math.max(0, Math.round((told.quota - (told.usage ?? 0)) / 1_000_000)) : null;
}

/** @returns {Promise<boolean>} */
async function workerWorks() {
  return "serviceWorker" in navigator && Boolean((await navigator.serviceWorker.ready).active);
}

/** @param {string} url @returns {Promise<{decode_ms: number | null, line_kbit_s: number | null}>} */
async function pictureAndLine(url) {
  const response = await fetch(url, { cache: "no-store" });
  const begun = performance.now();
  const blob = await response.blob();
  const arrived = performance.now();
  // The answer's head has travelled already: what is timed is the picture itself.
  const line_kbit_s = kbitPerSecond(blob.size, arrived - begun);
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return { decode_ms: null, line_kbit_s };
  const context = document.createElement("canvas").getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  return { decode_ms: context ? Math.round(performance.now() - arrived) : null, line_kbit_s };
}

/** @param {string} picture */
async function look(picture) {
  // The line alone first: others must not share it while it is timed.
  const seen = await inTime(pictureAndLine(picture), { decode_ms: null, line_kbit_s: 0 });
  const [memory_works, free_mb, worker_works] = await Promise.all([inTime(memoryWorks(), false), inTime(freeMegabytes(), null), inTime(workerWorks(), false)]);
  return { screen_width: screen.width, screen_height: screen.height, touch: navigator.maxTouchPoints > 0, memory_works, free_mb, worker_works, ...seen };
}

/** @param {HTMLElement} node @param {{fine: boolean, texts: string[]}} answer */
function say(node, { fine, texts }) {
  for (const part of node.querySelectorAll("[data-device-part]")) if (part instanceof HTMLElement) part.hidden = part.dataset.devicePart !== (fine ? "fine" : "texts");
  const list = node.querySelector("[data-device-list]");
  list?.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  node.classList.add(fine ? "notice-good" : "notice-pay");
  node.hidden = false;
}

/** @param {HTMLElement} node */
async function check(node) {
  const { deviceCheck: url = "", devicePicture: picture = "" } = node.dataset;
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify(await look(picture)),
  });
  if (response.ok) say(node, await response.json());
}

/** @param {Document} page */
export function checkDevice(page) {
  const node = page.querySelector("[data-device-check]");
  if (!(node instanceof HTMLElement)) return;
  // Cut on the way: the next visit looks again.
  const begin = () => check(node).catch((error) => console.warn("device not looked at", error));
  if (node.hasAttribute("data-device-now")) begin();
  for (const button of page.querySelectorAll("[data-device-again]")) {
    button.addEventListener("click", () => {
      button.setAttribute("disabled", "");
      begin().finally(() => button.removeAttribute("disabled"));
    });
  }
}
