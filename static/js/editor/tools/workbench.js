/** Feeds strokes to the tool in hand and turns its outcome into the next state. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Outcome, Scene, Stroke, Tool } from "./types.js" */
import { performed } from "../commands/actions.js";
import { newId } from "../model/ids.js";
import { kindOf } from "../model/kinds.js";
import { labelRule } from "../model/ontology.js";
import { simplifiedShapes } from "../commands/simplify.js";
import { isOpenIn, shownIn } from "../store/state.js";
import { pressOnProposal } from "./proposals.js";
import { handleUnder, selectTool } from "./select.js";
import { toolNamed } from "./toolbox.js";

/**
 * A drawing tool lends the hand to "select" while an edge of the selected shape is dragged.
 * @typedef {{lent: boolean, inner: any}} Bench
 */

/** @param {EditorState} state @returns {Scene} */
export function sceneOf(state) {
  return {
    doc: shownIn(state),
    selection: state.selection,
    label: labelRule(state.ontology, state.label),
    size: state.size,
    isOpen: isOpenIn(state),
    newId: () => newId(),
  };
}

/** @param {EditorState} state @returns {{tool: Tool, bench: Bench}} */
function inHand(state) {
  const chosen = toolNamed(state.tool);
  const bench = /** @type {Bench | null} */ (state.toolState) ?? { lent: false, inner: chosen.idle };
  return { tool: bench.lent ? selectTool : chosen, bench };
}

/** @param {EditorState} state */
export function isDrawing(state) {
  const { tool, bench } = inHand(state);
  return tool.isBusy(bench.inner);
}

/** @type {WeakMap<EditorState, readonly import("./types.js").Shape[]>} */
const previews = new WeakMap();

/** Shapes as the stroke under way would leave them; worked out once for all layers that show it. @param {EditorState} state */
export function previewOf(state) {
  if (state.phase !== "working") return [];
  if (state.panel === "simplify") return simplifiedShapes(state);
  const known = previews.get(state);
  if (known) return known;
  const { tool, bench } = inHand(state);
  const preview = tool.preview(bench.inner, sceneOf(state));
  previews.set(state, preview);
  return preview;
}

/** The rectangle that picks what lies in it. @param {EditorState} state */
export function bandOf(state) {
  const { tool, bench } = inHand(state);
  return state.phase === "working" ? (tool.band?.(bench.inner) ?? null) : null;
}

/** How many spots of the shape under way are placed. @param {EditorState} state */
export function spotsPlaced(state) {
  const { tool, bench } = inHand(state);
  return tool.spots?.(bench.inner) ?? 0;
}

/** The joint that the next click places. @param {EditorState} state @returns {{place: number, total: number, title: import("../model/types.js").Title, name: string} | null} */
export function nextJoint(state) {
  const { tool } = inHand(state);
  const joints = labelRule(state.ontology, state.label)?.skeleton?.points;
  if (!tool.hasFlags || !joints) return null;
  const index = Math.min(spotsPlaced(state), joints.length - 1);
  return { place: index + 1, total: joints.length, ...joints[index] };
}

/** @param {EditorState} state @param {Stroke} stroke @returns {Partial<EditorState>} */
export function feed(state, stroke) {
  // Two versions lie on the picture: until she chose one, nothing is drawn.
  if (state.conflict || state.verify) return {};
  const press = pressOnProposal(state, stroke);
  return press ? { ...press, ...fed({ ...state, ...press }, stroke) } : fed(state, stroke);
}

/** @param {EditorState} state @param {Stroke} stroke @returns {Partial<EditorState>} */
function fed(state, stroke) {
  const scene = sceneOf(state);
  let { tool, bench } = inHand(state);
  const startsOnHandle =
    stroke.type === "down" && !tool.isBusy(bench.inner) && handleUnder(scene, stroke.point, stroke.reach) !== null;
  if (startsOnHandle && !stroke.alt && tool !== selectTool) {
    tool = selectTool;
    bench = { lent: true, inner: selectTool.idle };
  }
  const outcome = tool.reduce(bench.inner, stroke, scene);
  const isDone = bench.lent && !tool.isBusy(outcome.state);
  const toolState = isDone ? null : { lent: bench.lent, inner: outcome.state };
  return { toolState, ...changesOf(state, outcome) };
}

/** @param {EditorState} state @param {Outcome} outcome @returns {Partial<EditorState>} */
function changesOf(state, outcome) {
  /** @type {Partial<EditorState>} */
  const change = {};
  if (outcome.command) change.history = performed(state, outcome.command);
  if (outcome.selection) change.selection = outcome.selection;
  if (outcome.handle !== undefined) change.handle = outcome.handle;
  if (outcome.overlaps) change.overlaps = outcome.overlaps;
  return change;
}

/** CSS cursor for a hovering mouse. @param {EditorState} state @param {number} reach */
export function cursorFor(state, reach) {
  const { tool } = inHand(state);
  const shape = state.pointer && !isDrawing(state) ? shownIn(state).shapes.find((s) => s.id === state.selection[0]) : null;
  const handle = shape && state.pointer ? handleUnder(sceneOf(state), state.pointer, reach) : null;
  if (shape && handle) return handleCursor(shape, handle);
  return tool.kind ? "crosshair" : "default";
}

/** @param {import("../model/types.js").Shape} shape @param {string} handle */
function handleCursor(shape, handle) {
  const spots = kindOf(shape).handles(shape);
  return spots.find((spot) => spot.id === handle)?.cursor ?? "move";
}
