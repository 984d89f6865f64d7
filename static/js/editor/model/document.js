/** The document: an immutable list of shapes, painted first to last. */
/** @import { Doc, Shape } from "./types.js" */

/** @type {Doc} */
export const EMPTY_DOCUMENT = Object.freeze({ shapes: Object.freeze(/** @type {Shape[]} */ ([])) });

/** @param {readonly Shape[]} shapes @returns {Doc} */
export function documentOf(shapes) {
  return { shapes };
}

/** @param {Doc} doc @param {string} id */
export function shapeById(doc, id) {
  return doc.shapes.find((shape) => shape.id === id) ?? null;
}

/** @param {Doc} doc @param {readonly string[]} ids */
export function shapesById(doc, ids) {
  return doc.shapes.filter((shape) => ids.includes(shape.id));
}

/**
 * What turns one document into another, small enough to be written after each stroke.
 * @typedef {object} Patch
 * @property {readonly Shape[]} put new or changed shapes
 * @property {readonly string[]} remove
 * @property {readonly string[] | null} order all ids in painting order, when putting alone would not give it
 * @property {readonly string[]} [decided] proposals taken or refused, when that changed
 */

/** @param {Doc} before @param {Doc} after @returns {Patch} */
export function difference(before, after) {
  const known = new Map(before.shapes.map((shape) => [shape.id, shape]));
  const wanted = new Set(after.shapes.map((shape) => shape.id));
  const put = after.shapes.filter((shape) => known.get(shape.id) !== shape);
  const remove = before.shapes.filter((shape) => !wanted.has(shape.id)).map((shape) => shape.id);
  const order = after.shapes.map((shape) => shape.id);
  const natural = applyPatch(before, { put, remove, order: null }).shapes;
  const isNatural = natural.every((shape, index) => shape.id === order[index]);
  const decided = before.decided === after.decided ? {} : { decided: after.decided ?? [] };
  return { put, remove, order: isNatural ? null : order, ...decided };
}

/** @param {Doc} doc @param {Patch} patch @returns {Doc} */
export function applyPatch(doc, patch) {
  const gone = new Set(patch.remove);
  const put = new Map(patch.put.map((shape) => [shape.id, shape]));
  const kept = doc.shapes.filter((shape) => !gone.has(shape.id)).map((shape) => put.get(shape.id) ?? shape);
  const known = new Set(kept.map((shape) => shape.id));
  const shapes = [...kept, ...patch.put.filter((shape) => !known.has(shape.id))];
  const decided = patch.decided ?? doc.decided;
  const rest = decided === undefined ? {} : { decided };
  if (!patch.order) return { shapes, ...rest };
  const place = new Map(patch.order.map((id, index) => [id, index]));
  return { shapes: shapes.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)), ...rest };
}
