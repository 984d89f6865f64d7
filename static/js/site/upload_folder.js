/** Folders for an upload: dropped ones are walked to their ends, and a button opens the browser's choice of a folder. */
import { unfoldFor } from "./unfold.js";
import { sizeInWords } from "./upload.js";

/** Where a dropped file lay; browsers tell it of chosen folders only. @type {WeakMap<File, string>} */
const paths = new WeakMap();
/** @type {WeakMap<HTMLFormElement, File[]>} */
const folders = new WeakMap();
/** What systems leave in folders; nobody means to send it. */
const LEFT_BEHIND = /^(\.|thumbs\.db$|desktop\.ini$|__macosx$)/i;

/** @param {File} file */
export function pathOf(file) {
  return paths.get(file) || file.webkitRelativePath || file.name;
}

/** The files of a folder that was chosen or dropped last, or null. @param {HTMLFormElement} form */
export function folderIn(form) {
  return folders.get(form) ?? null;
}

/** In the natural order of their paths, without what systems leave behind. @param {readonly File[]} files */
export function inOrder(files) {
  const natural = new Intl.Collator("en", { numeric: true });
  return files
    .filter((file) => !pathOf(file).split("/").some((part) => LEFT_BEHIND.test(part)))
    .sort((one, other) => natural.compare(pathOf(one), pathOf(other)));
}

/** All files below, with their paths noted. @param {readonly FileSystemEntry[]} entries @returns {Promise<File[]>} */
export async function filesBelow(entries) {
  const found = [];
  for (const entry of entries) found.push(...(entry.isDirectory ? await filesIn(/** @type {FileSystemDirectoryEntry} */ (entry)) : [await fileOf(/** @type {FileSystemFileEntry} */ (entry))]));
  return found;
}

/** @param {FileSystemDirectoryEntry} folder */
async function filesIn(folder) {
  const reader = folder.createReader();
  const found = [];
  // A reader gives a hundred at a time, and nothing once it is at its end.
  for (;;) {
    const some = await new Promise((/** @type {(list: FileSystemEntry[]) => void} */ resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return found;
    found.push(...(await filesBelow(some)));
  }
}

/** @param {FileSystemFileEntry} entry @returns {Promise<File>} */
async function fileOf(entry) {
  const file = await new Promise((/** @type {(file: File) => void} */ resolve, reject) => entry.file(resolve, reject));
  paths.set(file, entry.fullPath.replace(/^\//, ""));
  return file;
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} input @param {File[]} files */
function take(form, input, files) {
  const chosen = form.querySelector("[data-drop-chosen]");
  const sent = inOrder(files);
  folders.set(form, sent);
  unfoldFor(form, sent);
  input.value = "";
  input.required = false;
  if (!(chosen instanceof HTMLElement)) return;
  const size = sizeInWords(sent.reduce((sum, file) => sum + file.size, 0));
  chosen.textContent = (chosen.dataset.countWords ?? "").replace("{n}", String(sent.length)).replace("{size}", size);
}

/** @param {HTMLFormElement} form @param {HTMLInputElement} input */
function takeDrops(form, input) {
  form.querySelector("[data-drop]")?.addEventListener("drop", (event) => {
    if (!(event instanceof DragEvent)) return;
    const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
    // Files alone are what the browser itself puts into the field.
    if (!entries.some((entry) => entry.isDirectory)) return;
    event.preventDefault();
    void filesBelow(entries).then((files) => take(form, input, files));
  });
  form.querySelector("[data-drop]")?.addEventListener("dragover", (event) => event.preventDefault());
}

/** @param {HTMLFormElement} form */
export function takeFolders(form) {
  const input = form.querySelector("input[name=file]");
  const button = form.querySelector("[data-folder]");
  if (!(input instanceof HTMLInputElement) || !(button instanceof HTMLElement)) return;
  takeDrops(form, input);
  input.addEventListener("change", () => {
    folders.delete(form);
    unfoldFor(form, [...(input.files ?? [])]);
  });
  const choice = document.createElement("input");
  choice.type = "file";
  choice.webkitdirectory = true;
  choice.addEventListener("change", () => take(form, input, [...(choice.files ?? [])]));
  button.hidden = false;
  button.addEventListener("click", () => choice.click());
}
