/** Everything a key or button can do to the state, by name: pure functions from state to change. */
/** @import { LabelRule, Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { EMPTY_DOCUMENT, documentOf, shapesById } from "../model/document.js";
import { boundsOfShape } from "../model/hit.js";
import { newId } from "../model/ids.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { identityOf } from "../model/track.js";
import { perform, redo, undo } from "../store/history.js";
import { shownIn } from "../store/state.js";
import { closeUp, fit, panBy, zoomAt } from "../store/viewport.js";
import { atFrame } from "./frames.js";
import { addShapes, changeShapes, copies, moveShapes, removeShapes, reorderShape, setLabel } from "./shapes.js";

/** @typedef {(state: EditorState) => Partial<EditorState>} Action */

/** Selected shapes that may be changed. @param {EditorState} state @returns {string[]} */
export function changeable(state) {
  return state.selection.filter((id) => !state.locked.has(id));
}

/** A history whose selection names only what still exists. @param {EditorState} state
 * @param {import("../store/history.js").History} history @returns {Partial<EditorState>} */
export function withHistory(state, history) {
  const alive = new Set(history.present.shapes.map(identityOf));
  const selection = state.selection.filter((id) => alive.has(id));
  return { history, selection: selection.length === state.selection.length ? state.selection : selection };
}

/** A change of what is on the screen; in a sequence it is carried over to the key frames.
 * @param {import("../model/types.js").Command} command @returns {Action} */
export function performing(command) {
  return (state) => withHistory(state, performed(state, command));
}

/** @param {EditorState} state @param {import("../model/types.js").Command} command */
export function performed(state, command) {
  const { frame, ontology } = state;
  return perform(state.history, state.sequence ? atFrame(command, { frame, ontology, newId: () => newId() }) : command);
}

/** Arrow keys move the grabbed edge, or the whole shape when none is.
 * @param {number} dx @param {number} dy @returns {Action} */
export function nudge(dx, dy) {
  return (state) => {
    const ids = changeable(state);
    if (ids.length === 0) return { viewport: panBy(state.viewport, -dx * 40, -dy * 40, state.size, state.stage) };
    const handle = state.handle;
    if (!handle || ids.length > 1) return performing(moveShapes(ids, dx, dy, state.size))(state);
    return performing(changeShapes(ids, (shape) => nudgedHandle(shape, handle, dx, dy, state)))(state);
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
  return { handle: ids[at + 1] ?? null };
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
  const taken = new Set(shownIn(state).shapes.map((shape) => JSON.stringify(shape.box ?? shape.points)));
  const isTaken = state.clipboard.shapes.some((shape) => taken.has(JSON.stringify(shape.box ?? shape.points)));
  const shapes = copies(state.clipboard.shapes, isTaken ? 8 : 0, state.size, () => newId());
  const change = performing(addShapes(shapes))(state);
  return { ...change, selection: shapes.map((shape) => shape.id), handle: null, clipboard: documentOf(shapes) };
}

/** With a vertex in hand, Delete takes that vertex. @param {EditorState} state @returns {Partial<EditorState> | null} */
function removeVertex(state) {
  const handle = state.handle;
  const [shape] = shapesById(shownIn(state), changeable(state));
  const removeHandle = shape && kindOf(shape).removeHandle;
  if (!handle || !removeHandle) return null;
  return { ...performing(changeShapes([shape.id], (known) => removeHandle(known, handle)))(state), handle: null };
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

/** @param {1 | -1} step @returns {Action} */
function reorder(step) {
  return (state) => (state.selection.length === 1 ? performing(reorderShape(state.selection[0], step))(state) : {});
}

/** Choose a label: what is selected takes it, and what is drawn next too. @param {LabelRule} label @returns {Action} */
export function chooseLabel(label) {
  return (state) => ({ label: label.name, ...performing(setLabel(changeable(state), label))(state) });
}

/** @param {"brightness" | "contrast" | "gamma"} which @param {number} value @returns {Action} */
export function adjustPicture(which, value) {
  return (state) => ({ help: { ...state.help, [which]: value } });
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
  copy: (state) => ({ clipboard: documentOf(shapesById(shownIn(state), state.selection)) }),
  paste: (state) => (state.clipboard === EMPTY_DOCUMENT ? {} : pasteCopies(state)),
  duplicate: (state) => pasteCopies({ ...state, clipboard: documentOf(shapesById(shownIn(state), state.selection)) }),
  forward: reorder(1),
  backward: reorder(-1),
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
  guide_close: () => ({ guide: null }),
  unsure: (state) => ({ unsure: !state.unsure }),
  reset_picture: () => ({ help: { brightness: 1, contrast: 1, gamma: 1 } }),
};
