/** Sends planned parts one after another; a broken line is waited out, a loaded page goes on. */
/** @import { Part } from "./upload_plan.js" */
import { pathOf } from "./upload_folder.js";
import { bytesBefore, contentRange, fingerprint, partAfter, pause_s, planParts } from "./upload_plan.js";

const MOST_TRIES = 12;

/**
 * @typedef {object} Hooks
 * @property {(sent: number, total: number) => void} progress
 * @property {(seconds: number) => void} waiting
 */

/** A refusal of the server, in its words. */
export class Refused extends Error {
  /** @param {number} status @param {string} code @param {string} detail */
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** Send all files into one import; its id. Throws Refused, or the last network error.
 * @param {readonly File[]} files @param {string} url @param {string} csrf @param {Hooks} hooks
 * @param {Readonly<Record<string, string>>} [words] what else the form says of them, such as the name of their video */
export async function sendAll(files, url, csrf, hooks, words = {}) {
  const named = files.map((file) => ({ name: pathOf(file), size: file.size }));
  const parts = planParts(named);
  const memory = `douya-upload:${url}:${fingerprint(named)}:${words.sequence ?? ""}`;
  const total = bytesBefore(parts, parts.length);
  /** @type {{importId: string, next: number}} */
  let kept = JSON.parse(localStorage.getItem(memory) ?? '{"importId": "", "next": 0}');
  while (kept.next < parts.length) {
    const before = bytesBefore(parts, kept.next);
    try {
      const answer = await sendPatiently(parts, { ...kept, words }, files, url, csrf, {
        ...hooks,
        progress: (sent) => hooks.progress(before + sent, total),
      });
      // A page that was loaded again may find more on the server than it remembers.
      kept = { importId: String(answer.import_id), next: Math.max(kept.next + 1, partAfter(parts, answer.received_bytes)) };
    } catch (error) {
      if (!(error instanceof Refused) || !kept.importId || !["not_found", "upload_closed", "range_gap"].includes(error.code)) throw error;
      // What was remembered is gone or differs: begin anew; pictures that are there already are not stored twice.
      kept = { importId: "", next: 0 };
    }
    localStorage.setItem(memory, JSON.stringify(kept));
  }
  localStorage.removeItem(memory);
  return kept.importId;
}

/** @param {readonly Part[]} parts @param {{importId: string, next: number, words: Readonly<Record<string, string>>}} kept @param {readonly File[]} files
 * @param {string} url @param {string} csrf @param {Hooks} hooks */
async function sendPatiently(parts, kept, files, url, csrf, hooks) {
  const isLast = kept.next === parts.length - 1;
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendPart(parts[kept.next], { importId: kept.importId, isLast, words: kept.words }, files, url, csrf, hooks);
    } catch (error) {
      const isRefusal = error instanceof Refused && error.status < 500 && error.status !== 429;
      if (isRefusal || tries === MOST_TRIES) throw error;
      hooks.waiting(pause_s(tries));
      await new Promise((resolve) => setTimeout(resolve, pause_s(tries) * 1000));
    }
  }
}

/** @param {Part} part @param {{importId: string, isLast: boolean, words: Readonly<Record<string, string>>}} place @param {readonly File[]} files
 * @param {string} url @param {string} csrf @param {Hooks} hooks
 * @returns {Promise<{import_id: number, received_bytes: number}>} */
function sendPart(part, place, files, url, csrf, hooks) {
  const form = new FormData();
  if (place.importId) form.append("import_id", place.importId);
  if (!place.isLast) form.append("more", "1");
  for (const [name, value] of Object.entries(place.words)) form.append(name, value);
  for (const index of part.files) {
    const file = files[index];
    form.append("file", part.isRange ? file.slice(part.start, part.stop) : file, pathOf(file));
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", csrf);
    if (part.isRange) request.setRequestHeader("Content-Range", contentRange(part));
    request.upload.addEventListener("progress", ({ loaded }) => hooks.progress(Math.min(loaded, part.stop - part.start), 0));
    request.addEventListener("load", () => settle(request, resolve, reject));
    request.addEventListener("error", () => reject(new Error("network")));
    request.addEventListener("timeout", () => reject(new Error("timeout")));
    request.timeout = 120_000;
    request.send(form);
  });
}

/** @param {XMLHttpRequest} request @param {(answer: any) => void} resolve @param {(error: Error) => void} reject */
function settle(request, resolve, reject) {
  /** @type {any} */
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    answer = {};
  }
  if (request.status >= 200 && request.status < 300) resolve(answer);
  else reject(new Refused(request.status, answer.code ?? "", answer.detail ?? ""));
}
