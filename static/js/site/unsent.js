/** Her work on this device that has not been sent: told on her home page, and before she signs out. */

/** @typedef {{waiting: number, project: string}} Unsent waiting: finished or begun pictures of which the server lacks something */

/** The labelling window's own memory, or null when this device has none of hers. @param {string} person @returns {Promise<IDBDatabase | null>} */
function memoryOf(person) {
  return new Promise((resolve) => {
    const opening = indexedDB.open(`douya-editor-${person}`);
    // Only looked at: a memory that is not there is not made here.
    opening.onupgradeneeded = () => opening.transaction?.abort();
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = (event) => {
      event.preventDefault();
      resolve(null);
    };
  });
}

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function answered(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {readonly any[]} works as they lie in the memory @returns {Unsent} */
export function unsentOf(works) {
  const unsent = works.filter((work) => work?.state === "queued" || (work?.state === "open" && work.dirty));
  return { waiting: unsent.length, project: String(unsent[0]?.project ?? "") };
}

/** @param {string} person @returns {Promise<Unsent>} */
export async function findUnsent(person) {
  const memory = await memoryOf(person);
  if (!memory) return { waiting: 0, project: "" };
  try {
    return unsentOf(await answered(memory.transaction("works").objectStore("works").getAll()));
  } finally {
    memory.close();
  }
}

/** What a shared computer should not keep when she leaves: her pages and pictures, and with nothing unsent all of it.
 * @param {string} person @param {boolean} isAllSent */
async function tidy(person, isAllSent) {
  for (const name of await caches.keys()) if (name.startsWith("douya-pages-")) await caches.delete(name);
  if (isAllSent) return void indexedDB.deleteDatabase(`douya-editor-${person}`);
  const memory = await memoryOf(person);
  if (!memory) return;
  await answered(memory.transaction("pictures", "readwrite").objectStore("pictures").clear());
  memory.close();
}

/** @param {HTMLElement} node @param {Unsent} unsent */
function fill(node, { waiting, project }) {
  for (const text of node.querySelectorAll("[data-unsent-text]")) text.textContent = (text.getAttribute("data-unsent-text") ?? "").replace("{count}", String(waiting));
  for (const link of node.querySelectorAll("[data-unsent-link]")) link.setAttribute("href", `/work/${project}`);
}

/** @param {HTMLFormElement} form @param {string} person @param {HTMLDialogElement} dialog */
function askBeforeLeaving(form, person, dialog) {
  let isDecided = false;
  const leave = async (/** @type {boolean} */ isAllSent) => {
    isDecided = true;
    await tidy(person, isAllSent).catch((error) => console.warn("not tidied", error));
    form.requestSubmit();
  };
  form.addEventListener("submit", async (event) => {
    if (isDecided) return;
    event.preventDefault();
    const unsent = await findUnsent(person).catch(() => ({ waiting: 0, project: "" }));
    if (unsent.waiting === 0) return leave(true);
    fill(dialog, unsent);
    dialog.querySelector("[data-unsent-leave]")?.addEventListener("click", () => leave(false), { once: true });
    dialog.showModal();
  });
}

/** @param {Document} page */
export async function guardUnsent(page) {
  const person = page.body.dataset.person;
  const dialog = page.getElementById("unsent-work");
  if (!person || !(dialog instanceof HTMLDialogElement) || !("indexedDB" in window)) return;
  for (const form of page.querySelectorAll('form[action="/sign-out"]')) if (form instanceof HTMLFormElement) askBeforeLeaving(form, person, dialog);
  const note = page.querySelector("[data-unsent-note]");
  if (!(note instanceof HTMLElement)) return;
  const unsent = await findUnsent(person).catch(() => ({ waiting: 0, project: "" }));
  fill(note, unsent);
  note.hidden = unsent.waiting === 0;
}
