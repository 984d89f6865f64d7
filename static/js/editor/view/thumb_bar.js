/** The bar under the thumb of a phone: undo, draw or pick, nudge, objects, done. */
/** @import { Room } from "./parts.js" */
import { toolForLabel } from "../tools/toolbox.js";
import { tracksOf } from "../model/track.js";
import { labelRule } from "../model/ontology.js";
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { icon } from "./icons.js";
import { button } from "./parts.js";

/** @param {Room} room @param {import("../store/store.js").Store} store */
export function thumbBar(room, store) {
  const { t, dispatch } = room;
  const undo = button(room, { icon: "undo", text: t("undo"), action: "undo", kind: "stacked" });
  const pick = button(room, { icon: "select", text: t("tool_select"), action: "tool:select", kind: "stacked", pressed: false });
  const draw = element("button", { type: "button", class: "control stacked", "aria-pressed": "false" }, icon("box"), element("span", { class: "word" }, t("draw")));
  on(draw, {
    click: () => {
      const label = labelRule(store.state.ontology, store.state.label);
      if (label) dispatch(`tool:${toolForLabel(label, store.state.tool)}`);
    },
  });
  const nudge = button(room, { icon: "nudge", text: t("nudge"), action: "toggle_nudge", kind: "stacked", pressed: false });
  const objects = button(room, { icon: "list", text: t("objects"), action: "panel:objects", kind: "stacked" });
  const count = element("span", { class: "bubble" });
  objects.append(count);
  const done = button(room, { icon: "done", text: t("done"), action: "submit", kind: "stacked main" });
  const node = element("nav", { class: "thumb-bar", "aria-label": t("tools") }, undo, pick, draw, nudge, objects, done);
  const render = watching(
    (state) => [state.tool, state.history, state.nudging],
    (state) => {
      setAttributes(undo, { disabled: state.history.past.length === 0 });
      setAttributes(pick, { "aria-pressed": String(state.tool === "select") });
      setAttributes(draw, { "aria-pressed": String(state.tool !== "select") });
      setAttributes(nudge, { "aria-pressed": String(state.nudging) });
      setText(count, String(tracksOf(state.history.present).size));
    },
  );
  return { node, render };
}
