/** Questions about the whole picture: a switch or a row of answers for each choice, a line for each text. */
/** @import { Room } from "./parts.js" */
/** @import { AttributeValue, LabelRule, Ontology, Shape } from "../model/types.js" */
/** @import { Store } from "../store/store.js" */
import { performing } from "../commands/actions.js";
import { addShapes, changeShapes, removeShapes } from "../commands/shapes.js";
import { newId } from "../model/ids.js";
import { choices, fittingAttributes, labelTitle } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { element, on, setAttributes, watching } from "./dom.js";

/**
 * @typedef {object} Question
 * @property {LabelRule} label
 * @property {"choice" | "text"} kind
 * @property {(shape: Shape | undefined) => void} show
 * @property {HTMLElement} node
 */

/** Put, change or take away an answer. @param {Store} store @param {LabelRule} label @param {"choice" | "text"} kind
 * @param {AttributeValue | null} value */
function answer(store, label, kind, value) {
  const known = shownIn(store.state).shapes.find((shape) => shape.kind === kind && shape.label === label.name);
  if (known && value === null) return store.run(performing(removeShapes([known.id])));
  if (value === null) return;
  if (known) return store.run(performing(changeShapes([known.id], (shape) => (shape.value === value ? shape : { ...shape, value }))));
  store.run(performing(addShapes([{ id: newId(), kind, label: label.name, attributes: fittingAttributes(label), value }])));
}

/** @param {Store} store @param {LabelRule} label @param {string} title @returns {Question} it holds or not */
function tick(store, label, title) {
  const input = element("input", { type: "checkbox" });
  on(input, { change: () => answer(store, label, "choice", input.checked ? true : null) });
  const node = element("label", { class: "check" }, input, element("span", {}, title));
  return { label, kind: "choice", node, show: (shape) => { input.checked = shape !== undefined; } };
}

/** @param {Store} store @param {LabelRule} label @param {string} title @param {string} locale @returns {Question} one of several */
function oneOf(store, label, title, locale) {
  /** @type {AttributeValue | undefined} */
  let chosen;
  const options = choices(label, locale).map((choice) => {
    const option = element("button", { type: "button", class: "option", "aria-pressed": "false" }, choice.title);
    // A second press takes an answer back that need not be given.
    on(option, { click: () => answer(store, label, "choice", choice.value === chosen && !label.required ? null : choice.value) });
    return { option, value: choice.value };
  });
  const node = element("div", { class: "line", role: "group", "aria-label": title }, element("span", {}, title), element("div", { class: "options" }, ...options.map(({ option }) => option)));
  const show = (/** @type {Shape | undefined} */ shape) => {
    chosen = shape?.value;
    for (const { option, value } of options) setAttributes(option, { "aria-pressed": String(value === chosen) });
  };
  return { label, kind: "choice", node, show };
}

/** @param {Store} store @param {LabelRule} label @param {string} title @returns {Question} */
function line(store, label, title) {
  const input = element("input", { type: "text", maxlength: 10_000 });
  on(input, { change: () => answer(store, label, "text", input.value.trim() || null) });
  const node = element("label", { class: "line" }, element("span", {}, title), input);
  return { label, kind: "text", node, show: (shape) => { input.value = String(shape?.value ?? ""); } };
}

/** @param {Store} store @param {LabelRule} label @param {string} locale @returns {Question[]} */
function questionsOf(store, label, locale) {
  const title = labelTitle(label, locale) + (label.required ? " *" : "");
  if (label.kinds.includes("choice")) return [label.values?.length ? oneOf(store, label, title, locale) : tick(store, label, title)];
  return label.kinds.includes("text") ? [line(store, label, title)] : [];
}

/** @param {Room} room @param {Store} store @param {Ontology} ontology */
export function answers({ t, locale }, store, ontology) {
  const fields = ontology.labels.flatMap((label) =>
    questionsOf(store, label, locale).map((question) => {
      const fault = element("p", { class: "fault", hidden: true }, t("please_answer"));
      return { ...question, fault, wrapped: element("div", { class: "field" }, question.node, fault) };
    }),
  );
  const node = element("section", { class: "panel answers", "aria-label": t("whole_picture") }, element("h2", {}, t("whole_picture")), ...fields.map((field) => field.wrapped));
  node.hidden = fields.length === 0;
  const render = watching(
    (state) => [shownIn(state)],
    (state) => {
      for (const { label, kind, show, fault, wrapped } of fields) {
        const given = shownIn(state).shapes.find((shape) => shape.kind === kind && shape.label === label.name);
        show(given);
        const isMissing = label.required === true && given === undefined;
        setAttributes(fault, { hidden: !isMissing });
        setAttributes(wrapped, { class: isMissing ? "field faulty" : "field" });
      }
    },
  );
  return { node, render };
}
