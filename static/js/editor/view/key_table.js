/** The table of keys: every key with what it does, keys of one meaning on one line, what is sought alone. */
/** @import { Room } from "./parts.js" */
/** @import { KeySettings } from "../store/state.js" */
/** @import { Ontology } from "../model/types.js" */
import { labelKey, labelTitle } from "../model/ontology.js";
import { chordsOf } from "../tools/key_settings.js";
import { BINDINGS, isFixed, keyNames } from "../tools/keys.js";
import { toolsFor } from "../tools/toolbox.js";
import { element } from "./dom.js";
import { keyCaps } from "./parts.js";

/** @typedef {{text: string, chords: readonly string[], action: string | null}} Row action: null when its keys are fixed */

/** One meaning for the four directions. @param {string} action */
function meaning(action) {
  return action.replace(/^nudge_(left|right|up|down)/, "nudge").replace(/^answer:\d$/, "answer").replace(":", "_");
}

/** What an action does, in words. @param {Room} room @param {Ontology} ontology @param {string} action */
export function deedText({ t, locale }, ontology, action) {
  if (!action.startsWith("label:")) return t(`do_${meaning(action)}`);
  const label = ontology.labels.find((known) => known.name === action.slice("label:".length));
  return label ? labelTitle(label, locale) : action;
}

/** @param {string} chord */
export function chordText(chord) {
  return keyNames(chord).join(" + ");
}

/** @param {Room} room @param {Ontology} ontology @param {KeySettings} keys @param {string} group @returns {Row[]} */
function rowsOf(room, ontology, keys, group) {
  const tools = new Set(toolsFor(ontology.labels).map((tool) => `tool:${tool.name}`));
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const binding of BINDINGS.filter((known) => known.group === group)) {
    const { action } = binding;
    // Tools that this project has no use for are not worth learning.
    if (action.startsWith("tool:") && !tools.has(action)) continue;
    const name = meaning(action);
    const row = rows.get(name);
    const chords = chordsOf(keys, action).filter((chord) => !chord.startsWith("Numpad"));
    if (row && row.action === action) continue;
    rows.set(name, { text: deedText(room, ontology, action), chords: [...(row?.chords ?? []), ...chords], action: isFixed(binding) ? null : action });
  }
  return [...rows.values()];
}

/** All groups in the order of the table, classes first.
 * @param {Room} room @param {Ontology} ontology @param {KeySettings} keys
 * @param {boolean} hasFrames is it a video @returns {{title: string, rows: Row[]}[]} */
export function keyGroups(room, ontology, keys, hasFrames) {
  const { t, locale } = room;
  const labels = ontology.labels.flatMap((label, index) => {
    const code = labelKey(ontology, index);
    return code ? [{ text: labelTitle(label, locale), chords: [code], action: null }] : [];
  });
  const names = [...new Set(BINDINGS.map((binding) => binding.group))].filter((group) => hasFrames || group !== "frames");
  return [{ title: t("labels"), rows: labels }, ...names.map((group) => ({ title: t(`keys_${group}`), rows: rowsOf(room, ontology, keys, group) }))];
}

/** @param {Row} row @param {string} query what she typed, lower case */
export function isSought({ text, chords }, query) {
  const names = chords.map((chord) => chordText(chord).toLowerCase());
  return text.toLowerCase().includes(query) || names.some((name) => name === query || name.split(" + ").includes(query));
}

/** @param {Room} room @param {Row} row */
export function capsOf({ t }, { chords }) {
  const keys = element("span", { class: "chords" });
  if (chords.length === 0) keys.append(element("span", { class: "hint" }, t("keys_none")));
  // Arrows share their Shift; other ways to the same thing stand apart.
  else if (chords.length > 3) keys.append(keyCaps([chords[0], ...chords.slice(1).map((chord) => chord.split("+").at(-1) ?? "")].join("+")));
  else chords.forEach((chord, index) => keys.append(index > 0 ? " / " : "", keyCaps(chord)));
  return keys;
}
