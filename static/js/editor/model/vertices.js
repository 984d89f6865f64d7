/** What polygon, polyline and points share: shapes made of vertices. */
/** @import { Kind, Point, Shape, Size, Vertices } from "./types.js" */
import { fewerPoints } from "./simplify.js";
import { boundsOf, clamp, distance, distanceToSegment, round } from "./geometry.js";

/** @param {Shape} shape @returns {Vertices} */
export function verticesOf(shape) {
  if (!shape.points?.length) throw new TypeError(`${shape.kind} ${shape.id} has no points`);
  return shape.points;
}

/** @param {Shape} shape @param {Vertices} points @returns {Shape} */
function withVertices(shape, points) {
  return { ...shape, points: points.map(([x, y]) => [round(x), round(y)]) };
}

/** Handles are v0, v1, ... for vertices, and e0, e1, ... for the edges behind them. @param {string} handle */
function placeOf(handle) {
  return { isEdge: handle[0] === "e", index: Number(handle.slice(1)) };
}

/** The vertex in reach, else the edge in reach, where a drag puts a new vertex.
 * @param {Vertices} points @param {Point} point @param {number} reach @param {boolean} closed @param {boolean} hasEdges
 * @returns {string | null} */
function grab(points, point, reach, closed, hasEdges) {
  const far = points.map(([x, y]) => distance(point.x, point.y, x, y));
  const nearest = far.indexOf(Math.min(...far));
  if (far[nearest] <= reach) return `v${nearest}`;
  if (!hasEdges) return null;
  const count = points.length - (closed ? 0 : 1);
  for (let index = 0; index < count; index += 1) {
    if (distanceToSegment(point, points[index], points[(index + 1) % points.length]) <= reach / 2) return `e${index}`;
  }
  return null;
}

/** @param {Shape} shape @param {string} handle @param {Point} point @returns {Shape} */
function reshape(shape, handle, point) {
  const points = [...verticesOf(shape)];
  const { isEdge, index } = placeOf(handle);
  points.splice(isEdge ? index + 1 : index, isEdge ? 0 : 1, [point.x, point.y]);
  return withVertices(shape, points);
}

/** @param {Shape} shape @param {number} tolerance @param {boolean} closed @param {number} least @returns {Shape} */
function simplified(shape, tolerance, closed, least) {
  const points = fewerPoints(verticesOf(shape), tolerance, closed);
  return points.length < least || points.length === verticesOf(shape).length ? shape : { ...shape, points };
}

/** The middles of the edges, where a drag puts a new vertex. @param {Vertices} points @param {boolean} closed */
function middles(points, closed) {
  return points.slice(0, closed ? undefined : -1).map(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length];
    return { id: `e${index}`, x: (x + nextX) / 2, y: (y + nextY) / 2, cursor: "copy" };
  });
}

/** @param {{name: string, closed: boolean, least: number, dots: boolean, area: Kind["area"], hits: Kind["hits"]} & Partial<Kind>} traits
 * @returns {Kind} */
export function vertexKind({ closed, least, dots, ...rest }) {
  const { area } = rest;
  return {
    ...rest,
    bounds: (shape) => boundsOf(verticesOf(shape)),
    handles: (shape) => verticesOf(shape).map(([x, y], index) => ({ id: `v${index}`, x, y, cursor: "move" })),
    grab: (shape, point, reach) => grab(verticesOf(shape), point, reach, closed, !dots),
    reshape,
    ...(dots
      ? {}
      : {
          inserts: (/** @type {Shape} */ shape) => middles(verticesOf(shape), closed),
          simplify: (/** @type {Shape} */ shape, /** @type {number} */ tolerance) => simplified(shape, tolerance, closed, least),
        }),
    settledHandle(handle) {
      const { isEdge, index } = placeOf(handle);
      return isEdge ? `v${index + 1}` : handle;
    },
    removeHandle(shape, handle) {
      const points = verticesOf(shape);
      const { isEdge, index } = placeOf(handle);
      if (isEdge || points.length <= least) return shape;
      return withVertices(shape, points.filter((_, at) => at !== index));
    },
    move: (shape, dx, dy) => withVertices(shape, verticesOf(shape).map(([x, y]) => [x + dx, y + dy])),
    clip: (shape, /** @type {Size} */ size) =>
      withVertices(shape, verticesOf(shape).map(([x, y]) => [clamp(x, 0, size.width), clamp(y, 0, size.height)])),
    isDegenerate: (shape) => verticesOf(shape).length < least || (closed && area(shape) < 1),
    outlines: (shape) => [{ points: verticesOf(shape), closed, dots }],
  };
}
