/** Which shapes lie under a point: the smallest first, so that a box inside a box can be picked. */
/** @import { Doc, Point, Shape } from "./types.js" */
import { rectHolds } from "./geometry.js";
import { kindOf } from "./kinds.js";

/** @type {WeakMap<Shape, ReturnType<ReturnType<typeof kindOf>["bounds"]>>} */
const boundsCache = new WeakMap();

/** Bounds of a shape, computed once as shapes never change. @param {Shape} shape */
export function boundsOfShape(shape) {
  const known = boundsCache.get(shape);
  if (known) return known;
  const bounds = kindOf(shape).bounds(shape);
  boundsCache.set(shape, bounds);
  return bounds;
}

/** @param {Doc} doc @param {Point} point @param {number} reach @param {(shape: Shape) => boolean} [isOpen]
 * @returns {Shape[]} smallest area first; of equals, the one painted last */
export function shapesAt(doc, point, reach, isOpen = () => true) {
  return doc.shapes
    .filter((shape) => isOpen(shape) && rectHolds(boundsOfShape(shape), point, reach))
    .filter((shape) => kindOf(shape).hits(shape, point, reach))
    .reverse()
    .sort((a, b) => kindOf(a).area(a) - kindOf(b).area(b));
}
