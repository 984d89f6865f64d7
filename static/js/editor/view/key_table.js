/** The cheat sheet: every key with what it does, keys of one meaning on one line. */
/** @import { Room } from "./parts.js" */
/** @import { Ontology } from "../model/types.js" */
import { labelKey, labelTitle } from "../model/ontology.js";
import { BINDINGS } from "../tools/keys.js";
import { element } from "./dom.js";
import { keyCaps } from "./parts.js";

/** @typedef {{text: string, chords: string[]}} Row */

/** One meaning for the four directions. @param {string} action */
function meaning(action) {
  return action.replace(/^nudge_(left|right|up|down)/, "nudge").replace(":", "_");
}

/** @param {Room} room @param {string} group @returns {Row[]} */
function rowsOf({ t }, group) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const { chord, action } of BINDINGS.filter((binding) => binding.group === group && !binding.chord.startsWith("Numpad"))) {
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
  const groups = [{ title: t("labels"), rows: labels }, ...["draw", "edit", "view", "work"].map((group) => ({ title: t(`keys_${group}`), rows: rowsOf(room, group) }))];
  return element(
    "div", { class: "key-table" },
    ...groups.map(({ title, rows }) => element("section", {}, element("h3", {}, title), element("dl", {}, ...rows.map(line)))),
  );
}
