/** A round magnifier beside the finger, which covers what it points at, or beside the edge that a key or the mouse moves. */
/** @import { Point, Size } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { kindOf } from "../model/kinds.js";
import { shownIn } from "../store/state.js";
import { toScreen } from "../store/viewport.js";
import { previewOf } from "../tools/workbench.js";
import { watching } from "./dom.js";
import { lookMaker } from "./looks.js";
import { paintShape } from "./painting.js";

const SIDE = 132;
/** From the fingertip to the middle of the loupe: the rim stays clear of the finger. */
const AWAY = 112;
const MARGIN = 4;
const STRONGER = 3;
/** Seen this large already, a mouse or key needs no loupe. */
const CLOSE_ENOUGH = 4;

/** @param {HTMLCanvasElement} canvas @param {() => ImageBitmap | null} bitmap @param {string} locale */
export function loupe(canvas, bitmap, locale) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  canvas.width = SIDE * ratio;
  canvas.height = SIDE * ratio;
  return watching(
    (state) => [state.touching, state.pointer, state.toolState, state.viewport, state.handle, state.lens, state.history, state.phase],
    (state) => {
      const point = focusOf(state);
      canvas.hidden = point === null;
      if (!point) return;
      const finger = state.touching && state.pointer ? state.pointer : point;
      const { x, y } = loupePlace(toScreen(state.viewport, finger), state.stage);
      canvas.style.transform = `translate(${x}px, ${y}px)`;
      const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(brush, state, point, bitmap(), locale);
    },
  );
}

/** What the loupe looks at: the grabbed edge, else the fingertip; null when there is no need of it.
 * @param {EditorState} state @returns {Point | null} picture pixels */
export function focusOf(state) {
  if (state.phase !== "working") return null;
  const isDragging = /** @type {any} */ (state.toolState)?.inner?.phase === "dragging";
  const edge = grabbed(state);
  if (state.touching) return (isDragging && edge) || state.pointer;
  const isWanted = state.lens || (isDragging && state.pointer !== null);
  return isWanted && state.viewport.scale < CLOSE_ENOUGH ? edge : null;
}

/** @param {EditorState} state @returns {Point | null} */
function grabbed(state) {
  const { handle, pointer, lens, selection } = state;
  if (!handle || selection.length !== 1) return null;
  const isThis = (/** @type {{id: string}} */ known) => known.id === selection[0];
  const shape = previewOf(state).find(isThis) ?? shownIn(state).shapes.find(isThis);
  const spot = shape && kindOf(shape).handles(shape).find((known) => known.id === handle);
  if (!spot) return null;
  // Along a long edge she looks where her hand is, not at the middle.
  if (pointer && !lens && /^[ns]$/.test(handle)) return { x: pointer.x, y: spot.y };
  return pointer && !lens && /^[ew]$/.test(handle) ? { x: spot.x, y: pointer.y } : { x: spot.x, y: spot.y };
}

/** Top left corner of the loupe: above the finger; without room there, beside it where there is more room.
 * @param {Point} finger @param {Size} stage CSS pixels both @returns {Point} */
export function loupePlace(finger, stage) {
  const within = (/** @type {number} */ value, /** @type {number} */ room) => Math.max(MARGIN, Math.min(value, room - SIDE - MARGIN));
  const above = finger.y - AWAY - SIDE / 2;
  if (above >= MARGIN) return { x: within(finger.x - SIDE / 2, stage.width), y: above };
  const side = finger.x > stage.width / 2 ? -AWAY : AWAY;
  return { x: within(finger.x + side - SIDE / 2, stage.width), y: within(finger.y - SIDE / 2, stage.height) };
}

/** @param {CanvasRenderingContext2D} brush @param {EditorState} state @param {Point} point @param {ImageBitmap | null} picture
 * @param {string} locale */
function paint(brush, state, point, picture, locale) {
  const scale = Math.max(state.viewport.scale * STRONGER, 1.5);
  const view = { scale, x: SIDE / 2 - point.x * scale, y: SIDE / 2 - point.y * scale };
  brush.fillStyle = "#20261f";
  brush.fillRect(0, 0, SIDE, SIDE);
  brush.imageSmoothingEnabled = scale < 4;
  if (picture) brush.drawImage(picture, view.x, view.y, state.size.width * scale, state.size.height * scale);
  const look = lookMaker(state, locale);
  const moving = previewOf(state);
  const chosen = moving.length > 0 ? moving : shownIn(state).shapes.filter((shape) => state.selection.includes(shape.id));
  for (const shape of chosen) paintShape(brush, shape, view, { ...look(shape), isSelected: false, isPending: false, title: "", badge: "" });
  brush.fillStyle = "rgba(255, 255, 255, 0.95)";
  brush.fillRect(SIDE / 2 - 0.5, SIDE / 2 - 16, 1, 32);
  brush.fillRect(SIDE / 2 - 16, SIDE / 2 - 0.5, 32, 1);
}
