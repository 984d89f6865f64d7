/** Forms with data-upload: files can be dropped, and a bar says how much is sent and how long it takes. */

const MEGABYTE = 1_048_576;

/** @param {number} bytes */
export function sizeInWords(bytes) {
  return bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Seconds until all is sent, from the mean speed so far. @param {number} sent @param {number} total @param {number} elapsed_s */
export function secondsLeft(sent, total, elapsed_s) {
  return sent > 0 ? Math.ceil(((total - sent) * elapsed_s) / sent) : 0;
}

/** @param {string} template @param {Record<string, string>} words */
function fill(template, words) {
  return template.replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
}

/** @param {HTMLElement} drop */
function acceptDrops(drop) {
  const input = drop.querySelector("input[type=file]");
  const chosen = drop.querySelector("[data-drop-chosen]");
  if (!(input instanceof HTMLInputElement) || !(chosen instanceof HTMLElement)) return;
  drop.classList.add("drop-ready");
  drop.addEventListener("dragover", () => drop.classList.add("drop-over"));
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("drop-over"));
  input.addEventListener("change", () => {
    const files = [...(input.files ?? [])];
    const size = sizeInWords(files.reduce((sum, file) => sum + file.size, 0));
    const names = files.length === 1 ? `${files[0]?.name} · ${size}` : "";
    chosen.textContent = names || (files.length ? fill(chosen.dataset.countWords ?? "", { n: String(files.length), size }) : "");
  });
}

/** @param {HTMLElement} words @param {number} seconds */
function timeInWords(words, seconds) {
  const minutes = Math.ceil(seconds / 60);
  return seconds < 60 ? fill(words.dataset.seconds ?? "", { n: String(seconds) }) : fill(words.dataset.minutes ?? "", { n: String(minutes) });
}

/** @param {HTMLFormElement} form */
function send(form) {
  const frame = form.querySelector("[data-upload-progress]");
  const bar = frame?.querySelector("progress");
  const words = frame?.querySelector("[data-upload-words]");
  if (!(frame instanceof HTMLElement) || !bar || !(words instanceof HTMLElement)) return form.submit();
  const button = form.querySelector("button[type=submit]");
  const started = performance.now();
  const request = new XMLHttpRequest();
  frame.hidden = false;
  button?.setAttribute("disabled", "");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const elapsed_s = (performance.now() - started) / 1000;
    const left = secondsLeft(loaded, total, elapsed_s);
    const speed = sizeInWords(loaded / Math.max(elapsed_s, 0.1));
    bar.value = (100 * loaded) / total;
    words.textContent = loaded < total
      ? fill(words.dataset.sending ?? "", { done: sizeInWords(loaded), total: sizeInWords(total), speed, left: timeInWords(words, left) })
      : (words.dataset.checking ?? "");
  });
  request.addEventListener("load", () => {
    button?.removeAttribute("disabled");
    showAnswer(request, words);
  });
  request.addEventListener("error", () => {
    words.textContent = words.dataset.broken ?? "";
    button?.removeAttribute("disabled");
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
}

/**
 * A page means it was taken: go there. A refusal comes as problem JSON, and its words are shown where she looks.
 * @param {XMLHttpRequest} request @param {HTMLElement} words
 */
function showAnswer(request, words) {
  if (request.status < 400) {
    location.assign(request.responseURL);
    return;
  }
  words.textContent = refusalIn(request.responseText) ?? words.dataset.broken ?? "";
  words.classList.add("field-error");
}

/** @param {string} text @returns {string | undefined} */
export function refusalIn(text) {
  try {
    return JSON.parse(text).detail;
  } catch {
    // A proxy on the way may answer in HTML; then the general words must do.
    return undefined;
  }
}

/** @param {Document} page */
export function sendWithProgress(page) {
  for (const drop of page.querySelectorAll("[data-drop]")) if (drop instanceof HTMLElement) acceptDrops(drop);
  for (const form of page.querySelectorAll("form[data-upload]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
}
