/** How many objects still want an answer, over the picture: one tap goes to the next of them. */
/** @import { Room } from "./parts.js" */
import { unanswered } from "../model/ontology.js";
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { faultsOf } from "./looks.js";

/** @param {Room} room */
export function missing({ t, dispatch }) {
  const node = element("button", { type: "button", class: "missing-pill" });
  let isQuestion = false;
  // Only the questions about the whole picture are left: they stand in the panel of objects.
  on(node, { click: () => dispatch(isQuestion ? "panel:objects" : "next_missing") });
  const render = watching(
    (state) => [state.history.present, state.faults, state.phase],
    (state) => {
      const { shapes } = state.history.present;
      const objects = shapes.filter((shape) => faultsOf(state, shape).length > 0).length;
      const questions = unanswered(state.ontology, shapes).length;
      isQuestion = objects === 0;
      setAttributes(node, { hidden: state.phase !== "working" || objects + questions === 0 });
      setText(node, t("missing_count", { count: objects + questions }));
    },
  );
  return { node, render };
}
