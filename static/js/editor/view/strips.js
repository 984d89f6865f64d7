/** What a finger can do with the shape in hand: finish or take back while drawing; delete or look at what is selected. */
/** @import { Room } from "./parts.js" */
import { isDrawing } from "../tools/workbench.js";
import { element, setAttributes, watching } from "./dom.js";
import { button, iconButton } from "./parts.js";

const BY_CLICKS = ["polygon", "polyline", "points", "extreme", "rotated_box"];

/** @param {Room} room */
export function selectionStrip(room) {
  const { t } = room;
  const node = element(
    "div", { class: "strip selection-strip", role: "group", "aria-label": t("selected") },
    button(room, { icon: "remove", text: t("remove"), action: "remove", kind: "danger" }),
    button(room, { icon: "list", text: t("attributes"), action: "panel:objects" }),
    iconButton(room, { icon: "zoom_close", text: t("zoom_close"), action: "zoom_close" }),
    iconButton(room, { icon: "close", text: t("select_none"), action: "select_none" }),
  );
  const render = watching((state) => [state.selection], (state) => setAttributes(node, { hidden: state.selection.length === 0 }));
  return { node, render };
}

/** @param {Room} room */
export function drawingStrip(room) {
  const { t } = room;
  const node = element(
    "div", { class: "strip drawing-strip", role: "group", "aria-label": t("draw") },
    button(room, { icon: "done", text: t("finish_shape"), action: "enter", kind: "main" }),
    button(room, { icon: "undo", text: t("step_back"), action: "remove" }),
    button(room, { icon: "close", text: t("cancel"), action: "cancel" }),
  );
  const render = watching(
    (state) => [state.toolState, state.tool, state.phase],
    (state) => setAttributes(node, { hidden: !BY_CLICKS.includes(state.tool) || state.phase !== "working" || !isDrawing(state) }),
  );
  return { node, render };
}
