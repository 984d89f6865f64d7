/** Her own keys: the table of a set with her changes over it, and what may be changed without a clash. */
/** @import { Ontology } from "../model/types.js" */
/** @import { KeySettings } from "../store/state.js" */
/** @import { Binding } from "./keys.js" */
import { BINDINGS, actionOfChord, isFixed } from "./keys.js";

/** Keys that the browser or the system would take, or that hold a meaning everywhere. */
const TAKEN = /^(?:(?:Mod\+)?(?:Shift\+)?(?:Escape|Tab|Space|F\d+|Arrow\w+|CapsLock|ContextMenu|PrintScreen)|Mod\+(?:Shift\+)?Key[LNQRTW]|Mod\+Digit\d|.*(?:Shift|Control|Alt|Meta)(?:Left|Right))$/;

/** @typedef {{kind: "free"} | {kind: "taken"} | {kind: "clash", other: string}} Verdict */

/** @type {WeakMap<KeySettings, readonly Binding[]>} */
const tables = new WeakMap();

/** A row as its set has it: with Ctrl the hands know the usual place, so that one stays too.
 * @param {KeySettings["set"]} set @param {Binding} row @returns {Binding[]} */
function placesIn(set, row) {
  if (set !== "left" || !row.left) return [row];
  const moved = { ...row, chord: row.left };
  return row.chord.startsWith("Mod+") ? [row, moved] : [moved];
}

/** The table in force: rows of the chosen set, those she changed replaced by hers. @param {KeySettings} keys @returns {readonly Binding[]} */
export function bindingsOf(keys) {
  const known = tables.get(keys);
  if (known) return known;
  const taken = new Set(Object.values(keys.changes).flat());
  const rows = BINDINGS.flatMap((row, index) => {
    const own = isFixed(row) ? undefined : keys.changes[row.action];
    if (!own) return placesIn(keys.set, row).filter((known) => !taken.has(known.chord));
    const isFirst = BINDINGS.findIndex((known) => known.action === row.action) === index;
    return isFirst ? own.map((chord) => ({ ...row, chord })) : [];
  });
  tables.set(keys, rows);
  return rows;
}

/** @param {KeySettings} keys @param {string} action */
export function chordsOf(keys, action) {
  return bindingsOf(keys).filter((row) => row.action === action).map((row) => row.chord);
}

/** May this action have this key? @param {KeySettings} keys @param {Ontology} ontology @param {string} action @param {string} chord
 * @returns {Verdict} */
export function verdictOn(keys, ontology, action, chord) {
  if (TAKEN.test(chord)) return { kind: "taken" };
  const other = actionOfChord(chord, ontology, bindingsOf(keys));
  if (other === null || other === action) return { kind: "free" };
  const row = bindingsOf(keys).find((known) => known.chord === chord);
  return row && isFixed(row) ? { kind: "taken" } : { kind: "clash", other };
}

/** @param {KeySettings} keys @param {string} action @param {readonly string[]} chords @returns {KeySettings} */
export function withKeys(keys, action, chords) {
  return { ...keys, changes: { ...keys.changes, [action]: chords } };
}

/** Gives the key to one action, and to the one that had it the key that is now free.
 * @param {KeySettings} keys @param {string} action @param {string} chord @param {string} other @returns {KeySettings} */
export function swapped(keys, action, chord, other) {
  const free = chordsOf(keys, action);
  const given = withKeys(keys, action, [chord]);
  // A class is found by its key of the project: with the key gone she still has its button.
  if (other.startsWith("label:")) return given;
  const left = chordsOf(keys, other).filter((known) => known !== chord);
  return withKeys(given, other, left.length > 0 ? left : free.slice(0, 1));
}

/** One action as the set has it. @param {KeySettings} keys @param {string} action @returns {KeySettings} */
export function withoutChange(keys, action) {
  const { [action]: _gone, ...changes } = keys.changes;
  return { ...keys, changes };
}

/** What came from the server or the disk of a device may be of another version: only what fits is taken.
 * @param {any} document @returns {KeySettings} */
export function keySettingsFrom(document) {
  const known = new Set(BINDINGS.map((row) => row.action));
  const entries = Object.entries(document?.changes ?? {}).filter(([action, chords]) => known.has(action) && Array.isArray(chords));
  return { set: document?.set === "left" ? "left" : "default", changes: Object.fromEntries(entries.map(([action, chords]) => [action, /** @type {any[]} */ (chords).map(String)])) };
}
