/** A box turned about its centre, for parked cars seen from above or slanting signs. */
/** @import { Handle, Kind, Point, Rect, Shape, Size } from "./types.js" */
import { boxFrom, grabEdge, rectHandles, rectOf, stretch } from "./box.js";
import { boundsOf, clamp, distance, rectHolds, round, turn } from "./geometry.js";

/** @param {Rect} rect @returns {Point} */
function centreOf(rect) {
  return { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
}

/** @param {Shape} shape */
function rotationOf(shape) {
  return shape.rotation ?? 0;
}

/** @param {Shape} shape @param {Point} point a point of the picture, in the frame of the unturned box */
function unturned(shape, point) {
  return turn(point, centreOf(rectOf(shape)), -rotationOf(shape));
}

/** @param {Shape} shape @returns {number[][]} */
export function cornersOf(shape) {
  const rect = rectOf(shape);
  const corners = [
    { x: rect.x, y: rect.y },
    { x: rect.x + rect.width, y: rect.y },
    { x: rect.x + rect.width, y: rect.y + rect.height },
    { x: rect.x, y: rect.y + rect.height },
  ];
  return corners.map((corner) => {
    const { x, y } = turn(corner, centreOf(rect), rotationOf(shape));
    return [x, y];
  });
}

/** @param {Shape} shape @returns {Handle[]} */
function handles(shape) {
  const rect = rectOf(shape);
  const above = { x: rect.x + rect.width / 2, y: rect.y - Math.max(12, rect.height * 0.25) };
  const spots = [...rectHandles(rect), { id: "turn", ...above, cursor: "grab" }];
  return spots.map((spot) => ({ ...spot, ...turn(spot, centreOf(rect), rotationOf(shape)), cursor: spot.id === "turn" ? "grab" : "move" }));
}

/** @param {Shape} shape @param {string} handle @param {Point} point @returns {Shape} */
function reshape(shape, handle, point) {
  const rect = rectOf(shape);
  const centre = centreOf(rect);
  if (handle === "turn") {
    const degrees = (Math.atan2(point.y - centre.y, point.x - centre.x) * 180) / Math.PI + 90;
    return { ...shape, rotation: round(((degrees % 360) + 360) % 360) };
  }
  const stretched = stretch(rect, handle, unturned(shape, point));
  // The opposite side stays where it is on the picture, so the centre moves along.
  const moved = turn(centreOf(stretched), centre, rotationOf(shape));
  return { ...shape, box: boxFrom({ ...stretched, x: moved.x - stretched.width / 2, y: moved.y - stretched.height / 2 }) };
}

/** @param {Shape} shape @param {number} dx @param {number} dy @returns {Shape} */
function move(shape, dx, dy) {
  const rect = rectOf(shape);
  return { ...shape, box: boxFrom({ ...rect, x: rect.x + dx, y: rect.y + dy }) };
}

/** A turned box cannot be cut straight: it is pushed back inside as far as it fits. @param {Shape} shape @param {Size} size */
function clip(shape, size) {
  const bounds = boundsOf(cornersOf(shape));
  const x = clamp(bounds.x, 0, Math.max(0, size.width - bounds.width));
  const y = clamp(bounds.y, 0, Math.max(0, size.height - bounds.height));
  return x === bounds.x && y === bounds.y ? shape : move(shape, x - bounds.x, y - bounds.y);
}

/** @type {Kind} */
export const rotatedBox = {
  name: "rotated_box",
  bounds: (shape) => boundsOf(cornersOf(shape)),
  area: (shape) => rectOf(shape).width * rectOf(shape).height,
  hits: (shape, point, reach) => rectHolds(rectOf(shape), unturned(shape, point), reach),
  handles,
  grab(shape, point, reach) {
    const knob = /** @type {Handle} */ (handles(shape).at(-1));
    if (distance(point.x, point.y, knob.x, knob.y) <= reach) return "turn";
    return grabEdge(rectOf(shape), unturned(shape, point), reach);
  },
  reshape,
  move,
  clip,
  isDegenerate: (shape) => rectOf(shape).width < 1 || rectOf(shape).height < 1,
  outlines: (shape) => {
    const knob = /** @type {Handle} */ (handles(shape).at(-1));
    const [top] = handles(shape).filter((handle) => handle.id === "n");
    return [
      { closed: true, points: cornersOf(shape) },
      { closed: false, points: [[top.x, top.y], [knob.x, knob.y]], onlySelected: true },
    ];
  },
};
