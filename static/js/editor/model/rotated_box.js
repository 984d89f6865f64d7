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

/** A box too large for the picture becomes smaller about its centre. @param {Shape} shape @param {Size} size @returns {Shape} */
function fitted(shape, size) {
  const bounds = boundsOf(cornersOf(shape));
  const share = Math.min(1, size.width / bounds.width, size.height / bounds.height);
  if (share === 1) return shape;
  const { x, y, width, height } = rectOf(shape);
  const [lostX, lostY] = [width * (1 - share), height * (1 - share)];
  return { ...shape, box: boxFrom({ x: x + lostX / 2, y: y + lostY / 2, width: width - lostX, height: height - lostY }) };
}

/** A turned box cannot be cut straight: it is pushed back inside, and made smaller where it would not fit.
 * @param {Shape} drawn @param {Size} size */
function clip(drawn, size) {
  const shape = fitted(drawn, size);
  const bounds = boundsOf(cornersOf(shape));
  const x = clamp(bounds.x, 0, Math.max(0, size.width - bounds.width));
  const y = clamp(bounds.y, 0, Math.max(0, size.height - bounds.height));
  return x === bounds.x && y === bounds.y ? shape : move(shape, x - bounds.x, y - bounds.y);
}

/** @param {readonly (readonly number[])[]} points two ends of one side, and a spot on the opposite one
 * @returns {Partial<Shape>} */
export function turnedBox([a, b = a, c = b]) {
  const length = distance(a[0], a[1], b[0], b[1]);
  const along = { x: (b[0] - a[0]) / (length || 1), y: (b[1] - a[1]) / (length || 1) };
  const across = (c[0] - a[0]) * -along.y + (c[1] - a[1]) * along.x;
  const centre = {
    x: (a[0] + b[0]) / 2 - (along.y * across) / 2,
    y: (a[1] + b[1]) / 2 + (along.x * across) / 2,
  };
  const height = Math.abs(across);
  const degrees = (Math.atan2(along.y, along.x) * 180) / Math.PI;
  return {
    box: boxFrom({ x: centre.x - length / 2, y: centre.y - height / 2, width: length, height }),
    rotation: round((degrees + 360) % 360),
  };
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
  drawing: { least: 3, most: () => 3, dragsFirst: true, geometry: turnedBox },
  icon: "M7 3l13 6-4 10L3 13zM18 3a6 6 0 0 1 3 4M21 3v4h-4",
  key: "KeyR",
  leftKey: "KeyO",
  words: {
    zh_CN: { tool: "斜框", draw: "画斜框", hint: "画{label}：沿一条边拖，再到对边点一下。", busy: "到对边点一下就成框。按 Esc 取消。" },
    en: { tool: "Turned", draw: "Draw a turned box", hint: "{label}: drag along one side, then click the other side.", busy: "Click the other side to make the box. Esc cancels." },
  },
};
