/** The same picture drawn on two devices: find the other version, and let her choose. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Store } from "../store/store.js" */
/** @import { Shape } from "../model/types.js" */
/** @import { Desk } from "./desk.js" */
/** @import { DraftSync } from "./drafts.js" */
/** @import { Http } from "./http.js" */
/** @import { Assignment } from "./types.js" */
import { isOwnDraft } from "./works.js";

/** @typedef {{project: string, store: Store, desk: Desk, drafts: DraftSync, http: Http}} Parts */

/** The newer version that the server refused ours for. @param {Parts} parts @param {number} held how many pictures she holds */
export async function fetchTheirs({ project, store, desk, drafts, http }, held) {
  const id = desk.work?.id;
  const path = `/api/v1/projects/${project}/assignments`;
  const answer = await http.call("POST", path, { count: Math.max(1, held) }).catch(() => null);
  // Cut again: the next draft is refused again, and then we ask again.
  if (!answer) return drafts.poke();
  const theirs = answer.body.assignments.find((/** @type {Assignment} */ found) => String(found.id) === id);
  if (!theirs?.draft || desk.work?.id !== id) return;
  const { annotations, revision } = theirs.draft;
  if (!isOwnDraft(store.state.history, annotations)) return desk.offer(annotations, revision);
  await desk.change({ revision, attempted: revision });
  drafts.poke();
}

/** She chose whose version goes on; the other is one undo away. @param {Parts} parts @param {"mine" | "theirs"} choice */
export async function resolve({ store, desk, drafts }, choice) {
  const conflict = store.state.conflict;
  if (!conflict) return;
  await desk.change({ revision: conflict.revision, attempted: conflict.revision, dirty: choice === "mine" });
  store.update({ conflict: null, panel: "" });
  store.run((state) => (choice === "theirs" ? replaced(state, conflict.theirs) : besides(state, conflict.theirs)));
  await drafts.flush();
}

/** Hers goes on; one undo shows the other. @param {EditorState} state @param {readonly Shape[]} shapes @returns {Partial<EditorState>} */
function besides({ history }, shapes) {
  return { history: { past: [...history.past, { shapes }], present: history.present, future: [] } };
}

/** Look at the other version on the picture, or at this one again. @param {Store} store @param {boolean} isTheirsShown */
export function compare(store, isTheirsShown) {
  store.run(({ conflict }) => ({ conflict: conflict && { ...conflict, isTheirsShown }, selection: [], handle: null }));
}

/** @param {EditorState} state @param {readonly Shape[]} shapes @returns {Partial<EditorState>} */
function replaced({ history }, shapes) {
  return { history: { past: [...history.past, history.present], present: { ...history.present, shapes }, future: [] }, selection: [], handle: null };
}
