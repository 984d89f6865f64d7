/** The classes with their keys: one tap or key chooses what is drawn next, or renames what is selected. */
/** @import { Room } from "./parts.js" */
/** @import { Ontology } from "../model/types.js" */
import { colourOf, labelKey, labelTitle } from "../model/ontology.js";
import { TOOLS } from "../tools/toolbox.js";
import { shownIn } from "../store/state.js";
import { element, on, setAttributes, watching } from "./dom.js";
import { iconButton, keyCaps, swatch } from "./parts.js";

/** @param {Room} room @param {Ontology} ontology @param {string} shape "list" beside the picture, "chips" above the thumb */
export function labels(room, ontology, shape) {
  const { t, locale, dispatch } = room;
  const drawable = ontology.labels.filter((label) => label.kinds.some((kind) => TOOLS.some((tool) => tool.kind === kind)));
  const buttons = drawable.map((label) => {
    const index = ontology.labels.indexOf(label);
    const key = labelKey(ontology, index);
    const node = element(
      "button", { type: "button", class: "label", "aria-pressed": "false", "data-label": label.name, title: labelTitle(label, locale) },
      swatch(colourOf(ontology, label.name)),
      element("span", { class: "word" }, labelTitle(label, locale)),
      key && shape === "list" ? keyCaps(key) : null,
    );
    return on(node, { click: () => dispatch(`label:${label.name}`) });
  });
  // On a desk it stands in the head of the panel.
  const help = shape === "chips" ? [iconButton(room, { icon: "help", text: t("guide_label"), action: "guide" })] : [];
  const node = element("div", { class: `labels ${shape}`, role: "group", "aria-label": t("labels") }, ...help, ...buttons);
  const render = watching(
    (state) => [state.label, state.selection, shownIn(state)],
    (state) => {
      const chosen = shownIn(state).shapes.find((known) => known.id === state.selection[0]);
      const current = chosen?.label ?? state.label;
      for (const item of buttons) setAttributes(item, { "aria-pressed": String(item.dataset.label === current) });
    },
  );
  return { node, render };
}
