/** Labels and their attributes: what may be drawn, and what must be filled in. */
/** @import { Attributes, AttributeRule, AttributeValue, LabelRule, Ontology, Shape, ShapeFault, Title } from "./types.js" */

// Okabe-Ito: told apart by people with any of the common colour blindnesses.
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999"];
// Dashes and gaps in screen pixels, so that colour is never alone; classes that share one differ in colour and letter.
const DASHES = [[], [9, 4], [3, 3], [14, 3, 3, 3]];

/** @param {Ontology} ontology @param {string} name @returns {LabelRule | null} */
export function labelRule(ontology, name) {
  return ontology.labels.find((label) => label.name === name) ?? null;
}

/** @param {Title | undefined} title @param {string} locale @param {string} fallback */
export function titleIn(title, locale, fallback) {
  if (!title) return fallback;
  return (locale.startsWith("zh") ? title.zh_CN : title.en) || title.en || title.zh_CN || fallback;
}

/** @param {LabelRule} label @param {string} locale */
export function labelTitle(label, locale) {
  return titleIn(label.title, locale, label.name);
}

/** @param {Ontology} ontology @param {string} name */
export function colourOf(ontology, name) {
  const index = ontology.labels.findIndex((label) => label.name === name);
  const chosen = ontology.labels[index]?.color;
  return chosen || colourAt(Math.max(index, 0));
}

/** @param {number} index from 0 */
export function colourAt(index) {
  return COLOURS[index % COLOURS.length];
}

/** The dashes of a class: neighbours in the list never share theirs. @param {Ontology} ontology @param {string} name @returns {number[]} */
export function dashOf(ontology, name) {
  const index = ontology.labels.findIndex((label) => label.name === name);
  return DASHES[Math.max(index, 0) % DASHES.length];
}

/** Physical key of a label: its own, or the digit of its place. @param {Ontology} ontology @param {number} index */
export function labelKey(ontology, index) {
  return ontology.labels[index].key || (index < 9 ? `Digit${index + 1}` : null);
}

/** @param {Ontology} ontology @param {string} code @returns {LabelRule | null} */
export function labelForKey(ontology, code) {
  const digit = code.startsWith("Numpad") ? code.replace("Numpad", "Digit") : code;
  return ontology.labels.find((_, index) => labelKey(ontology, index) === digit) ?? null;
}

/** @param {{values?: AttributeRule["values"]}} rule of an attribute or a choice @param {string} locale @returns {{value: string | number, title: string}[]} */
export function choices(rule, locale) {
  return (rule.values ?? []).map((entry) =>
    typeof entry === "object"
      ? { value: entry.value, title: titleIn(entry.title, locale, String(entry.value)) }
      : { value: entry, title: String(entry) },
  );
}

/** Questions about the whole picture that wait for an answer. @param {Ontology} ontology @param {readonly Shape[]} shapes
 * @returns {LabelRule[]} */
export function unanswered(ontology, shapes) {
  const kinds = ["choice", "text"];
  return ontology.labels.filter(
    (label) => label.required && label.kinds.some((kind) => kinds.includes(kind)) && !shapes.some((shape) => shape.label === label.name && kinds.includes(shape.kind)),
  );
}

/** Attributes fit for a label: declared values are kept, the rest start at their default.
 * @param {LabelRule} label @param {Attributes} [known] @returns {Attributes} */
export function fittingAttributes(label, known = {}) {
  /** @type {Record<string, AttributeValue>} */
  const attributes = {};
  for (const rule of label.attributes ?? []) {
    const value = rule.name in known && isAllowed(rule, known[rule.name]) ? known[rule.name] : rule.default;
    if (value !== undefined && value !== null) attributes[rule.name] = value;
  }
  return attributes;
}

/** @param {AttributeRule} rule @param {AttributeValue} value */
export function isAllowed(rule, value) {
  if (rule.type === "checkbox") return typeof value === "boolean";
  if (rule.type === "number") return typeof value === "number" && Number.isFinite(value);
  if (rule.type === "text") return typeof value === "string";
  return choices(rule, "en").some((choice) => choice.value === value);
}

/** What is still missing or wrong in one shape's attributes. @param {Ontology} ontology @param {Shape} shape
 * @returns {ShapeFault[]} */
export function attributeFaults(ontology, shape) {
  const label = labelRule(ontology, shape.label);
  if (!label) return [{ id: shape.id, code: "unknown_label" }];
  /** @type {ShapeFault[]} */
  const faults = [];
  for (const rule of label.attributes ?? []) {
    const value = shape.attributes[rule.name];
    const isMissing = value === undefined || value === "";
    if (isMissing && rule.required) faults.push({ id: shape.id, code: "attribute_missing", attribute: rule.name });
    if (!isMissing && !isAllowed(rule, value)) faults.push({ id: shape.id, code: "attribute_wrong", attribute: rule.name });
  }
  return faults;
}
