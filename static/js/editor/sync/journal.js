/** Keeps each step of her work on this device, so that a killed tab or a power cut loses nothing, undo included. */
/** @import { Doc } from "../model/types.js" */
/** @import { History } from "../store/history.js" */
/** @import { Storage, Work, Write } from "./types.js" */
import { EMPTY_DOCUMENT, applyPatch, difference } from "../model/document.js";
import { shapesFrom } from "../model/annotation.js";
import { historyFrom, recordOf } from "../store/history.js";

const LAST_STEP = 1e9;

/** What must be written so that the device knows the new history. @param {Work} work
 * @param {History} before @param {History} after @returns {{work: Work, writes: Write[]}} */
export function stepWrites(work, before, after) {
  const cursor = after.past.length;
  const isNewStep = after.past.at(-1) === before.present && after.future.length === 0 && before !== after;
  const wasRedo = before.future[0] === after.present;
  const wasUndo = after.future[0] === before.present && after.past.length + 1 === before.past.length;
  // Two versions put beside each other are no single step.
  if (!isNewStep && !wasRedo && !wasUndo) return wholeWrites(work, after);
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

/** @typedef {{history: History, lost: number}} Kept lost: steps that are missing or cannot be read; what came before them is here */

/** The steps up to the first that cannot be read: a later one without it would draw something she never drew.
 * @param {Storage} storage @param {Work} work @returns {Promise<Kept | null>} null when not even the beginning can be read */
export async function readHistory(storage, work) {
  const range = { from: [work.id, 0], to: [work.id, LAST_STEP] };
  const patches = (await storage.all("steps", range)).slice(0, work.steps + 1);
  const firstBad = patches.findIndex((patch) => !isSoundPatch(patch));
  const sound = firstBad < 0 ? patches : patches.slice(0, firstBad);
  if (sound.length === 0) return null;
  const history = historyFrom(applyPatch(EMPTY_DOCUMENT, sound[0]), sound.slice(1), work.cursor);
  return { history, lost: work.steps + 1 - sound.length };
}

/** @param {any} patch what IndexedDB gave back */
function isSoundPatch(patch) {
  if (!Array.isArray(patch?.put) || !Array.isArray(patch.remove)) return false;
  if (patch.order !== null && !Array.isArray(patch.order)) return false;
  return shapesFrom(patch.put).strange === 0;
}

/** Everything anew: after a time when the disk took nothing, single steps would leave a gap. @param {Work} work @param {History} history
 * @returns {{work: Work, writes: Write[]}} */
export function wholeWrites(work, history) {
  const { base, patches, cursor } = recordOf(history);
  const steps = patches.map((patch, index) => ({ store: /** @type {const} */ ("steps"), key: [work.id, index + 1], value: patch }));
  const whole = { ...work, cursor, steps: patches.length };
  return { work: whole, writes: [...startWrites(whole, base), ...steps] };
}

/** @param {string} id @returns {Write[]} */
export function forgetWrites(id) {
  return [
    { store: "works", remove: id },
    { store: "steps", removeFrom: [id, 0], removeTo: [id, LAST_STEP] },
  ];
}
