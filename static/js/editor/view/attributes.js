/** Attributes of the selected object; what is required and missing is marked at once. */
/** @import { Room } from "./parts.js" */
/** @import { AttributeRule, AttributeValue, Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Store } from "../store/store.js" */
import { changeable, performing } from "../commands/actions.js";
import { openQuestion } from "../commands/questions.js";
import { setAttribute } from "../commands/shapes.js";
import { kindOf } from "../model/kinds.js";
import { choices, labelRule, titleIn } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { element, on, setAttributes, watching } from "./dom.js";
import { faultsOf } from "./looks.js";
import { button, iconButton } from "./parts.js";

/** @typedef {(name: string, value: AttributeValue | undefined) => void} Change */

/** @param {AttributeRule} rule @param {AttributeValue | undefined} value @param {string} locale @param {Change} change @param {string} title
 * @param {boolean} isOpen Shift and a digit answer this one: the options show theirs */
function field(rule, value, locale, change, title, isOpen) {
  if (rule.type === "checkbox") {
    const input = element("input", { type: "checkbox", checked: value === true, "data-attribute": rule.name });
    on(input, { change: () => change(rule.name, input.checked) });
    return element("label", { class: "check" }, input, element("span", {}, title));
  }
  if (rule.type === "number" || rule.type === "text") {
    const input = element("input", { type: rule.type, value: value === undefined ? "" : String(value), "data-attribute": rule.name, step: "any" });
    const read = () => (rule.type === "text" ? input.value : Number(input.value));
    on(input, { change: () => change(rule.name, input.value.trim() === "" ? undefined : read()) });
    return element("label", { class: "line" }, element("span", {}, title), input);
  }
  const options = choices(rule, locale).map((choice, index) => {
    const digit = isOpen && index < 10 ? element("kbd", { "aria-hidden": "true" }, `⇧${(index + 1) % 10}`) : null;
    const option = element("button", { type: "button", class: "option", "aria-pressed": String(choice.value === value), "data-attribute": rule.name, "data-value": choice.value }, choice.title, digit);
    return on(option, { click: () => change(rule.name, choice.value === value && !rule.required ? undefined : choice.value) });
  });
  return element("div", { class: "line", role: "group", "aria-label": title }, element("span", {}, title), element("div", { class: "options" }, ...options));
}

/** @param {Room} room @param {Store} store */
export function attributes(room, store) {
  const { t, locale } = room;
  const body = element("div", { class: "fields" });
  const [join, part, thin] = ["group", "ungroup", "simplify"].map((name) => button(room, { icon: name === "ungroup" ? "group" : name, text: t(name), action: name, kind: "quiet" }));
  const whole = button(room, { icon: "amodal", text: t("amodal"), action: "amodal", kind: "quiet", pressed: false });
  const tools = element(
    "div", { class: "row" },
    button(room, { icon: "remove", text: t("remove"), action: "remove", kind: "quiet danger" }),
    iconButton(room, { icon: "copy", text: t("duplicate"), action: "duplicate" }),
    iconButton(room, { icon: "up", text: t("do_forward"), action: "forward" }),
    iconButton(room, { icon: "down", text: t("do_backward"), action: "backward" }),
    iconButton(room, { icon: "front", text: t("do_to_front"), action: "to_front" }),
    iconButton(room, { icon: "rear", text: t("do_to_back"), action: "to_back" }),
    join, part, thin, whole,
  );
  const node = element("section", { class: "panel attributes", "aria-label": t("attributes") }, element("h2", {}, t("attributes")), body, tools);
  /** @type {Change} */
  const change = (name, value) => {
    const ids = changeable(store.state);
    store.run(performing(setAttribute(ids, name, value)));
    store.update({ faults: store.state.faults.filter((fault) => !ids.includes(fault.id) || fault.attribute !== name) });
  };

  /** @param {EditorState} state @param {Shape} shape */
  function fieldsOf(state, shape) {
    const faults = faultsOf(state, shape);
    const rules = labelRule(state.ontology, shape.label)?.attributes ?? [];
    const open = openQuestion(state);
    return rules.map((rule) => {
      const title = titleIn(rule.title, locale, rule.name);
      const fault = faults.find((known) => known.attribute === rule.name);
      const isOpen = rule === open;
      const wrapped = element("div", { class: `field${fault ? " faulty" : ""}${isOpen ? " open" : ""}` }, field(rule, shape.attributes[rule.name], locale, change, rule.required ? `${title} *` : title, isOpen));
      if (isOpen && rule.type === "number") wrapped.append(element("p", { class: "hint keys-hint" }, t("answer_number")));
      if (fault) wrapped.append(element("p", { class: "fault" }, t(fault.code === "attribute_missing" ? "please_choose" : "please_correct")));
      return wrapped;
    });
  }

  const render = watching(
    (state) => [shownIn(state), state.selection, state.faults, state.question],
    (state) => {
      const shape = shownIn(state).shapes.find((known) => known.id === state.selection[0]);
      setAttributes(node, { hidden: !shape });
      if (!shape) return;
      const shapes = shownIn(state).shapes.filter((known) => state.selection.includes(known.id));
      const rule = labelRule(state.ontology, shape.label);
      setAttributes(join, { hidden: shapes.length < 2 });
      setAttributes(part, { hidden: shapes.every((known) => known.group === undefined) });
      setAttributes(thin, { hidden: !shapes.some((known) => kindOf(known).simplify) });
      setAttributes(whole, { hidden: !(rule?.amodal && shape.kind === "box"), "aria-pressed": String(shape.amodal !== undefined) });
      const active = document.activeElement;
      const mark = active instanceof HTMLElement && body.contains(active) ? { name: active.dataset.attribute, value: active.dataset.value } : null;
      body.replaceChildren(...fieldsOf(state, shape));
      if (!mark?.name) return;
      const value = mark.value === undefined ? "" : `[data-value="${CSS.escape(mark.value)}"]`;
      /** @type {HTMLElement | null} */
      const again = body.querySelector(`[data-attribute="${CSS.escape(mark.name)}"]${value}`);
      again?.focus();
    },
  );
  return { node, render };
}
