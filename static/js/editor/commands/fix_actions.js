/** Going through a reviewer's comments: look at one, tick it off. */
/** @import { EditorState } from "../store/state.js" */
import { placeOfComment } from "../model/fix.js";
import { closeUp, fit } from "../store/viewport.js";
import { selectTrack } from "./sequence_actions.js";

// Around a place without a size, so that something is seen of what is there.
const AROUND_PX = 60;

/** Look at a comment's place; its object is selected, ready to be changed. @param {EditorState} state @param {string} id
 * @returns {Partial<EditorState>} */
export function lookAtComment(state, id) {
  const comment = state.fix?.comments.find((known) => known.id === id);
  if (!comment) return {};
  const place = placeOfComment(comment, state.history.present);
  const isThere = state.history.present.shapes.some((shape) => shape.id === comment.shape_id);
  const chosen = isThere && comment.shape_id ? chosenBy(state, comment.shape_id) : { selection: [] };
  if (!place) return { ...chosen, handle: null, viewport: fit(state.size, state.stage) };
  const grow = place.width > 0 ? 0 : AROUND_PX;
  const rect = { x: place.x - grow, y: place.y - grow, width: place.width + 2 * grow, height: place.height + 2 * grow };
  return { ...chosen, handle: null, overlaps: [], viewport: closeUp(rect, state.size, state.stage) };
}

/** Of a clip the track, at the frame that the comment is about. @param {EditorState} state @param {string} id
 * @returns {Partial<EditorState>} */
function chosenBy(state, id) {
  return state.sequence ? selectTrack(state, id) : { selection: [id] };
}

/** @param {EditorState} state @param {string} id @returns {Partial<EditorState>} */
export function tickComment(state, id) {
  const ticked = new Set(state.ticked);
  if (!ticked.delete(id)) ticked.add(id);
  return { ticked };
}
