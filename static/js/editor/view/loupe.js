/** A round magnifier above the finger, which would otherwise cover what it points at. */
/** @import { EditorState } from "../store/state.js" */
import { previewOf } from "../tools/workbench.js";
import { toScreen } from "../store/viewport.js";
import { watching } from "./dom.js";
import { lookMaker } from "./looks.js";
import { paintShape } from "./painting.js";

const SIDE = 132;
const ABOVE = 84;
const STRONGER = 3;

/** @param {HTMLCanvasElement} canvas @param {() => ImageBitmap | null} bitmap @param {string} locale */
export function loupe(canvas, bitmap, locale) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  canvas.width = SIDE * ratio;
  canvas.height = SIDE * ratio;
  return watching(
    (state) => [state.touching, state.pointer, state.toolState, state.viewport],
    (state) => {
      canvas.hidden = !state.touching || !state.pointer;
      if (canvas.hidden) return;
      place(canvas, state);
      const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      brush.setTransform(ratio, 0, 0, ratio, 0, 0);
      paint(brush, state, bitmap(), locale);
    },
  );
}

/** @param {HTMLCanvasElement} canvas @param {EditorState} state */
function place(canvas, state) {
  const finger = toScreen(state.viewport, /** @type {import("../model/types.js").Point} */ (state.pointer));
  const left = Math.min(Math.max(finger.x - SIDE / 2, 4), state.stage.width - SIDE - 4);
  const above = finger.y - ABOVE - SIDE / 2;
  // No room above: beside the finger, on the side with more space.
  const isBeside = above < 4;
  const side = finger.x > state.stage.width / 2 ? finger.x - ABOVE - SIDE / 2 : finger.x + ABOVE - SIDE / 2;
  canvas.style.transform = `translate(${isBeside ? side : left}px, ${Math.max(above, 4)}px)`;
}

/** @param {CanvasRenderingContext2D} brush @param {EditorState} state @param {ImageBitmap | null} picture @param {string} locale */
function paint(brush, state, picture, locale) {
  const point = /** @type {import("../model/types.js").Point} */ (state.pointer);
  const scale = Math.max(state.viewport.scale * STRONGER, 1.5);
  const view = { scale, x: SIDE / 2 - point.x * scale, y: SIDE / 2 - point.y * scale };
  brush.fillStyle = "#20261f";
  brush.fillRect(0, 0, SIDE, SIDE);
  brush.imageSmoothingEnabled = scale < 4;
  if (picture) brush.drawImage(picture, view.x, view.y, state.size.width * scale, state.size.height * scale);
  const look = lookMaker(state, locale);
  for (const shape of previewOf(state)) paintShape(brush, shape, view, { ...look(shape), isSelected: false, isPending: false, title: "", badge: "" });
  brush.fillStyle = "rgba(255, 255, 255, 0.95)";
  brush.fillRect(SIDE / 2 - 0.5, SIDE / 2 - 16, 1, 32);
  brush.fillRect(SIDE / 2 - 16, SIDE / 2 - 0.5, 32, 1);
}
