/** What a finger can do with the shape in hand: finish or take back while drawing; delete or look at what is selected. */
/** @import { Room } from "./parts.js" */
import { titleIn } from "../model/ontology.js";
import { toolNamed } from "../tools/toolbox.js";
import { isDrawing, nextJoint } from "../tools/workbench.js";
import { element, setAttributes, setText, watching } from "./dom.js";
import { button, iconButton } from "./parts.js";

/** @param {Room} room */
export function selectionStrip(room) {
  const { t } = room;
  const ask = iconButton(room, { icon: "help", text: t("ask"), action: "panel:ask" });
  const node = element(
    "div", { class: "strip selection-strip", role: "group", "aria-label": t("selected") },
    button(room, { icon: "remove", text: t("remove"), action: "remove", kind: "danger" }),
    button(room, { icon: "list", text: t("attributes"), action: "panel:objects" }),
    ask,
    iconButton(room, { icon: "zoom_close", text: t("zoom_close"), action: "zoom_close" }),
    iconButton(room, { icon: "close", text: t("select_none"), action: "select_none" }),
  );
  const render = watching((state) => [state.selection, state.round], (state) => {
    setAttributes(node, { hidden: state.selection.length === 0 });
    // In a round of learning the lesson answers.
    setAttributes(ask, { hidden: state.round !== "" });
  });
  return { node, render };
}

/** @param {Room} room */
export function drawingStrip(room) {
  const { t } = room;
  const begun = [
    button(room, { icon: "done", text: t("finish_shape"), action: "enter", kind: "main" }),
    button(room, { icon: "undo", text: t("step_back"), action: "remove" }),
    button(room, { icon: "close", text: t("cancel"), action: "cancel" }),
  ];
  const skip = button(room, { icon: "skip", text: t("skip_joint"), action: "skip_joint" });
  const joint = element("span", { class: "joint" });
  const node = element(
    "div", { class: "strip drawing-strip", role: "group", "aria-label": t("draw") },
    joint,
    skip,
    ...begun,
  );
  const render = watching(
    (state) => [state.toolState, state.tool, state.phase, state.label, state.selection],
    (state) => {
      const tool = toolNamed(state.tool);
      const next = nextJoint(state);
      // A finger sees no hint below the picture: the name of the first joint must stand here before it begins.
      const isBegun = isDrawing(state);
      const isShown = state.phase === "working" && tool.bySpots === true && (isBegun || (next !== null && state.selection.length === 0));
      setAttributes(node, { hidden: !isShown });
      setAttributes(skip, { hidden: next === null || !isBegun });
      for (const control of begun) setAttributes(control, { hidden: !isBegun });
      setAttributes(joint, { hidden: next === null });
      setText(joint, next ? `${next.place}/${next.total} ${titleIn(next.title, room.locale, next.name)}` : "");
    },
  );
  return { node, render };
}
