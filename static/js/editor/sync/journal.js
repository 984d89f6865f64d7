/** Keeps each step of her work on this device, so that a killed tab or a power cut loses nothing, undo included. */
/** @import { Doc } from "../model/types.js" */
/** @import { History } from "../store/history.js" */
/** @import { Storage, Work, Write } from "./types.js" */
import { EMPTY_DOCUMENT, applyPatch, difference } from "../model/document.js";
import { historyFrom } from "../store/history.js";

const LAST_STEP = 1e9;

/** What must be written so that the device knows the new history. @param {Work} work
 * @param {History} before @param {History} after @returns {{work: Work, writes: Write[]}} */
export function stepWrites(work, before, after) {
  const cursor = after.past.length;
  const isNewStep = after.past.at(-1) === before.present && after.future.length === 0 && before !== after;
  const wasRedo = before.future[0] === after.present;
  /** @type {Write[]} */
  const writes = [];
  if (isNewStep && !wasRedo) {
    writes.push({ store: "steps", removeFrom: [work.id, cursor], removeTo: [work.id, LAST_STEP] });
    writes.push({ store: "steps", key: [work.id, cursor], value: difference(before.present, after.present) });
  }
  return { work: { ...work, cursor, steps: cursor + after.future.length }, writes };
}

/** The first writes of a work: step 0 is all it starts from. @param {Work} work @param {Doc} start @returns {Write[]} */
export function startWrites(work, start) {
  return [
    { store: "steps", removeFrom: [work.id, 0], removeTo: [work.id, LAST_STEP] },
    { store: "steps", key: [work.id, 0], value: difference(EMPTY_DOCUMENT, start) },
    { store: "works", key: work.id, value: work },
  ];
}

/** @param {Storage} storage @param {Work} work @returns {Promise<History>} */
export async function readHistory(storage, work) {
  const range = { from: [work.id, 0], to: [work.id, LAST_STEP] };
  const [base, ...patches] = await storage.all("steps", range);
  const start = base ? applyPatch(EMPTY_DOCUMENT, base) : EMPTY_DOCUMENT;
  return historyFrom(start, patches.slice(0, work.steps), work.cursor);
}

/** @param {string} id @returns {Write[]} */
export function forgetWrites(id) {
  return [
    { store: "works", remove: id },
    { store: "steps", removeFrom: [id, 0], removeTo: [id, LAST_STEP] },
  ];
}
