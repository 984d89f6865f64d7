/** The cheat sheet: every key with what it does, keys of one meaning on one line. */
/** @import { Room } from "./parts.js" */
/** @import { Ontology } from "../model/types.js" */
import { labelKey, labelTitle } from "../model/ontology.js";
import { BINDINGS } from "../tools/keys.js";
import { toolsFor } from "../tools/toolbox.js";
import { element } from "./dom.js";
import { keyCaps } from "./parts.js";

/** @typedef {{text: string, chords: string[]}} Row */

/** One meaning for the four directions. @param {string} action */
function meaning(action) {
  return action.replace(/^nudge_(left|right|up|down)/, "nudge").replace(":", "_");
}

/** @param {Room} room @param {string} group @param {(action: string) => boolean} isIdle tools this project has no use for
 * @returns {Row[]} */
function rowsOf({ t }, group, isIdle) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  const useful = BINDINGS.filter((binding) => binding.group === group && !binding.chord.startsWith("Numpad") && !isIdle(binding.action));
  for (const { chord, action } of useful) {
    const name = meaning(action);
    const row = rows.get(name) ?? { text: t(`do_${name}`), chords: [] };
    row.chords.push(chord);
    rows.set(name, row);
  }
  return [...rows.values()];
}

/** @param {Row} row */
function line({ text, chords }) {
  const keys = element("dt", {});
  // Arrows share their Shift; other ways to the same thing stand apart.
  if (chords.length > 2) keys.append(keyCaps([chords[0], ...chords.slice(1).map((chord) => chord.split("+").at(-1) ?? "")].join("+")));
  else chords.forEach((chord, index) => keys.append(index > 0 ? " / " : "", keyCaps(chord)));
  return element("div", {}, keys, element("dd", {}, text));
}

/** @param {Room} room @param {Ontology} ontology */
export function keyTable(room, ontology) {
  const { t, locale } = room;
  const labels = ontology.labels.flatMap((label, index) => {
    const code = labelKey(ontology, index);
    return code ? [{ text: labelTitle(label, locale), chords: [code] }] : [];
  });
  const tools = new Set(toolsFor(ontology.labels).map((tool) => `tool:${tool.name}`));
  const isIdle = (/** @type {string} */ action) => action.startsWith("tool:") && !tools.has(action);
  const groups = [{ title: t("labels"), rows: labels }, ...["draw", "edit", "view", "work"].map((group) => ({ title: t(`keys_${group}`), rows: rowsOf(room, group, isIdle) }))];
  return element(
    "div", { class: "key-table" },
    ...groups.map(({ title, rows }) => element("section", {}, element("h3", {}, title), element("dl", {}, ...rows.map(line)))),
  );
}
