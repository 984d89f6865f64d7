/** Everything a key or button can do to the state, by name: pure functions from state to change. */
/** @import { LabelRule, Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { EMPTY_DOCUMENT, shapesById } from "../model/document.js";
import { boundsOfShape } from "../model/hit.js";
import { newId } from "../model/ids.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { redo, undo } from "../store/history.js";
import { shownIn } from "../store/state.js";
import { closeUp, fit, panBy, zoomAt } from "../store/viewport.js";
import { changeable } from "./changeable.js";
import { copied, pasted } from "./clipboard.js";
import { flagInHand, mirrorSelected, toggleAmodal } from "./joints.js";
import { nextQuestion } from "./questions.js";
import { simplifiable, simplifySelected } from "./simplify.js";
import { performed, performing, withHistory } from "./performing.js";
import { joinShapes, partShapes } from "./groups.js";
import { addShapes, changeShapes, moveShapes, removeShapes, reorderShapes, setLabel } from "./shapes.js";

export { changeable, performed, performing, withHistory };

/** @typedef {(state: EditorState) => Partial<EditorState>} Action */

/** Arrow keys move the grabbed edge, or the whole shape when none is.
 * @param {number} dx @param {number} dy @returns {Action} */
export function nudge(dx, dy) {
  return (state) => {
    const ids = changeable(state);
    if (ids.length === 0) return { viewport: panBy(state.viewport, -dx * 40, -dy * 40, state.size, state.stage) };
    const handle = state.handle;
    if (!handle || ids.length > 1) return performing(moveShapes(ids, dx, dy, state.size))(state);
    return { ...performing(changeShapes(ids, (shape) => nudgedHandle(shape, handle, dx, dy, state)))(state), lens: true };
  };
}

/** @param {Shape} shape @param {string} handle @param {number} dx @param {number} dy @param {EditorState} state */
function nudgedHandle(shape, handle, dx, dy, state) {
  const kind = kindOf(shape);
  const spot = kind.handles(shape).find((known) => known.id === handle);
  if (!spot) return shape;
  const changed = kind.clip(kind.reshape(shape, handle, { x: spot.x + dx, y: spot.y + dy }), state.size);
  return kind.isDegenerate(changed) ? shape : changed;
}

/** Walk through what lies under the last click; else through all objects in turn. @param {1 | -1} step @returns {Action} */
export function selectAlong(step) {
  return (state) => {
    const alive = shownIn(state).shapes.filter((shape) => hasPlace(shape) && !state.hidden.has(shape.id)).map((shape) => shape.id);
    const overlaps = state.overlaps.filter((id) => alive.includes(id));
    const ring = overlaps.length > 1 ? overlaps : alive;
    if (ring.length === 0) return {};
    const at = ring.indexOf(state.selection[0]);
    const next = at < 0 ? (step > 0 ? 0 : ring.length - 1) : (at + step + ring.length) % ring.length;
    return { selection: [ring[next]], handle: null };
  };
}

/** Grab the next edge of the selected shape for nudging; after the last, the whole shape again. @type {Action} */
export function grabNext(state) {
  const [shape] = shapesById(shownIn(state), state.selection);
  if (!shape) return {};
  const ids = kindOf(shape).handles(shape).map((handle) => handle.id);
  const at = state.handle ? ids.indexOf(state.handle) : -1;
  return { handle: ids[at + 1] ?? null, lens: at + 1 < ids.length };
}

/** @param {number} factor @returns {Action} */
export function zoom(factor) {
  return (state) => {
    const [shape] = shapesById(shownIn(state), state.selection);
    const bounds = shape ? boundsOfShape(shape) : null;
    const { viewport, stage } = state;
    const anchor = bounds
      ? { x: (bounds.x + bounds.width / 2) * viewport.scale + viewport.x, y: (bounds.y + bounds.height / 2) * viewport.scale + viewport.y }
      : { x: stage.width / 2, y: stage.height / 2 };
    return { viewport: zoomAt(viewport, factor, anchor, state.size, stage) };
  };
}

/** @type {Action} */
function pasteCopies(state) {
  const { shapes, clipboard, strange } = pasted(state);
  // Copied in a picture with other labels; said, or the key seems broken.
  const told = strange > 0 ? { notice: /** @type {const} */ ({ key: "paste_no_label", values: { count: strange }, tone: "warn" }) } : {};
  if (shapes.length === 0) return told;
  return { ...performing(addShapes(shapes))(state), selection: shapes.map((shape) => shape.id), handle: null, clipboard, ...told };
}

/** With a vertex in hand, Delete takes that vertex. @param {EditorState} state @returns {Partial<EditorState> | null} */
function removeVertex(state) {
  const handle = state.handle;
  const [shape] = shapesById(shownIn(state), changeable(state));
  const removeHandle = shape && kindOf(shape).removeHandle;
  if (!handle || !removeHandle) return null;
  return { ...performing(changeShapes([shape.id], (known) => removeHandle(known, handle)))(state), handle: null };
}

/** A new vertex where the edge of the selected line is nearest to the point. @param {import("../model/types.js").Point} point
 * @param {number} reach @returns {Action} */
export function insertVertex(point, reach) {
  return (state) => {
    const [shape, another] = shapesById(shownIn(state), changeable(state));
    if (!shape || another) return {};
    const kind = kindOf(shape);
    const edge = kind.inserts ? kind.grab(shape, point, reach) : null;
    if (!edge || kind.handles(shape).some((spot) => spot.id === edge)) return {};
    const change = performing(changeShapes([shape.id], (known) => kind.clip(kind.reshape(known, edge, point), state.size)));
    return { ...change(state), handle: kind.settledHandle?.(edge) ?? null };
  };
}

/** @param {"hidden" | "locked"} which @returns {Action} */
function toggleSelected(which) {
  return (state) => {
    const set = new Set(state[which]);
    const turnOn = state.selection.some((id) => !set.has(id));
    for (const id of state.selection) if (turnOn) set.add(id); else set.delete(id);
    return { [which]: set };
  };
}

/** @param {number} step @returns {Action} */
function reorder(step) {
  return (state) => performing(reorderShapes(state.selection, step))(state);
}

/** Choose a label: what is selected takes it, and what is drawn next too. @param {LabelRule} label @returns {Action} */
export function chooseLabel(label) {
  return (state) => ({ label: label.name, ...performing(setLabel(changeable(state), label))(state) });
}

/** @param {"brightness" | "contrast" | "gamma"} which @param {number} value @returns {Action} */
export function adjustPicture(which, value) {
  return (state) => ({ help: { ...state.help, [which]: value } });
}

/** Is the picture shown as it is? @param {import("../store/state.js").PictureHelp} help */
export function isPlain({ brightness, contrast, gamma, invert }) {
  return brightness === 1 && contrast === 1 && gamma === 1 && !invert;
}

/** @type {Readonly<Record<string, Action>>} */
export const ACTIONS = {
  undo: (state) => withHistory(state, undo(state.history)),
  redo: (state) => withHistory(state, redo(state.history)),
  remove: (state) => removeVertex(state) ?? { ...performing(removeShapes(changeable(state)))(state), handle: null },
  select_none: () => ({ selection: [], handle: null, overlaps: [] }),
  select_all: (state) => ({ selection: shownIn(state).shapes.filter(hasPlace).map((shape) => shape.id), handle: null }),
  select_next: selectAlong(1),
  select_previous: selectAlong(-1),
  grab_next: grabNext,
  nudge_left: nudge(-1, 0),
  nudge_right: nudge(1, 0),
  nudge_up: nudge(0, -1),
  nudge_down: nudge(0, 1),
  nudge_left_far: nudge(-10, 0),
  nudge_right_far: nudge(10, 0),
  nudge_up_far: nudge(0, -10),
  nudge_down_far: nudge(0, 10),
  copy: (state) => {
    const clipboard = copied(state);
    return clipboard.shapes.length > 0 ? { clipboard } : {};
  },
  paste: (state) => (state.clipboard === EMPTY_DOCUMENT ? {} : pasteCopies(state)),
  duplicate: (state) => pasteCopies({ ...state, clipboard: copied(state) }),
  forward: reorder(1),
  backward: reorder(-1),
  to_front: reorder(Infinity),
  to_back: reorder(-Infinity),
  mirror: (state) => performing(mirrorSelected(state))(state),
  amodal: (state) => performing(toggleAmodal(state))(state),
  flag_joint: (state) => performing(flagInHand(state))(state),
  next_question: nextQuestion,
  simplify: (state) => (simplifiable(state).length > 0 ? { panel: "simplify" } : {}),
  simplify_now: (state) => ({ ...performing(simplifySelected(state))(state), handle: null, panel: "" }),
  group: (state) => performing(joinShapes(changeable(state), newId()))(state),
  ungroup: (state) => performing(partShapes(changeable(state)))(state),
  hide: toggleSelected("hidden"),
  lock: toggleSelected("locked"),
  show_all: () => ({ hidden: new Set() }),
  zoom_in: zoom(1.4),
  zoom_out: zoom(1 / 1.4),
  zoom_fit: (state) => ({ viewport: fit(state.size, state.stage) }),
  zoom_close: (state) => {
    const [shape] = shapesById(shownIn(state), state.selection);
    return shape ? { viewport: closeUp(boundsOfShape(shape), state.size, state.stage) } : {};
  },
  guide: (state) => ({ guide: state.guide === null ? "" : null, panel: "", notice: state.notice?.key === "guide_changed" ? null : state.notice }),
  lesson_close: () => ({ lesson: null, panel: "" }),
  guide_close: () => ({ guide: null }),
  fingers_draw: () => ({ fingers: "always", notice: null }),
  unsure: (state) => ({ unsure: !state.unsure }),
  invert: (state) => ({ help: { ...state.help, invert: !state.help.invert } }),
  reset_picture: () => ({ help: { brightness: 1, contrast: 1, gamma: 1 } }),
};
