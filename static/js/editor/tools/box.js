/** Draw a box: press and drag, or click one corner and then the other. */
/** @import { Point } from "../model/types.js" */
/** @import { Outcome, Scene, Stroke, Tool } from "./types.js" */
import { addShapes } from "../commands/shapes.js";
import { boxFrom } from "../model/box.js";
import { rectBetween } from "../model/geometry.js";
import { freshShape } from "./fresh.js";

/**
 * pressed: first corner under the finger; dragging: box follows it; anchored: waits for the second click;
 * placing: second corner under the finger.
 * @typedef {{phase: "idle" | "pressed" | "dragging" | "anchored" | "placing", from: Point, to: Point}} BoxState
 */

const IDLE = Object.freeze({ phase: "idle", from: { x: 0, y: 0 }, to: { x: 0, y: 0 } });

/** @param {Point} from @param {Point} to @param {number} slack */
function isFar(from, to, slack) {
  return Math.abs(to.x - from.x) > slack || Math.abs(to.y - from.y) > slack;
}

/** @param {BoxState} state @param {Scene} scene @param {string} [id] */
function drawn(state, scene, id) {
  return freshShape(scene, "box", { box: boxFrom(rectBetween(state.from, state.to)) }, id);
}

/** @param {BoxState} state @param {Stroke} stroke @param {Scene} scene @returns {Outcome} */
function complete(state, stroke, scene) {
  const id = scene.newId();
  const shape = drawn(state, scene, id);
  const box = /** @type {number[]} */ (shape.box);
  // A line-thin box is a slip of the hand: keep waiting for the other corner.
  if (Math.min(box[2], box[3]) < Math.max(1, stroke.slack / 2)) return { state: { ...state, phase: "anchored" } };
  return { state: IDLE, command: addShapes([shape]), selection: [id], handle: null };
}

/** @type {Tool} */
export const boxTool = {
  name: "box",
  kind: "box",
  idle: IDLE,
  isBusy: (state) => state.phase !== "idle",
  reduce(/** @type {BoxState} */ state, stroke, scene) {
    const to = stroke.point;
    if (stroke.type === "cancel" || stroke.type === "back") return { state: IDLE };
    if (stroke.type === "down") {
      if (state.phase === "anchored") return { state: { ...state, phase: "placing", to } };
      return { state: { phase: "pressed", from: to, to }, selection: [], handle: null };
    }
    if (stroke.type === "move") {
      if (state.phase === "idle") return { state };
      const hasLeft = state.phase === "pressed" && isFar(state.from, to, stroke.slack);
      return { state: { ...state, phase: hasLeft ? "dragging" : state.phase, to } };
    }
    if (state.phase === "idle") return { state };
    if (state.phase === "pressed") return { state: { ...state, phase: "anchored" } };
    if (state.phase === "anchored" && stroke.type !== "finish") return { state };
    return complete(stroke.type === "finish" ? state : { ...state, to }, stroke, scene);
  },
  preview(/** @type {BoxState} */ state, scene) {
    return state.phase === "idle" ? [] : [drawn(state, scene)];
  },
};
