/** Carries a change of the document out, as a step that can be undone. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Action } from "./actions.js" */
import { newId } from "../model/ids.js";
import { identityOf } from "../model/track.js";
import { perform } from "../store/history.js";
import { atFrame } from "./frames.js";

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
