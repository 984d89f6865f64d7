/** What can be said of a skeleton's joints, and of the whole of a box that is partly hidden. */
/** @import { Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { boxFrom, rectOf } from "../model/box.js";
import { labelRule } from "../model/ontology.js";
import { ABSENT, HIDDEN, SEEN, flagOf, mirrored, withFlag } from "../model/skeleton.js";
import { changeable } from "./changeable.js";
import { changeShapes } from "./shapes.js";

// What is cut off at the picture's edge is a quarter of the thing at first; she drags it to where it ends.
const CUT_SHARE = 0.25;
const GROW_SHARE = 0.1;

/** @param {string} id @param {number} index of the joint @param {number} flag */
export function setFlag(id, index, flag) {
  return changeShapes([id], (shape) => (shape.kind === "skeleton" ? withFlag(shape, index, flag) : shape));
}

/** Seen, hidden, not there, and seen again. @param {number} flag */
export function flagAfter(flag) {
  return flag === SEEN ? HIDDEN : flag === HIDDEN ? ABSENT : SEEN;
}

/** The joint in hand becomes hidden or seen. @param {EditorState} state */
export function flagInHand(state) {
  const index = Number((state.handle ?? "v-1").slice(1));
  return changeShapes(changeable(state).slice(0, 1), (shape) => {
    const point = shape.kind === "skeleton" ? shape.points?.[index] : undefined;
    return point ? withFlag(shape, index, flagOf(point) === SEEN ? HIDDEN : SEEN) : shape;
  });
}

/** @param {EditorState} state */
export function mirrorSelected(state) {
  return changeShapes(changeable(state), (shape) => {
    const label = labelRule(state.ontology, shape.label);
    return shape.kind === "skeleton" && label ? mirrored(shape, label) : shape;
  });
}

/** @param {EditorState} state */
export function toggleAmodal(state) {
  const may = (/** @type {Shape} */ shape) => shape.kind === "box" && labelRule(state.ontology, shape.label)?.amodal;
  return changeShapes(changeable(state), (shape) => {
    if (!may(shape)) return shape;
    const { amodal, ...rest } = shape;
    return amodal ? rest : { ...shape, amodal: grown(shape, state.size) };
  });
}

/** @param {Shape} shape @param {import("../model/types.js").Size} size */
function grown(shape, size) {
  const { x, y, width, height } = rectOf(shape);
  const touches = { left: x <= 0.5, top: y <= 0.5, right: x + width >= size.width - 0.5, bottom: y + height >= size.height - 0.5 };
  const share = (/** @type {boolean} */ touching) => (touching ? CUT_SHARE / (1 - CUT_SHARE) : Object.values(touches).includes(true) ? 0 : GROW_SHARE);
  const [left, right] = [width * share(touches.left), width * share(touches.right)];
  const [top, bottom] = [height * share(touches.top), height * share(touches.bottom)];
  return boxFrom({ x: x - left, y: y - top, width: width + left + right, height: height + top + bottom });
}
