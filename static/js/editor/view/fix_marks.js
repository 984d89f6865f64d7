/** Over the picture: a numbered pin at each comment, and the right shape where the reviewer gave one. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { placeOfComment, rightShapes } from "../model/fix.js";
import { toScreen } from "../store/viewport.js";
import { element, on, setAttributes, watching } from "./dom.js";
import { drawShapes, overlay } from "./overlay.js";

/** @param {Room} room */
export function fixMarks(room) {
  const drawing = overlay("reference-marks");
  const pins = element("div", { class: "pins" });
  const node = element("div", { class: "fix-marks" });
  node.append(drawing.node, pins);

  /** @param {EditorState} state */
  function pinsOf(state) {
    return (state.fix?.comments ?? []).flatMap((comment, index) => {
      const place = placeOfComment(comment, state.history.present);
      if (!place) return [];
      const { x, y } = toScreen(state.viewport, { x: place.x + place.width / 2, y: place.y });
      const pin = element("button", { type: "button", class: state.ticked.has(comment.id) ? "pin done" : "pin", title: comment.text, "aria-label": comment.text }, String(index + 1));
      pin.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      return [on(pin, { click: () => room.dispatch(`comment:${comment.id}`) })];
    });
  }

  const render = watching(
    (state) => [state.fix, state.ticked, state.viewport, state.history.present, state.phase, state.peeking],
    (state) => {
      const isShown = state.fix !== null && state.phase === "working" && !state.peeking;
      setAttributes(node, { hidden: !isShown });
      if (!state.fix || !isShown) return;
      drawShapes(drawing, rightShapes(state.fix, state.ticked), state.viewport);
      pins.replaceChildren(...pinsOf(state));
    },
  );
  return { node, render };
}
