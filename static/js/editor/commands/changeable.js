/** What a change may touch. */
/** @import { EditorState } from "../store/state.js" */

/** Selected shapes that may be changed. @param {EditorState} state @returns {string[]} */
export function changeable(state) {
  return state.selection.filter((id) => !state.locked.has(id));
}
