/** Undo and redo: lists of immutable documents. */
/** @import { Command, Doc } from "../model/types.js" */
import { applyPatch, difference } from "../model/document.js";

/**
 * @typedef {object} History
 * @property {readonly Doc[]} past oldest first
 * @property {Doc} present
 * @property {readonly Doc[]} future next first
 *
 * @typedef {import("../model/document.js").Patch} Patch
 */

/** @param {Doc} doc @returns {History} */
export function startHistory(doc) {
  return { past: [], present: doc, future: [] };
}

/** A command that changes nothing leaves no step to undo. @param {History} history @param {Command} command
 * @returns {History} */
export function perform(history, command) {
  const present = command(history.present);
  if (present === history.present) return history;
  return { past: [...history.past, history.present], present, future: [] };
}

/** @param {History} history @returns {History} */
export function undo(history) {
  const before = history.past.at(-1);
  if (!before) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] };
}

/** @param {History} history @returns {History} */
export function redo(history) {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future };
}

/** The history as a first document and the patches that lead from it to the last one.
 * @param {History} history @returns {{base: Doc, patches: Patch[], cursor: number}} */
export function recordOf(history) {
  const documents = [...history.past, history.present, ...history.future];
  const patches = documents.slice(1).map((doc, index) => difference(documents[index], doc));
  return { base: documents[0], patches, cursor: history.past.length };
}

/** @param {Doc} base @param {readonly Patch[]} patches @param {number} cursor @returns {History} */
export function historyFrom(base, patches, cursor) {
  const documents = [base];
  for (const patch of patches) documents.push(applyPatch(documents[documents.length - 1], patch));
  const here = Math.min(Math.max(cursor, 0), documents.length - 1);
  return { past: documents.slice(0, here), present: documents[here], future: documents.slice(here + 1) };
}
