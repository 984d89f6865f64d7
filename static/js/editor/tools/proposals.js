/** The hand on a proposal: a press on its edge takes it into the hand, a press inside looks at it. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Stroke } from "./types.js" */
import { focused, openIn, takeInHand } from "../commands/proposals.js";
import { documentOf } from "../model/document.js";
import { shapesAt } from "../model/hit.js";
import { kindOf } from "../model/kinds.js";
import { isOpenIn, shownIn } from "../store/state.js";

/** What a press means for proposals, before the tool in hand sees it; null: nothing. @param {EditorState} state
 * @param {Stroke} stroke @returns {Partial<EditorState> | null} */
export function pressOnProposal(state, { type, point, reach }) {
  if (type !== "down" || state.proposals.shapes.length === 0) return null;
  const proposal = focused(state);
  if (proposal && kindOf(proposal).grab(proposal, point, reach) !== null) return takeInHand(state);
  if (state.tool !== "select" || shapesAt(shownIn(state), point, reach / 3, isOpenIn(state)).length > 0) return null;
  const [under] = shapesAt(documentOf(openIn(state)), point, reach / 3, () => true);
  return under ? { focus: under.id, selection: [], handle: null } : null;
}
