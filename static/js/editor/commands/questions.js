/** Answering the attributes of the selected shape by keys, and finding what is still open. */
/** @import { AttributeRule, AttributeValue, Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { shapeById } from "../model/document.js";
import { attributeFaults, choices, labelRule } from "../model/ontology.js";
import { identityOf } from "../model/track.js";
import { shownIn } from "../store/state.js";
import { changeable } from "./changeable.js";
import { performed } from "./performing.js";
import { setAttribute } from "./shapes.js";

/** @param {EditorState} state @returns {Shape | null} */
function chosenShape(state) {
  return state.selection.length > 0 ? shapeById(shownIn(state), state.selection[0]) : null;
}

/** @param {EditorState} state @returns {readonly AttributeRule[]} */
function rulesOf(state) {
  const shape = chosenShape(state);
  return (shape && labelRule(state.ontology, shape.label)?.attributes) ?? [];
}

/** @param {EditorState} state @returns {AttributeRule | null} the question that a digit answers now */
export function openQuestion(state) {
  const shape = chosenShape(state);
  const rules = rulesOf(state);
  const pinned = rules.find((rule) => rule.name === state.question);
  if (!shape || pinned) return pinned ?? null;
  const missing = new Set(attributeFaults(state.ontology, shape).map((fault) => fault.attribute));
  return rules.find((rule) => missing.has(rule.name)) ?? rules[0] ?? null;
}

/** Another question; after the last the first again. @param {EditorState} state @returns {Partial<EditorState>} */
export function nextQuestion(state) {
  const rules = rulesOf(state);
  const now = openQuestion(state);
  if (!now) return {};
  return { question: rules[(rules.indexOf(now) + 1) % rules.length].name };
}

/** What a digit says to a question; undefined when it says nothing. @param {AttributeRule} rule @param {AttributeValue | undefined} value
 * @param {number} digit 0 ... 9 @returns {AttributeValue | undefined} */
export function answerFor(rule, value, digit) {
  if (rule.type === "checkbox") return value !== true;
  if (rule.type === "number") return digit * 10;
  if (rule.type === "text") return undefined;
  return choices(rule, "en")[digit === 0 ? 9 : digit - 1]?.value;
}

/** @param {number} digit @returns {(state: EditorState) => Partial<EditorState>} */
export function answer(digit) {
  return (state) => {
    const shape = chosenShape(state);
    const rule = openQuestion(state);
    const value = shape && rule ? answerFor(rule, shape.attributes[rule.name], digit) : undefined;
    if (!rule || value === undefined) return {};
    const ids = changeable(state);
    const history = performed(state, setAttribute(ids, rule.name, value));
    const faults = state.faults.filter((fault) => !ids.includes(fault.id) || fault.attribute !== rule.name);
    // The next digit goes to what is still open, without a key between.
    return { history, faults, question: nextOpen({ ...state, history }, rule) };
  };
}

/** @param {EditorState} state @param {AttributeRule} done */
function nextOpen(state, done) {
  const shape = chosenShape(state);
  const isOpen = shape && attributeFaults(state.ontology, shape).some((fault) => fault.attribute !== undefined);
  return isOpen ? null : done.name;
}

/** What still wants an answer, in painting order: in a sequence its tracks. @param {EditorState} state @returns {string[]} */
export function openShapes(state) {
  const told = new Set(state.faults.map((fault) => fault.id));
  const { shapes } = state.history.present;
  const open = shapes.filter((shape) => told.has(identityOf(shape)) || attributeFaults(state.ontology, shape).length > 0);
  return [...new Set(open.map(identityOf))];
}

/** Jump to the next of them. @param {EditorState} state @returns {Partial<EditorState>} */
export function nextMissing(state) {
  const open = openShapes(state);
  if (open.length === 0) return {};
  const all = [...new Set(state.history.present.shapes.map(identityOf))];
  const at = all.indexOf(state.selection[0] ?? "");
  const after = open.find((id) => all.indexOf(id) > at) ?? open[0];
  return { selection: [after], handle: null, overlaps: [], question: null };
}
