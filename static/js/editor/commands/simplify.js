/** Fewer points for lines and areas that were drawn with too many. */
/** @import { Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { shapesById } from "../model/document.js";
import { kindOf } from "../model/kinds.js";
import { shownIn } from "../store/state.js";
import { changeable } from "./changeable.js";
import { changeShapes } from "./shapes.js";

/** Selected shapes that have points to spare. @param {EditorState} state @returns {Shape[]} */
export function simplifiable(state) {
  return shapesById(shownIn(state), changeable(state)).filter((shape) => kindOf(shape).simplify);
}

/** The selected shapes as the tolerance leaves them; only those that would change. @param {EditorState} state @returns {Shape[]} */
export function simplifiedShapes(state) {
  return simplifiable(state).flatMap((shape) => {
    const kind = kindOf(shape);
    const fewer = kind.simplify?.(shape, state.tolerance) ?? shape;
    return fewer === shape || kind.isDegenerate(fewer) ? [] : [fewer];
  });
}

/** @param {EditorState} state @returns {import("../model/types.js").Command} */
export function simplifySelected(state) {
  const fewer = new Map(simplifiedShapes(state).map((shape) => [shape.id, shape]));
  return changeShapes([...fewer.keys()], (shape) => fewer.get(shape.id) ?? shape);
}
