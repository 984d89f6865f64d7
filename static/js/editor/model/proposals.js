/** Proposals: objects that a model or an older data set found, no part of the answer until she takes them. */
/** @import { Doc, Proposal, Proposals, Shape } from "./types.js" */
import { shapesFrom } from "./annotation.js";

/** @type {Proposals} */
export const NO_PROPOSALS = Object.freeze({ source: "", shapes: Object.freeze(/** @type {Proposal[]} */ ([])) });

/** @param {{source: string, annotations: unknown} | null | undefined} prelabels as the server sends them @returns {Proposals} */
export function proposalsFrom(prelabels) {
  if (!prelabels) return NO_PROPOSALS;
  return { source: prelabels.source, shapes: shapesFrom(prelabels.annotations).shapes };
}

/** Ids of proposals that were taken or refused. @param {Doc} doc @returns {readonly string[]} */
export function decidedIn(doc) {
  return doc.decided ?? [];
}

/** @type {WeakMap<Doc, WeakMap<Proposals, readonly Proposal[]>>} */
const cache = new WeakMap();

/** What still waits for her, the least certain first; of equal ones, and of those without a number, as they came.
 * @param {Doc} doc @param {Proposals} proposals @returns {readonly Proposal[]} */
export function openProposals(doc, proposals) {
  if (proposals.shapes.length === 0) return proposals.shapes;
  const known = cache.get(doc)?.get(proposals);
  if (known) return known;
  const done = new Set([...decidedIn(doc), ...doc.shapes.map((shape) => shape.id)]);
  const open = proposals.shapes.filter((shape) => !done.has(shape.id)).sort((a, b) => certainty(a) - certainty(b));
  const byProposals = cache.get(doc) ?? new WeakMap();
  cache.set(doc, byProposals.set(proposals, open));
  return open;
}

/** @param {Proposal} proposal without a number it comes last: nothing says that it is doubtful */
function certainty(proposal) {
  return proposal.confidence ?? 2;
}

/** The annotation a proposal becomes: the same id, so that what became of it can be told. @param {Proposal} proposal @returns {Shape} */
export function shapeOf(proposal) {
  const { confidence: _, ...shape } = proposal;
  return shape;
}

const PLACE = /** @type {const} */ (["kind", "label", "box", "rotation", "points", "rle", "value"]);

/** @param {Shape} a @param {Shape} b */
function isSamePlace(a, b) {
  return PLACE.every((field) => JSON.stringify(a[field]) === JSON.stringify(b[field]));
}

/** What became of each proposal that is no longer open. @param {Doc} doc @param {Proposals} proposals
 * @returns {{id: string, decision: "accepted" | "fixed" | "rejected"}[]} */
export function decisionsIn(doc, proposals) {
  const final = new Map(doc.shapes.map((shape) => [shape.id, shape]));
  const open = new Set(openProposals(doc, proposals).map((proposal) => proposal.id));
  return proposals.shapes
    .filter((proposal) => !open.has(proposal.id))
    .map((proposal) => {
      const shape = final.get(proposal.id);
      if (!shape) return { id: proposal.id, decision: "rejected" };
      return { id: proposal.id, decision: isSamePlace(shape, proposal) ? "accepted" : "fixed" };
    });
}
