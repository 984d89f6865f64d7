/** Fewer points for the same line: Douglas and Peucker, 1973. Pure. */
/** @import { Vertices } from "./types.js" */
import { distance, distanceToSegment } from "./geometry.js";

/** The points that must stay between two that do. @param {Vertices} points @param {number} tolerance @returns {boolean[]} */
function needed(points, tolerance) {
  const keep = points.map((_, index) => index === 0 || index === points.length - 1);
  /** @type {[number, number][]} */
  const spans = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    let [worst, furthest] = [tolerance, -1];
    for (let index = from + 1; index < to; index += 1) {
      const far = distanceToSegment({ x: points[index][0], y: points[index][1] }, points[from], points[to]);
      if (far > worst) [worst, furthest] = [far, index];
    }
    if (furthest < 0) continue;
    keep[furthest] = true;
    spans.push([from, furthest], [furthest, to]);
  }
  return keep;
}

/** The same line or area with fewer points; none that went away lies further off than the tolerance.
 * @param {Vertices} points @param {number} tolerance picture pixels @param {boolean} closed @returns {Vertices} */
export function fewerPoints(points, tolerance, closed) {
  if (points.length < 3) return points;
  if (!closed) {
    const keep = needed(points, tolerance);
    return points.filter((_, index) => keep[index]);
  }
  // A ring has no ends: it is cut at its first point and at the one furthest from it.
  const [firstX, firstY] = points[0];
  const far = points.map(([x, y]) => distance(firstX, firstY, x, y));
  const cut = far.indexOf(Math.max(...far));
  const there = points.slice(0, cut + 1);
  const back = [...points.slice(cut), points[0]];
  const [keepThere, keepBack] = [needed(there, tolerance), needed(back, tolerance)];
  return [...there.filter((_, index) => keepThere[index]), ...back.slice(1, -1).filter((_, index) => keepBack[index + 1])];
}
