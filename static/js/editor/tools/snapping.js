/** Spots jump to the borders of neighbours, so that what touches shares its vertices. */
/** @import { Point } from "../model/types.js" */
/** @import { Scene, Stroke } from "./types.js" */
import { distance, nearestOnSegment, rectHolds } from "../model/geometry.js";
import { boundsOfShape } from "../model/hit.js";
import { kindOf } from "../model/kinds.js";

// An edge attracts less far than a vertex, or no spot could ever be put beside a line.
const EDGE_SHARE = 0.6;

/** How far borders attract: Alt keeps apart what only seems to touch. @param {Stroke} stroke */
export function attraction(stroke) {
  return stroke.alt ? 0 : stroke.reach;
}

/** The nearest vertex of a neighbour in reach, else the nearest spot on its edge, else the point.
 * @param {Point} point @param {number} reach @param {Scene} scene @param {string} [own] the shape being changed
 * @returns {Point} */
export function snapped(point, reach, scene, own = "") {
  let [toVertex, toEdge] = [reach, reach * EDGE_SHARE];
  /** @type {Point | null} */
  let vertex = null;
  /** @type {Point | null} */
  let spot = null;
  for (const shape of scene.doc.shapes) {
    if (shape.id === own || !kindOf(shape).borders || !scene.isOpen(shape)) continue;
    if (!rectHolds(boundsOfShape(shape), point, reach)) continue;
    for (const { points, closed } of kindOf(shape).outlines(shape)) {
      points.forEach(([x, y], index) => {
        const far = distance(point.x, point.y, x, y);
        if (far < toVertex) [toVertex, vertex] = [far, { x, y }];
        const next = points[index + 1] ?? (closed ? points[0] : null);
        if (!next) return;
        const near = nearestOnSegment(point, [x, y], next);
        const away = distance(point.x, point.y, near.x, near.y);
        if (away < toEdge) [toEdge, spot] = [away, near];
      });
    }
  }
  return vertex ?? spot ?? point;
}
