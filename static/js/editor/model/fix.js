/** A reviewer's comments on her answer: where each stands, and what is still to do. Pure. */
/** @import { Doc, Rect, Shape } from "./types.js" */
import { boundsOfShape } from "./hit.js";
import { hasPlace, isDrawable } from "./kinds.js";

/**
 * @typedef {object} Comment
 * @property {string} id
 * @property {string | null} shape_id object of hers that it is about
 * @property {readonly [number, number] | null} point place in the picture
 * @property {string} text
 * @property {Shape | null} expected the right shape, when the reviewer gave one
 *
 * @typedef {object} Fix
 * @property {string} note
 * @property {readonly Comment[]} comments
 * @property {string} until until when it is paid in full
 * @property {{guideline_version: number, rate_e4: number, currency: string} | null} [rework] set when a changed guideline asks for
 *   it anew; it is paid anew then
 */

/** Where to look; null for the picture as a whole. @param {Comment} comment @param {Doc} doc @returns {Rect | null} */
export function placeOfComment(comment, doc) {
  const hers = doc.shapes.find((shape) => shape.id === comment.shape_id);
  if (hers && hasPlace(hers)) return boundsOfShape(hers);
  if (comment.expected && isDrawable(comment.expected.kind) && hasPlace(comment.expected)) return boundsOfShape(comment.expected);
  return comment.point ? { x: comment.point[0], y: comment.point[1], width: 0, height: 0 } : null;
}

/** Right shapes to draw over hers: those of comments that are not ticked off. @param {Fix} fix @param {ReadonlySet<string>} ticked
 * @returns {readonly Shape[]} */
export function rightShapes(fix, ticked) {
  return fix.comments.flatMap((comment) => (comment.expected && !ticked.has(comment.id) ? [comment.expected] : []));
}
