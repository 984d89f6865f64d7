/** The guideline in parts: which one belongs to the class in use, and what is new in it. Pure. */

/**
 * @typedef {{url: string, words: string}} Example
 *
 * @typedef {object} Part
 * @property {string} key what `guide_part:KEY` opens
 * @property {string} title
 * @property {readonly string[]} labels classes it is about; none for a part about everything
 * @property {string} html
 * @property {readonly {good: Example | null, bad: Example | null}[]} pairs
 * @property {readonly string[] | null} news lines that were not there at her last picture
 *
 * @typedef {object} Guideline
 * @property {number | null} version
 * @property {number | null} seen_version of her last picture
 * @property {readonly string[]} pictures addresses to keep on the device
 * @property {readonly Part[]} zh
 * @property {readonly Part[]} en
 */

/** @param {Guideline | undefined} guideline @param {string} locale @returns {readonly Part[]} */
export function partsIn(guideline, locale) {
  // Facts kept on a device by an older editor have no parts.
  return (locale.startsWith("zh") ? guideline?.zh : guideline?.en) ?? [];
}

/** The part about a class, if there is one. @param {readonly Part[]} parts @param {string} label */
export function partAbout(parts, label) {
  return parts.find((part) => part.labels.includes(label)) ?? null;
}

/** What the pane shows: the part that was asked for, else that of the class in use, else the first.
 * @param {readonly Part[]} parts @param {string} asked key or class, or "" to follow the class in use @param {string} label */
export function partToShow(parts, asked, label) {
  return parts.find((part) => asked !== "" && part.key === asked) ?? partAbout(parts, asked) ?? partAbout(parts, label) ?? parts[0] ?? null;
}

/** @param {readonly Part[]} parts */
export function newParts(parts) {
  return parts.filter((part) => part.news !== null);
}

/** Class of what is selected, else the one that is drawn next. @param {import("../store/state.js").EditorState} state */
export function labelInUse({ history, selection, label }) {
  return history.present.shapes.find((shape) => shape.id === selection[0])?.label ?? label;
}
