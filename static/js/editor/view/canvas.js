/** A canvas of the stage's size, in CSS pixels whatever the screen's sharpness. */
/** @import { EditorState } from "../store/state.js" */

/** Sharper than twice is work that nobody sees. */
export function sharpness() {
  return Math.min(globalThis.devicePixelRatio || 1, 2);
}

/** @param {HTMLCanvasElement} canvas @param {EditorState} state @returns {CanvasRenderingContext2D} wiped, in CSS pixels */
export function wiped(canvas, state) {
  const ratio = sharpness();
  const width = Math.round(state.stage.width * ratio);
  const height = Math.round(state.stage.height * ratio);
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, state.stage.width, state.stage.height);
  return brush;
}
