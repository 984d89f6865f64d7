/** Plane geometry in picture pixels: pure, shared by every kind of shape. */
/** @import { Point, Rect, Size, Vertices } from "./types.js" */

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** @param {Point} a @param {Point} b @returns {Rect} */
export function rectBetween(a, b) {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  };
}

/** The part of a rectangle that lies inside the picture. @param {Rect} rect @param {Size} size @returns {Rect} */
export function clipRect(rect, size) {
  const left = clamp(rect.x, 0, size.width);
  const top = clamp(rect.y, 0, size.height);
  const right = clamp(rect.x + rect.width, 0, size.width);
  const bottom = clamp(rect.y + rect.height, 0, size.height);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** @param {Rect} rect @param {Point} point @param {number} [reach] */
export function rectHolds(rect, point, reach = 0) {
  return (
    point.x >= rect.x - reach &&
    point.y >= rect.y - reach &&
    point.x <= rect.x + rect.width + reach &&
    point.y <= rect.y + rect.height + reach
  );
}

/** @param {Rect} a @param {Rect} b */
export function rectsTouch(a, b) {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

/** @param {Vertices} vertices @returns {Rect} */
export function boundsOf(vertices) {
  let [left, top] = vertices[0];
  let [right, bottom] = vertices[0];
  for (const [x, y] of vertices) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Intersection over union of two upright boxes [x, y, width, height]; 0 when they only touch.
 * @param {readonly number[]} a @param {readonly number[]} b */
export function boxIou(a, b) {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}

/** @param {number} ax @param {number} ay @param {number} bx @param {number} by */
export function distance(ax, ay, bx, by) {
  return Math.hypot(bx - ax, by - ay);
}

/** The spot on the segment a-b nearest to the point. @param {Point} point @param {readonly number[]} a
 * @param {readonly number[]} b @returns {Point} */
export function nearestOnSegment(point, a, b) {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : clamp(((point.x - a[0]) * dx + (point.y - a[1]) * dy) / length, 0, 1);
  return { x: a[0] + along * dx, y: a[1] + along * dy };
}

/** @param {Point} point @param {readonly number[]} a @param {readonly number[]} b */
export function distanceToSegment(point, a, b) {
  const near = nearestOnSegment(point, a, b);
  return distance(point.x, point.y, near.x, near.y);
}

/** Distance to a line of vertices, closed back to its start when asked.
 * @param {Point} point @param {Vertices} vertices @param {boolean} closed */
export function distanceToPath(point, vertices, closed) {
  let best = Infinity;
  const last = vertices.length - (closed ? 0 : 1);
  for (let index = 0; index < last; index += 1) {
    best = Math.min(best, distanceToSegment(point, vertices[index], vertices[(index + 1) % vertices.length]));
  }
  return vertices.length === 1 ? distance(point.x, point.y, vertices[0][0], vertices[0][1]) : best;
}

/** Area of a simple polygon (shoelace), never negative. @param {Vertices} vertices */
export function polygonArea(vertices) {
  let twice = 0;
  for (let index = 0; index < vertices.length; index += 1) {
    const [ax, ay] = vertices[index];
    const [bx, by] = vertices[(index + 1) % vertices.length];
    twice += ax * by - bx * ay;
  }
  return Math.abs(twice) / 2;
}

/** Even-odd rule. @param {Vertices} vertices @param {Point} point */
export function polygonHolds(vertices, point) {
  let inside = false;
  for (let index = 0, before = vertices.length - 1; index < vertices.length; before = index, index += 1) {
    const [ax, ay] = vertices[index];
    const [bx, by] = vertices[before];
    if (ay > point.y !== by > point.y && point.x < ((bx - ax) * (point.y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Turn a point clockwise (y points down) about a centre. @param {Point} point @param {Point} centre @param {number} degrees
 * @returns {Point} */
export function turn(point, centre, degrees) {
  const angle = (degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const dx = point.x - centre.x;
  const dy = point.y - centre.y;
  return { x: centre.x + dx * cos - dy * sin, y: centre.y + dx * sin + dy * cos };
}

/** Whole picture coordinates to a hundredth of a pixel: finer digits are noise of the zoom. @param {number} value */
export function round(value) {
  return Math.round(value * 100) / 100;
}
