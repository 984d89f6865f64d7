/** Pick, move and reshape: the smallest shape under the hand wins. */
/** @import { Point, Shape } from "../model/types.js" */
/** @import { Outcome, Scene, Stroke, Tool } from "./types.js" */
import { withGroups } from "../commands/groups.js";
import { allowedMove, changeShapes } from "../commands/shapes.js";
import { shapeById, shapesById } from "../model/document.js";
import { clamp, rectBetween } from "../model/geometry.js";
import { boundsOfShape, shapesAt } from "../model/hit.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { attraction, snapped } from "./snapping.js";

/**
 * banding: a rectangle is drawn over empty ground; kept: what was selected before it; pull: how far borders attract.
 * @typedef {{phase: "idle" | "pressed" | "dragging" | "banding", handle: string | null, from: Point, to: Point, pull: number, kept?: readonly string[]}} SelectState
 */

const IDLE = Object.freeze({ phase: "idle", handle: null, from: { x: 0, y: 0 }, to: { x: 0, y: 0 }, pull: 0 });

/** The edge, corner or vertex of the one selected shape under the point. @param {Scene} scene @param {Point} point
 * @param {number} reach @returns {string | null} */
export function handleUnder(scene, point, reach) {
  if (scene.selection.length !== 1) return null;
  const shape = shapeById(scene.doc, scene.selection[0]);
  return shape && scene.isOpen(shape) ? kindOf(shape).grab(shape, point, reach) : null;
}

/** @param {Scene} scene @param {Stroke} stroke @returns {Outcome} */
function press(scene, stroke) {
  const { point, reach } = stroke;
  const held = { phase: "pressed", from: point, to: point, pull: attraction(stroke) };
  const whole = (/** @type {readonly string[]} */ ids) => (stroke.alt ? ids : withGroups(scene.doc, ids));
  const handle = handleUnder(scene, point, reach);
  if (handle) return { state: { ...held, handle }, handle };
  const under = shapesAt(scene.doc, point, reach / 3, scene.isOpen).map((shape) => shape.id);
  const overlaps = under;
  if (under.length === 0) {
    const kept = stroke.shift ? scene.selection : [];
    return { state: { ...held, phase: "banding", handle: null, kept }, selection: kept, handle: null, overlaps };
  }
  if (stroke.shift) return { state: IDLE, selection: toggled(scene.selection, whole([under[0]])), handle: null, overlaps };
  // What is already selected stays, so that a box picked with Tab can be dragged from under another.
  const isHeld = !stroke.alt && scene.selection.some((id) => under.includes(id));
  const chosen = isHeld ? scene.selection : whole([under[0]]);
  return { state: { ...held, handle: null }, selection: chosen, handle: null, overlaps };
}

/** @param {readonly string[]} ids @param {readonly string[]} some of one group, in or out together */
function toggled(ids, some) {
  return ids.includes(some[0]) ? ids.filter((known) => !some.includes(known)) : [...ids, ...some.filter((id) => !ids.includes(id))];
}

/** What lies wholly inside the rectangle, with what was selected before. @param {SelectState} state @param {Scene} scene @returns {Outcome} */
function bandPick(state, scene) {
  const band = rectBetween(state.from, state.to);
  const caught = scene.doc.shapes.filter((shape) => {
    if (!hasPlace(shape) || !scene.isOpen(shape)) return false;
    const { x, y, width, height } = boundsOfShape(shape);
    return x >= band.x && y >= band.y && x + width <= band.x + band.width && y + height <= band.y + band.height;
  });
  const kept = state.kept ?? [];
  const ids = withGroups(scene.doc, caught.map((shape) => shape.id));
  return { state: IDLE, selection: [...kept, ...ids.filter((id) => !kept.includes(id))] };
}

/** @param {Point} point @param {Scene} scene */
function inside(point, scene) {
  return { x: clamp(point.x, 0, scene.size.width), y: clamp(point.y, 0, scene.size.height) };
}

/** Selected shapes as the drag leaves them. @param {SelectState} state @param {Scene} scene @returns {Shape[]} */
function dragged(state, scene) {
  const shapes = shapesById(scene.doc, scene.selection).filter(scene.isOpen);
  const { handle, from, to } = state;
  if (handle) {
    return shapes.map((shape) => kindOf(shape).clip(kindOf(shape).reshape(shape, handle, grip(shape, state, scene)), scene.size));
  }
  const ids = shapes.map((shape) => shape.id);
  const [dx, dy] = allowedMove(scene.doc, ids, to.x - from.x, to.y - from.y, scene.size);
  return shapes.map((shape) => kindOf(shape).move(shape, dx, dy));
}

/** Where the handle goes: it keeps its distance to the finger, so that grabbing beside it does not make it jump.
 * @param {Shape} shape @param {SelectState} state @param {Scene} scene */
function grip(shape, state, scene) {
  const handle = kindOf(shape).handles(shape).find((spot) => spot.id === state.handle);
  const moved = { x: state.to.x - state.from.x, y: state.to.y - state.from.y };
  const point = handle ? { x: handle.x + moved.x, y: handle.y + moved.y } : state.to;
  if (kindOf(shape).mayLeave?.(state.handle ?? "")) return point;
  return inside(kindOf(shape).borders ? snapped(point, state.pull, scene, shape.id) : point, scene);
}

/** @param {SelectState} state @param {Scene} scene @returns {Outcome} */
function drop(state, scene) {
  const changed = new Map(dragged(state, scene).map((shape) => [shape.id, shape]));
  const isSound = [...changed.values()].every((shape) => !kindOf(shape).isDegenerate(shape));
  if (!isSound) return { state: IDLE };
  const [shape] = changed.values();
  const handle = state.handle && shape ? (kindOf(shape).settledHandle?.(state.handle) ?? state.handle) : null;
  return { state: IDLE, handle, command: changeShapes([...changed.keys()], (known) => changed.get(known.id) ?? known) };
}

/** A click on a shape that was selected already leaves only it. @param {SelectState} state @param {Scene} scene
 * @param {Stroke} stroke @returns {Outcome} */
function release(state, scene, stroke) {
  if (state.handle) {
    const shape = shapeById(scene.doc, scene.selection[0]);
    const isSpot = shape && kindOf(shape).handles(shape).some((spot) => spot.id === state.handle);
    // A click on an edge picks no vertex: only a drag makes one there.
    return { state: IDLE, handle: isSpot ? state.handle : null };
  }
  if (scene.selection.length < 2) return { state: IDLE };
  const [smallest] = shapesAt(scene.doc, stroke.point, stroke.reach / 3, scene.isOpen);
  if (!smallest) return { state: IDLE, selection: scene.selection };
  return { state: IDLE, selection: stroke.alt ? [smallest.id] : withGroups(scene.doc, [smallest.id]) };
}

/** @type {Tool} */
export const selectTool = {
  name: "select",
  kind: null,
  idle: IDLE,
  isBusy: (state) => state.phase !== "idle",
  reduce(/** @type {SelectState} */ state, stroke, scene) {
    if (stroke.type === "cancel") return { state: IDLE };
    if (stroke.type === "down") return press(scene, stroke);
    if (state.phase === "idle") return { state };
    const to = stroke.point;
    const now = { ...state, to, pull: attraction(stroke) };
    if (state.phase === "banding") return stroke.type === "up" ? bandPick(now, scene) : { state: stroke.type === "move" ? now : state };
    if (stroke.type === "move") {
      const far = Math.hypot(to.x - state.from.x, to.y - state.from.y) > stroke.slack;
      return { state: { ...now, phase: far ? "dragging" : state.phase } };
    }
    if (stroke.type !== "up") return { state };
    return state.phase === "dragging" ? drop(now, scene) : release(state, scene, stroke);
  },
  band: (/** @type {SelectState} */ state) => (state.phase === "banding" ? rectBetween(state.from, state.to) : null),
  preview(/** @type {SelectState} */ state, scene) {
    return state.phase === "dragging" ? dragged(state, scene) : [];
  },
};
