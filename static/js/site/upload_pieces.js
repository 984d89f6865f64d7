/** Forms with data-upload-pieces: files go in pieces, a broken line is waited out, a loaded page goes on. */
import { secondsLeft, sizeInWords } from "./upload.js";
import { folderIn, takeFolders } from "./upload_folder.js";
import { Refused, sendAll } from "./upload_send.js";

/** @param {string | undefined} template @param {Record<string, string>} words */
function fill(template, words) {
  return (template ?? "").replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
}

/** @param {HTMLElement} words @param {number} seconds */
function timeInWords(words, seconds) {
  return seconds < 60
    ? fill(words.dataset.seconds, { n: String(seconds) })
    : fill(words.dataset.minutes, { n: String(Math.ceil(seconds / 60)) });
}

/** What shows how far it is. @param {HTMLFormElement} form @param {HTMLProgressElement} bar @param {HTMLElement} words */
function hooksOf(form, bar, words) {
  const started = performance.now();
  let first = -1;
  return {
    /** @param {number} sent @param {number} total */
    progress(sent, total) {
      // What the server had before was not sent now: it must not count as speed.
      if (first < 0) first = sent;
      const elapsed_s = (performance.now() - started) / 1000;
      const left = secondsLeft(sent - first, total - first, elapsed_s);
      bar.value = (100 * sent) / total;
      words.textContent = fill(words.dataset.sending, {
        done: sizeInWords(sent),
        total: sizeInWords(total),
        speed: sizeInWords((sent - first) / Math.max(elapsed_s, 0.1)),
        left: timeInWords(words, left),
      });
    },
    /** @param {number} seconds */
    waiting(seconds) {
      words.textContent = fill(form.dataset.uploadWaiting, { n: String(seconds) });
    },
  };
}

/** What the form says of videos: which frames of a file, and whose frames the files are. @param {HTMLFormElement} form @returns {Record<string, string>} */
function videoOf(form) {
  const said = new FormData(form);
  /** @param {string} name */
  const word = (name) => String(said.get(name) ?? "").trim();
  const files = { take: word("take"), rate: word("rate") };
  return word("sequence") ? { ...files, sequence: word("sequence"), fps: word("fps") } : files;
}

/** @param {HTMLFormElement} form */
async function send(form) {
  const frame = form.querySelector("[data-upload-progress]");
  const [bar, words] = [form.querySelector("progress"), form.querySelector("[data-upload-words]")];
  const [input, csrf] = [form.querySelector("input[type=file]"), form.querySelector("input[name=csrf_token]")];
  if (!(frame instanceof HTMLElement) || !bar || !(words instanceof HTMLElement)) return form.submit();
  if (!(input instanceof HTMLInputElement) || !(csrf instanceof HTMLInputElement)) return form.submit();
  const button = form.querySelector("button[type=submit]");
  frame.hidden = false;
  // The button may stand a page below the bar.
  frame.scrollIntoView({ block: "center" });
  button?.setAttribute("disabled", "");
  words.classList.remove("field-error");
  try {
    const files = folderIn(form) ?? [...(input.files ?? [])];
    const importId = await sendAll(files, form.dataset.uploadPieces ?? "", csrf.value, hooksOf(form, bar, words), videoOf(form));
    words.textContent = words.dataset.checking ?? "";
    location.assign(`${form.dataset.uploadDone ?? "/"}${importId}`);
  } catch (error) {
    words.textContent = (error instanceof Refused && error.message) || words.dataset.broken || "";
    words.classList.add("field-error");
    button?.removeAttribute("disabled");
  }
}

for (const form of document.querySelectorAll("form[data-upload-pieces]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  takeFolders(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
}
