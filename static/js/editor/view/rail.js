/** Tools and view on the left of a desk; on a phone the thumb bar takes its place. */
/** @import { Room } from "./parts.js" */
/** @import { Ontology } from "../model/types.js" */
import { toolsFor } from "../tools/toolbox.js";
import { element, setAttributes, watching } from "./dom.js";
import { button } from "./parts.js";

/** @param {Room} room @param {Ontology} ontology */
export function rail(room, ontology) {
  const { t } = room;
  const tools = new Map(
    toolsFor(ontology.labels).map((tool) => [
      tool.name,
      button(room, { icon: tool.name, text: t(`tool_${tool.name}`), action: `tool:${tool.name}`, kind: "stacked", pressed: false }),
    ]),
  );
  const history = ["undo", "redo"].map((name) => button(room, { icon: name, text: t(name), action: name, kind: "stacked" }));
  const views = ["zoom_in", "zoom_out", "zoom_fit"].map((name) =>
    button(room, { icon: name === "zoom_fit" ? "fit" : name, text: t(name), action: name, kind: "stacked" }),
  );
  const node = element(
    "nav", { class: "rail", "aria-label": t("tools") },
    element("div", { class: "rail-group" }, ...tools.values()),
    element("div", { class: "rail-group" }, ...history),
    element("div", { class: "rail-group" }, ...views),
  );
  const render = watching(
    (state) => [state.tool, state.history],
    (state) => {
      for (const [name, tool] of tools) setAttributes(tool, { "aria-pressed": String(name === state.tool) });
      setAttributes(history[0], { disabled: state.history.past.length === 0 });
      setAttributes(history[1], { disabled: state.history.future.length === 0 });
    },
  );
  return { node, render };
}
