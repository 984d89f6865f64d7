/** The shapes at rest. Only the spots where one of them changed are painted again: a thousand boxes take tens of
 * milliseconds on an old PC, and the hand must not wait for those it does not touch. */
/** @import { Rect, Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Viewport } from "../store/viewport.js" */
import { boundsOfShape } from "../model/hit.js";
import { rectsTouch } from "../model/geometry.js";
import { keptIn, shownIn } from "../store/state.js";
import { toPicture } from "../store/viewport.js";
import { previewOf } from "../tools/workbench.js";
import { sharpness, wiped } from "./canvas.js";
import { watching } from "./dom.js";
import { lookMaker } from "./looks.js";
import { paintCrowd, paintShape } from "./painting.js";

/** More selected shapes than this stay with the crowd: all of them again at each movement would be too much. */
const MOST_LIFTED = 30;
const MOST_SPOTS = 8;
/** Dashes cost six times a plain line: over so many shapes in sight the letters alone tell the classes apart. */
const MOST_DASHED = 300;
/** What is painted of a shape outside its bounds: line, badge above or beside it, CSS pixels. */
const OVERHANG = 26;

/** Selected shapes that lie under the hand, on the layer above the crowd. @param {EditorState} state */
function liftedIds(state) {
  return state.selection.length <= MOST_LIFTED ? state.selection : [];
}

/** What is lifted and not moved just now. @param {EditorState} state @returns {readonly Shape[]} */
export function chosenAtRest(state) {
  const lifted = liftedIds(state);
  if (lifted.length === 0) return [];
  const moving = new Set(previewOf(state).map((shape) => shape.id));
  const isVisible = visibleIn(state);
  return shownIn(state).shapes.filter((shape) => lifted.includes(shape.id) && !moving.has(shape.id) && isVisible(shape));
}

/** @param {EditorState} state @returns {(shape: Shape) => boolean} */
function visibleIn(state) {
  const topLeft = toPicture(state.viewport, { x: 0, y: 0 });
  const window = {
    ...topLeft,
    width: state.stage.width / state.viewport.scale,
    height: state.stage.height / state.viewport.scale,
  };
  return (shape) => !state.hidden.has(shape.id) && rectsTouch(boundsOfShape(shape), window);
}

/** @typedef {import("./painting.js").Look} Look */
/** @typedef {{shape: Shape, look: Look}} Member */

/** @param {EditorState} state @param {ReadonlySet<string>} absent @param {string} locale @returns {Member[]} */
function membersOf(state, absent, locale) {
  if (state.peeking || state.phase !== "working") return [];
  const isVisible = visibleIn(state);
  const look = lookMaker(state, locale);
  const shapes = shownIn(state).shapes.filter((shape) => !absent.has(shape.id) && isVisible(shape));
  const isDashed = shapes.length <= MOST_DASHED;
  return shapes.map((shape) => ({ shape, look: isDashed ? look(shape) : { ...look(shape), dash: [] } }));
}

/** All of a look that may change while its shape does not, as one number. @param {Look} look */
function signOf({ isSelected, isPending, isFaulty, isLocked, dash }) {
  return Number(isSelected) + 2 * Number(isPending) + 4 * Number(isFaulty) + 8 * Number(isLocked) + 16 * dash.length;
}

/** Shapes that came, went or look otherwise; null when their order changed and all must be painted.
 * @param {ReadonlyMap<Shape, number>} before shape to sign, in painting order @param {readonly Member[]} members
 * @returns {Shape[] | null} */
export function changedShapes(before, members) {
  const now = new Set(members.map((member) => member.shape));
  const gone = [...before.keys()].filter((shape) => !now.has(shape));
  const changed = members.filter(({ shape, look }) => before.get(shape) !== signOf(look)).map((member) => member.shape);
  const stayed = [...before.keys()].filter((shape) => now.has(shape));
  const staying = members.filter((member) => before.has(member.shape));
  const isOrdered = staying.every((member, index) => member.shape === stayed[index]);
  return isOrdered ? [...gone, ...changed] : null;
}

/** Where a shape is painted, whole pixels of the screen, so that no seam is left. @param {Shape} shape @param {Viewport} view
 * @param {number} ratio @returns {Rect} */
function spotOf(shape, view, ratio) {
  const bounds = boundsOfShape(shape);
  const left = Math.floor((bounds.x * view.scale + view.x - OVERHANG) * ratio) / ratio;
  const top = Math.floor((bounds.y * view.scale + view.y - OVERHANG) * ratio) / ratio;
  const right = Math.ceil(((bounds.x + bounds.width) * view.scale + view.x + OVERHANG) * ratio) / ratio;
  const bottom = Math.ceil(((bounds.y + bounds.height) * view.scale + view.y + OVERHANG) * ratio) / ratio;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {CanvasRenderingContext2D} brush @param {readonly Member[]} members @param {Viewport} view */
function paintMembers(brush, members, view) {
  const looks = new Map(members.map(({ shape, look }) => [shape, look]));
  const lookOf = (/** @type {Shape} */ shape) => /** @type {Look} */ (looks.get(shape));
  paintCrowd(brush, members.filter(({ look }) => !look.isSelected).map(({ shape }) => shape), view, lookOf);
  for (const { shape, look } of members) if (look.isSelected) paintShape(brush, shape, view, look);
}

/** @param {CanvasRenderingContext2D} brush @param {Rect} spot @param {readonly Member[]} members @param {EditorState} state */
function paintSpot(brush, spot, members, { viewport }) {
  brush.save();
  brush.beginPath();
  brush.rect(spot.x, spot.y, spot.width, spot.height);
  brush.clip();
  brush.clearRect(spot.x, spot.y, spot.width, spot.height);
  const ratio = sharpness();
  paintMembers(brush, members.filter(({ shape }) => rectsTouch(spotOf(shape, viewport, ratio), spot)), viewport);
  brush.restore();
}

/** @param {HTMLCanvasElement} canvas @param {string} locale @returns {(state: EditorState) => void} */
export function shapeLayer(canvas, locale) {
  /** @type {readonly string[]} */
  let absent = [];
  /** @type {{viewport: Viewport, stage: object, signs: Map<Shape, number>} | null} */
  let painted = null;
  return watching(
    (state) => {
      // What the layer above shows is absent here; the same list again costs no repaint.
      const now = [...liftedIds(state), ...previewOf(state).map((shape) => shape.id)];
      if (now.length !== absent.length || now.some((id, index) => id !== absent[index])) absent = now;
      const crowdedSelection = state.selection.length > MOST_LIFTED ? state.selection : null;
      return [state.viewport, state.stage, shownIn(state), keptIn(state), crowdedSelection, state.hidden, state.locked, state.peeking, state.faults, state.phase, absent];
    },
    (state) => {
      const members = membersOf(state, new Set(absent), locale);
      const isSameView = painted?.viewport === state.viewport && painted.stage === state.stage;
      const changed = painted && isSameView ? changedShapes(painted.signs, members) : null;
      painted = { viewport: state.viewport, stage: state.stage, signs: new Map(members.map(({ shape, look }) => [shape, signOf(look)])) };
      if (changed && changed.length <= MOST_SPOTS && !members.some(({ look }) => look.isSelected)) {
        const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        const ratio = sharpness();
        for (const shape of changed) paintSpot(brush, spotOf(shape, state.viewport, ratio), members, state);
      } else paintMembers(wiped(canvas, state), members, state.viewport);
    },
  );
}
