/** Draw by clicking spots one after another: corners, vertices, extreme points, joints. */
/** @import { Drawing, Point, Vertices } from "../model/types.js" */
/** @import { Outcome, Scene, Stroke, Tool } from "./types.js" */
import { addShapes } from "../commands/shapes.js";
import { distance } from "../model/geometry.js";
import { kindOf } from "../model/kinds.js";
import { ABSENT, HIDDEN, SEEN, flagOf } from "../model/skeleton.js";
import { freshShape } from "./fresh.js";
import { attraction, snapped } from "./snapping.js";

/** @typedef {{points: Vertices, from: Point | null, to: Point | null}} ClicksState */
/** @typedef {Drawing & {name: string, kind: string}} ClicksTraits */

const IDLE = Object.freeze({ points: Object.freeze([]), from: null, to: null });

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Scene} scene @returns {Outcome} */
function complete(traits, state, scene) {
  const id = scene.newId();
  const shape = freshShape(scene, traits.kind, traits.geometry(state.points, scene.label), id);
  if (kindOf(shape).isDegenerate(shape)) return { state: IDLE };
  return { state: IDLE, command: addShapes([shape]), selection: [id], handle: null };
}

/** With one more spot; the last one that fits finishes. @param {ClicksTraits} traits @param {ClicksState} state
 * @param {Vertices} points @param {Scene} scene @returns {Outcome} */
function withSpots(traits, state, points, scene) {
  const next = { ...state, points };
  return points.length >= traits.most(scene.label) ? complete(traits, next, scene) : { state: next };
}

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Stroke} stroke @param {Scene} scene @returns {Outcome} */
function lift(traits, state, stroke, scene) {
  if (!state.from) return { state };
  const first = state.points[0];
  const isOnFirst = traits.closes && state.points.length >= traits.least && distance(stroke.point.x, stroke.point.y, first[0], first[1]) <= stroke.reach;
  if (isOnFirst) return complete(traits, state, scene);
  const point = traits.snaps ? snapped(stroke.point, attraction(stroke), scene) : stroke.point;
  const wasDrag = distance(state.from.x, state.from.y, point.x, point.y) > stroke.slack;
  const points = [...state.points];
  if (traits.dragsFirst && points.length === 0 && wasDrag) points.push([state.from.x, state.from.y]);
  const last = points.at(-1);
  // The second half of a double click is no spot of its own.
  const isSecondHalf = last && (!traits.hasFlags || flagOf(last) !== ABSENT) && distance(last[0], last[1], point.x, point.y) <= stroke.slack / 2;
  if (!isSecondHalf) points.push(traits.hasFlags ? [point.x, point.y, stroke.shift ? HIDDEN : SEEN] : [point.x, point.y]);
  return withSpots(traits, { points, from: null, to: point }, points, scene);
}

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Stroke} stroke @param {Scene} scene @returns {Outcome} */
function reduce(traits, state, stroke, scene) {
  if (stroke.type === "cancel") return { state: IDLE };
  if (stroke.type === "back") {
    const points = state.points.slice(0, -1);
    return { state: points.length === 0 ? IDLE : { ...state, points } };
  }
  if (stroke.type === "skip") return traits.hasFlags ? withSpots(traits, state, [...state.points, [0, 0, ABSENT]], scene) : { state };
  if (stroke.type === "finish") return state.points.length >= traits.least ? complete(traits, state, scene) : { state };
  const point = traits.snaps ? snapped(stroke.point, attraction(stroke), scene) : stroke.point;
  if (stroke.type === "down") return { state: { ...state, from: point, to: point }, selection: [], handle: null };
  if (stroke.type === "move") return { state: state.points.length > 0 || state.from ? { ...state, to: point } : state };
  return lift(traits, state, stroke, scene);
}

/** @param {ClicksTraits} traits @param {ClicksState} state @param {Scene} scene */
function preview(traits, state, scene) {
  const start = state.points.length === 0 && state.from ? [[state.from.x, state.from.y]] : state.points;
  const room = traits.most(scene.label) > start.length;
  const spots = state.to && room ? [...start, [state.to.x, state.to.y]] : start;
  return spots.length === 0 ? [] : [freshShape(scene, traits.kind, traits.geometry(spots, scene.label))];
}

/** @param {ClicksTraits} traits @returns {Tool} */
export function clicksTool(traits) {
  return {
    name: traits.name,
    kind: traits.kind,
    idle: IDLE,
    bySpots: true,
    hasFlags: traits.hasFlags ?? false,
    spots: (/** @type {ClicksState} */ state) => state.points.length,
    isBusy: (/** @type {ClicksState} */ state) => state.points.length > 0 || state.from !== null,
    reduce: (state, stroke, scene) => reduce(traits, state, stroke, scene),
    preview: (state, scene) => preview(traits, state, scene),
  };
}
