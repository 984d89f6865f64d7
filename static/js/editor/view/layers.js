/** The canvases of the picture and of what is under the hand; between them lies that of the crowd. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Shape } from "../model/types.js" */
import { isPlain } from "../commands/actions.js";
import { kindOf } from "../model/kinds.js";
import { colourOf, labelRule, titleIn } from "../model/ontology.js";
import { keptIn, shownIn } from "../store/state.js";
import { toScreen } from "../store/viewport.js";
import { toolNamed } from "../tools/toolbox.js";
import { bandOf, nextJoint, previewOf } from "../tools/workbench.js";
import { wiped } from "./canvas.js";
import { chosenAtRest } from "./crowd.js";
import { watching } from "./dom.js";
import { lookMaker } from "./looks.js";
import { paintBand, paintHandles, paintShape, paintTag } from "./painting.js";

/** @typedef {(state: EditorState) => void} Renderer */

/** Repainted only when the view or the picture changes. @param {HTMLCanvasElement} canvas @param {() => ImageBitmap | null} bitmap
 * @returns {Renderer} */
export function pictureLayer(canvas, bitmap) {
  return watching(
    (state) => [state.viewport, state.stage, bitmap()],
    (state) => {
      const brush = wiped(canvas, state);
      const picture = bitmap();
      if (!picture) return;
      const { viewport, size } = state;
      // Enlarged pixels stay crisp: an edge must be seen, not guessed.
      brush.imageSmoothingEnabled = (viewport.scale * size.width) / picture.width < 3;
      brush.imageSmoothingQuality = "high";
      brush.drawImage(picture, viewport.x, viewport.y, size.width * viewport.scale, size.height * viewport.scale);
    },
  );
}

/** Brightness and contrast act on the canvas as a whole, so the pixels need no new painting.
 * @param {HTMLCanvasElement} canvas @param {SVGElement} gammaCurve @returns {Renderer} */
export function pictureHelp(canvas, gammaCurve) {
  return watching(
    (state) => [state.help],
    ({ help }) => {
      for (const channel of gammaCurve.children) channel.setAttribute("exponent", String(1 / help.gamma));
      const invert = help.invert ? " invert(1)" : "";
      const gamma = help.gamma === 1 ? "" : " url(#picture-gamma)";
      canvas.style.filter = isPlain(help) ? "" : `brightness(${help.brightness}) contrast(${help.contrast})${gamma}${invert}`;
    },
  );
}

/** @param {HTMLCanvasElement} canvas @param {string} locale @returns {Renderer} */
export function handLayer(canvas, locale) {
  return watching(
    (state) => [state.viewport, state.stage, shownIn(state), keptIn(state), state.selection, state.faults, state.handle, state.pointer, state.tool, state.toolState, state.hidden, state.locked, state.peeking, state.label, state.phase, state.panel, state.tolerance],
    (state) => {
      const brush = wiped(canvas, state);
      if (state.phase !== "working" || state.peeking) return;
      const moving = previewOf(state);
      const look = lookMaker(state, locale);
      for (const shape of chosenAtRest(state)) paintShape(brush, shape, state.viewport, look(shape));
      for (const shape of moving) paintShape(brush, shape, state.viewport, { ...look(shape), isSelected: true, isPending: true });
      paintChosenHandles(brush, state, moving, look);
      const band = bandOf(state);
      if (band) paintBand(brush, band, state.viewport);
      paintCrosshair(brush, state);
      paintJoint(brush, state, locale);
    },
  );
}

/** @param {CanvasRenderingContext2D} brush @param {EditorState} state @param {readonly Shape[]} moving
 * @param {(shape: Shape) => import("./painting.js").Look} look */
function paintChosenHandles(brush, state, moving, look) {
  if (state.selection.length !== 1) return;
  const [id] = state.selection;
  const shape = moving.find((known) => known.id === id) ?? shownIn(state).shapes.find((known) => known.id === id);
  if (!shape || state.hidden.has(id) || state.locked.has(id)) return;
  const isCoarse = globalThis.matchMedia("(pointer: coarse)").matches;
  paintHandles(brush, shape, state.viewport, { colour: look(shape).colour, active: state.handle, radius: isCoarse ? 10 : 5 });
}

/** The name of the joint beside the hand: of the next one while drawing, of the one in hand afterwards.
 * @param {CanvasRenderingContext2D} brush @param {EditorState} state @param {string} locale */
function paintJoint(brush, state, locale) {
  const next = nextJoint(state);
  if (next && state.pointer) {
    const { x, y } = toScreen(state.viewport, state.pointer);
    return paintTag(brush, titleIn(next.title, locale, next.name), colourOf(state.ontology, state.label), { x: x + 12, y: y + 12 });
  }
  const shape = shownIn(state).shapes.find((known) => known.id === state.selection[0]);
  const joint = shape && labelRule(state.ontology, shape.label)?.skeleton?.points[Number(state.handle?.slice(1))];
  const spot = shape && kindOf(shape).handles(shape).find((handle) => handle.id === state.handle);
  if (!shape || !joint || !spot || shape.kind !== "skeleton") return;
  const { x, y } = toScreen(state.viewport, spot);
  paintTag(brush, titleIn(joint.title, locale, joint.name), colourOf(state.ontology, shape.label), { x: x + 12, y: y + 12 });
}

/** @param {CanvasRenderingContext2D} brush @param {EditorState} state */
function paintCrosshair(brush, state) {
  if (!state.pointer || !toolNamed(state.tool).kind) return;
  const { x, y } = toScreen(state.viewport, state.pointer);
  const lines = new Path2D();
  lines.moveTo(Math.round(x) + 0.5, 0);
  lines.lineTo(Math.round(x) + 0.5, state.stage.height);
  lines.moveTo(0, Math.round(y) + 0.5);
  lines.lineTo(state.stage.width, Math.round(y) + 0.5);
  brush.lineWidth = 3;
  brush.strokeStyle = "rgba(0, 0, 0, 0.28)";
  brush.stroke(lines);
  brush.lineWidth = 1;
  brush.strokeStyle = "rgba(255, 255, 255, 0.9)";
  brush.stroke(lines);
}
