/** Draw by clicking spots one after another: corners, vertices, extreme points. */
/** @import { Point, Shape } from "../model/types.js" */
/** @import { Outcome, Scene, Stroke, Tool } from "./types.js" */
import { addShapes } from "../commands/shapes.js";
import { distance } from "../model/geometry.js";
import { kindOf } from "../model/kinds.js";
import { freshShape } from "./fresh.js";

/** @typedef {{points: readonly (readonly number[])[], from: Point | null, to: Point | null}} ClicksState */

/**
 * @typedef {object} ClicksTraits
 * @property {string} name
 * @property {string} kind
 * @property {number} least spots needed
 * @property {number} most spots after which it is finished
 * @property {boolean} [dragsFirst] a drag gives the first two spots
 * @property {boolean} [closes] a click on the first spot finishes
 * @property {boolean} [snaps] spots jump to vertices of others nearby
 * @property {(points: readonly (readonly number[])[]) => Partial<Shape>} geometry
 */

const IDLE = Object.freeze({ points: Object.freeze([]), from: null, to: null });

/** A vertex of another shape in reach, so that neighbours share their border; Alt keeps them apart.
 * @param {Point} point @param {Stroke} stroke @param {Scene} scene @returns {Point} */
function snapped(point, stroke, scene) {
  if (stroke.alt) return point;
  let best = stroke.reach;
  let found = point;
  for (const shape of scene.doc.shapes) {
    if (!shape.points || !scene.isOpen(shape)) continue;
    for (const [x, y] of shape.points) {
      const far = distance(point.x, point.y, x, y);
      if (far < best) [best, found] = [far, { x, y }];
    }
  }
  return found;
}

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Scene} scene @returns {Outcome} */
function complete(traits, state, scene) {
  const id = scene.newId();
  const shape = freshShape(scene, traits.kind, traits.geometry(state.points), id);
  if (kindOf(shape).isDegenerate(shape)) return { state: IDLE };
  return { state: IDLE, command: addShapes([shape]), selection: [id], handle: null };
}

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Stroke} stroke @param {Scene} scene @returns {Outcome} */
function lift(traits, state, stroke, scene) {
  if (!state.from) return { state };
  const first = state.points[0];
  const isOnFirst = traits.closes && state.points.length >= traits.least && distance(stroke.point.x, stroke.point.y, first[0], first[1]) <= stroke.reach;
  if (isOnFirst) return complete(traits, state, scene);
  const point = traits.snaps ? snapped(stroke.point, stroke, scene) : stroke.point;
  const wasDrag = distance(state.from.x, state.from.y, point.x, point.y) > stroke.slack;
  const points = [...state.points];
  if (traits.dragsFirst && points.length === 0 && wasDrag) points.push([state.from.x, state.from.y]);
  const last = points.at(-1);
  // The second half of a double click is no spot of its own.
  if (!last || distance(last[0], last[1], point.x, point.y) > stroke.slack / 2) points.push([point.x, point.y]);
  const next = { points, from: null, to: point };
  return points.length >= traits.most ? complete(traits, next, scene) : { state: next };
}

/** @param {ClicksTraits} traits @returns {Tool} */
export function clicksTool(traits) {
  return {
    name: traits.name,
    kind: traits.kind,
    idle: IDLE,
    isBusy: (/** @type {ClicksState} */ state) => state.points.length > 0 || state.from !== null,
    reduce(/** @type {ClicksState} */ state, stroke, scene) {
      if (stroke.type === "cancel") return { state: IDLE };
      if (stroke.type === "back") {
        const points = state.points.slice(0, -1);
        return { state: points.length === 0 ? IDLE : { ...state, points } };
      }
      if (stroke.type === "finish") return state.points.length >= traits.least ? complete(traits, state, scene) : { state };
      const point = traits.snaps ? snapped(stroke.point, stroke, scene) : stroke.point;
      if (stroke.type === "down") return { state: { ...state, from: point, to: point }, selection: [], handle: null };
      if (stroke.type === "move") return { state: state.points.length > 0 || state.from ? { ...state, to: point } : state };
      return lift(traits, state, stroke, scene);
    },
    preview(/** @type {ClicksState} */ state, scene) {
      const start = state.points.length === 0 && state.from ? [[state.from.x, state.from.y]] : state.points;
      const spots = state.to ? [...start, [state.to.x, state.to.y]] : start;
      return spots.length === 0 ? [] : [freshShape(scene, traits.kind, traits.geometry(spots))];
    },
  };
}
