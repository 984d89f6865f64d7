/** Questions about the whole picture: a switch for each choice, a line for each text. */
/** @import { Room } from "./parts.js" */
/** @import { AttributeValue, LabelRule, Ontology, Shape } from "../model/types.js" */
/** @import { Store } from "../store/store.js" */
import { performing } from "../commands/actions.js";
import { addShapes, changeShapes, removeShapes } from "../commands/shapes.js";
import { newId } from "../model/ids.js";
import { fittingAttributes, labelTitle } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { element, on, watching } from "./dom.js";

/** Put, change or take away an answer. @param {Store} store @param {LabelRule} label @param {"choice" | "text"} kind
 * @param {AttributeValue | null} value */
function answer(store, label, kind, value) {
  const known = shownIn(store.state).shapes.find((shape) => shape.kind === kind && shape.label === label.name);
  if (known && value === null) return store.run(performing(removeShapes([known.id])));
  if (value === null) return;
  if (known) return store.run(performing(changeShapes([known.id], (shape) => (shape.value === value ? shape : { ...shape, value }))));
  store.run(performing(addShapes([{ id: newId(), kind, label: label.name, attributes: fittingAttributes(label), value }])));
}

/** @param {Room} room @param {Store} store @param {Ontology} ontology */
export function answers({ t, locale }, store, ontology) {
  const fields = ontology.labels.flatMap((label) => {
    const title = labelTitle(label, locale);
    if (label.kinds.includes("choice")) {
      const input = element("input", { type: "checkbox" });
      on(input, { change: () => answer(store, label, "choice", input.checked ? true : null) });
      const show = (/** @type {Shape | undefined} */ shape) => { input.checked = shape !== undefined; };
      return [{ label, kind: "choice", show, node: element("label", { class: "check" }, input, element("span", {}, title)) }];
    }
    if (!label.kinds.includes("text")) return [];
    const input = element("input", { type: "text" });
    on(input, { change: () => answer(store, label, "text", input.value.trim() || null) });
    const show = (/** @type {Shape | undefined} */ shape) => { input.value = String(shape?.value ?? ""); };
    return [{ label, kind: "text", show, node: element("label", { class: "line" }, element("span", {}, title), input) }];
  });
  const node = element("section", { class: "panel answers", "aria-label": t("whole_picture") }, element("h2", {}, t("whole_picture")), ...fields.map((field) => field.node));
  node.hidden = fields.length === 0;
  const render = watching(
    (state) => [shownIn(state)],
    (state) => {
      for (const { label, kind, show } of fields) show(shownIn(state).shapes.find((shape) => shape.kind === kind && shape.label === label.name));
    },
  );
  return { node, render };
}
