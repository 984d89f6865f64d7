/** Proposals on the picture: dashed through and through, the one she looks at with the edges she may drag. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Proposal } from "../model/types.js" */
import { focused, openIn } from "../commands/proposals.js";
import { asked } from "../commands/verify.js";
import { rectsTouch } from "../model/geometry.js";
import { boundsOfShape } from "../model/hit.js";
import { toPicture } from "../store/viewport.js";
import { wiped } from "./canvas.js";
import { watching } from "./dom.js";
import { lookMaker } from "./looks.js";
import { paintCrowd, paintHandles, paintShape } from "./painting.js";

/** @param {EditorState} state @param {Proposal} proposal */
function isInSight({ viewport, stage }, proposal) {
  const topLeft = toPicture(viewport, { x: 0, y: 0 });
  return rectsTouch(boundsOfShape(proposal), { ...topLeft, width: stage.width / viewport.scale, height: stage.height / viewport.scale });
}

/** @param {HTMLCanvasElement} canvas @param {string} locale @returns {(state: EditorState) => void} */
export function proposalLayer(canvas, locale) {
  return watching(
    (state) => [state.viewport, state.stage, state.proposals, openIn(state), state.focus, asked(state), state.peeking, state.phase],
    (state) => {
      const brush = wiped(canvas, state);
      if (state.phase !== "working" || state.peeking) return;
      const look = lookMaker(state, locale);
      const object = asked(state);
      if (object) paintShape(brush, object, state.viewport, { ...look(object), isFaulty: false, isPending: false, isSelected: true });
      const proposed = (/** @type {Proposal} */ one) => ({ ...look(one), isFaulty: false, isPending: false, isProposed: true });
      const chosen = focused(state);
      // A badge of what lies beside the screen would stick to its edge.
      const others = openIn(state).filter((one) => one !== chosen && isInSight(state, one));
      paintCrowd(brush, others, state.viewport, proposed);
      if (!chosen) return;
      paintShape(brush, chosen, state.viewport, { ...proposed(chosen), isSelected: true });
      const isCoarse = globalThis.matchMedia("(pointer: coarse)").matches;
      paintHandles(brush, chosen, state.viewport, { colour: look(chosen).colour, active: null, radius: isCoarse ? 8 : 5 });
    },
  );
}
