/** A box in space as the camera shows it: a front face, a back face, and the edges between. */
/** @import { Handle, Kind, Point, Shape, Size, Vertices } from "./types.js" */
import { stretch } from "./box.js";
import { boundsOf, clamp, distance, distanceToSegment, polygonHolds, round } from "./geometry.js";
import { verticesOf } from "./vertices.js";

// Corners of a face clockwise from its top left; points 0 to 3 are the front, 4 to 7 the back.
const CORNERS = ["nw", "ne", "se", "sw"];
const EDGES = [0, 1, 2, 3].flatMap((at) => [[at, (at + 1) % 4], [4 + at, 4 + ((at + 1) % 4)], [at, 4 + at]]);
const HALF_PIXEL = 0.5;

/** @param {Shape} shape @param {Vertices} points @returns {Shape} */
function withPoints(shape, points) {
  return { ...shape, points: points.map(([x, y]) => [round(x), round(y)]) };
}

/** @param {Vertices} points @param {"front" | "back"} side */
function faceOf(points, side) {
  return side === "front" ? points.slice(0, 4) : points.slice(4);
}

/** @param {Vertices} face */
function centreOf(face) {
  return { x: face.reduce((sum, [x]) => sum + x, 0) / 4, y: face.reduce((sum, [, y]) => sum + y, 0) / 4 };
}

/** @param {Vertices} face @returns {boolean} whether its sides are upright, as this editor draws them */
function isUpright([a, b, c, d]) {
  const near = (/** @type {number} */ one, /** @type {number} */ other) => Math.abs(one - other) < HALF_PIXEL;
  return near(a[1], b[1]) && near(c[1], d[1]) && near(a[0], d[0]) && near(b[0], c[0]);
}

/** @param {{x: number, y: number, width: number, height: number}} rect @returns {number[][]} */
function cornersOfRect({ x, y, width, height }) {
  return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]];
}

/** A face with one corner elsewhere: an upright one stays upright, any other bends. @param {Vertices} face @param {number} corner @param {Point} point */
function bent(face, corner, point) {
  if (isUpright(face)) return cornersOfRect(stretch(boundsOf(face), CORNERS[corner], point));
  return face.map((known, at) => (at === corner ? [point.x, point.y] : known));
}

/** @param {Shape} shape @param {string} handle @param {Point} point @returns {Shape} */
function reshape(shape, handle, point) {
  const points = verticesOf(shape);
  const [front, back] = [faceOf(points, "front"), faceOf(points, "back")];
  if (handle === "front" || handle === "back") {
    const face = faceOf(points, handle);
    const centre = centreOf(face);
    const moved = face.map(([x, y]) => [x + point.x - centre.x, y + point.y - centre.y]);
    return withPoints(shape, handle === "front" ? [...moved, ...back] : [...front, ...moved]);
  }
  const index = Number(handle.slice(1));
  if (index > 3) return withPoints(shape, [...front, ...bent(back, index - 4, point)]);
  const changed = bent(front, index, point);
  // The back goes along, so that the depth she has drawn stays.
  const followed = back.map(([x, y], at) => [x + changed[at][0] - front[at][0], y + changed[at][1] - front[at][1]]);
  return withPoints(shape, [...changed, ...followed]);
}

/** @param {Shape} shape @returns {Handle[]} */
function handles(shape) {
  const points = verticesOf(shape);
  const corners = points.map(([x, y], index) => ({ id: `v${index}`, x, y, cursor: "move" }));
  const faces = /** @type {const} */ (["front", "back"]).map((side) => ({ id: side, ...centreOf(faceOf(points, side)), cursor: "move" }));
  return [...corners, ...faces];
}

/** @param {Shape} shape @param {Point} point @param {number} reach */
function hits(shape, point, reach) {
  const points = verticesOf(shape);
  const sides = [0, 1, 2, 3].map((at) => [points[at], points[(at + 1) % 4], points[4 + ((at + 1) % 4)], points[4 + at]]);
  const isInside = [faceOf(points, "front"), faceOf(points, "back"), ...sides].some((face) => polygonHolds(face, point));
  return isInside || EDGES.some(([a, b]) => distanceToSegment(point, points[a], points[b]) <= reach);
}

/** Two corners of the front, and how far the back lies from where the front ended.
 * @param {Vertices} spots @returns {Partial<Shape>} */
function geometry([a, b = a, c = b]) {
  const front = cornersOfRect(boundsOf([a, b]));
  const back = front.map(([x, y]) => [x + c[0] - b[0], y + c[1] - b[1]]);
  return { points: [...front, ...back].map(([x, y]) => [round(x), round(y)]) };
}

/** @type {Kind} */
export const cuboid = {
  name: "cuboid",
  bounds: (shape) => boundsOf(verticesOf(shape)),
  area: (shape) => boundsOf(verticesOf(shape)).width * boundsOf(verticesOf(shape)).height,
  hits,
  handles,
  grab(shape, point, reach) {
    // A corner before the middle of a face: the last are large and the first are small.
    const near = handles(shape).filter((spot) => distance(point.x, point.y, spot.x, spot.y) <= reach);
    const far = (/** @type {Handle} */ spot) => distance(point.x, point.y, spot.x, spot.y) + (spot.id[0] === "v" ? 0 : reach);
    return near.sort((one, other) => far(one) - far(other))[0]?.id ?? null;
  },
  reshape,
  move: (shape, dx, dy) => withPoints(shape, verticesOf(shape).map(([x, y]) => [x + dx, y + dy])),
  clip: (shape, /** @type {Size} */ size) => withPoints(shape, verticesOf(shape).map(([x, y]) => [clamp(x, 0, size.width), clamp(y, 0, size.height)])),
  isDegenerate(shape) {
    const points = verticesOf(shape);
    if (points.length !== 8) return true;
    const front = boundsOf(faceOf(points, "front"));
    return front.width < 1 || front.height < 1;
  },
  outlines(shape) {
    const points = verticesOf(shape);
    const back = faceOf(points, "back");
    return [
      { points: faceOf(points, "front"), closed: true },
      // Not closed: only the front is filled, so that she sees which one it is.
      { points: [...back, back[0]], closed: false },
      ...[0, 1, 2, 3].map((at) => ({ points: [points[at], points[4 + at]], closed: false })),
    ];
  },
  drawing: { least: 3, most: () => 3, dragsFirst: true, geometry },
  icon: "M3 8h12v12H3zM3 8l6-5h12l-6 5M21 3v12l-6 5",
  key: "Shift+KeyB",
  leftKey: "Shift+Quote",
  words: {
    zh_CN: { tool: "立体框", draw: "画立体框", hint: "{label}：先拖出正面，再点后面。", busy: "移到后面那一面的位置，点一下就好。Esc 取消。" },
    en: { tool: "Cuboid", draw: "Draw a cuboid", hint: "{label}: drag its front face, then click where the back is.", busy: "Move to where the back face lies and click. Esc cancels." },
  },
};
