/** Named points joined by edges, such as the joints of a person; the label says which. */
/** @import { Handle, Kind, LabelRule, Rect, Shape, Size, Vertices } from "./types.js" */
import { boundsOf, clamp, distance, rectHolds, round } from "./geometry.js";
import { verticesOf } from "./vertices.js";

/** A point is [x, y, flag]; two numbers alone mean that it is seen. */
export const ABSENT = 0;
export const HIDDEN = 1;
export const SEEN = 2;

/** @param {readonly number[]} point */
export function flagOf(point) {
  return point[2] ?? SEEN;
}

/** @param {Shape} shape @returns {Vertices} the points that have a place; all when none has, so that bounds are defined */
function placed(shape) {
  const points = verticesOf(shape);
  const found = points.filter((point) => flagOf(point) !== ABSENT);
  return found.length > 0 ? found : points;
}

/** @param {Shape} shape @returns {Rect} */
function bounds(shape) {
  return boundsOf(placed(shape));
}

/** @param {Shape} shape @param {(point: readonly number[], index: number) => readonly number[]} change @returns {Shape} */
function withPoints(shape, change) {
  const points = verticesOf(shape).map((point, index) => {
    if (flagOf(point) === ABSENT) return change(point, index);
    const [x, y, flag = SEEN] = change(point, index);
    return [round(x), round(y), flag];
  });
  return { ...shape, points };
}

/** @param {string} handle v0, v1, ... */
function placeOf(handle) {
  return Number(handle.slice(1));
}

/** @param {Shape} shape @returns {Handle[]} */
function handles(shape) {
  return verticesOf(shape).flatMap((point, index) => (flagOf(point) === ABSENT ? [] : [{ id: `v${index}`, x: point[0], y: point[1], cursor: "move" }]));
}

/** Say of a point whether it is seen, hidden or not there; one that comes back appears in the middle of the others.
 * @param {Shape} shape @param {number} index @param {number} flag @returns {Shape} the same when nothing changes or none would be left */
export function withFlag(shape, index, flag) {
  const point = verticesOf(shape)[index];
  if (!point || flagOf(point) === flag) return shape;
  const others = handles(shape).filter((handle) => handle.id !== `v${index}`);
  if (flag === ABSENT && others.length === 0) return shape;
  const middle = bounds(shape);
  const wasAbsent = flagOf(point) === ABSENT;
  const [x, y] = wasAbsent ? [middle.x + middle.width / 2, middle.y + middle.height / 2] : point;
  return { ...shape, points: verticesOf(shape).map((known, at) => (at !== index ? known : flag === ABSENT ? [0, 0, ABSENT] : [round(x), round(y), flag])) };
}

/** A name of the other side of the body; the same when it has none. @param {string} name */
function otherSide(name) {
  const sides = /** @type {Record<string, string>} */ ({ left: "right", right: "left", Left: "Right", Right: "Left", LEFT: "RIGHT", RIGHT: "LEFT", 左: "右", 右: "左" });
  return name.replace(/left|right|Left|Right|LEFT|RIGHT|左|右/, (side) => sides[side]);
}

/** Left and right change places: for a person who faces the other way. @param {Shape} shape @param {LabelRule} label @returns {Shape} */
export function mirrored(shape, label) {
  const names = (label.skeleton?.points ?? []).map((point) => point.name);
  const points = verticesOf(shape);
  const from = names.map((name, index) => {
    const twin = names.indexOf(otherSide(name));
    return twin < 0 ? index : twin;
  });
  if (names.length !== points.length || from.every((twin, index) => twin === index)) return shape;
  return { ...shape, points: from.map((twin) => points[twin]) };
}

/** @param {Vertices} spots @param {LabelRule | null} [label] @returns {Partial<Shape>} what was not placed is absent */
function geometry(spots, label) {
  const count = label?.skeleton?.points.length ?? spots.length;
  return { points: Array.from({ length: Math.max(count, spots.length) }, (_, index) => (spots[index] ? [spots[index][0], spots[index][1], flagOf(spots[index])] : [0, 0, ABSENT])) };
}

/** @param {Shape} shape @param {LabelRule | null} [label] */
function outlines(shape, label) {
  const points = verticesOf(shape);
  const isThere = (/** @type {number} */ index) => points[index] !== undefined && flagOf(points[index]) !== ABSENT;
  const edges = (label?.skeleton?.edges ?? []).filter(([a, b]) => isThere(a) && isThere(b));
  const seen = points.filter((point) => flagOf(point) === SEEN);
  const hidden = points.filter((point) => flagOf(point) === HIDDEN);
  return [
    ...edges.map(([a, b]) => ({ points: [points[a], points[b]], closed: false })),
    ...(seen.length > 0 ? [{ points: seen, closed: false, dots: true }] : []),
    ...(hidden.length > 0 ? [{ points: hidden, closed: false, rings: true }] : []),
  ];
}

/** @type {Kind} */
export const skeleton = {
  name: "skeleton",
  bounds,
  area: (shape) => bounds(shape).width * bounds(shape).height,
  hits: (shape, point, reach) => rectHolds(bounds(shape), point, reach),
  handles,
  grab(shape, point, reach) {
    let best = reach;
    /** @type {string | null} */
    let found = null;
    for (const handle of handles(shape)) {
      const far = distance(point.x, point.y, handle.x, handle.y);
      if (far <= best) [best, found] = [far, handle.id];
    }
    return found;
  },
  reshape: (shape, handle, point) => withPoints(shape, (known, index) => (index === placeOf(handle) && flagOf(known) !== ABSENT ? [point.x, point.y, flagOf(known)] : known)),
  // Delete on a joint says that it is not there; the others stay.
  removeHandle: (shape, handle) => withFlag(shape, placeOf(handle), ABSENT),
  move: (shape, dx, dy) => withPoints(shape, (point) => (flagOf(point) === ABSENT ? point : [point[0] + dx, point[1] + dy, flagOf(point)])),
  clip: (shape, /** @type {Size} */ size) =>
    withPoints(shape, (point) => (flagOf(point) === ABSENT ? point : [clamp(point[0], 0, size.width), clamp(point[1], 0, size.height), flagOf(point)])),
  isDegenerate: (shape) => handles(shape).length === 0,
  outlines,
  drawing: { least: 1, most: (label) => label?.skeleton?.points.length ?? 0, hasFlags: true, geometry },
  icon: "M12 3.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4zM12 7.5V14M6 10h12M12 14l-4 7M12 14l4 7",
  key: "KeyJ",
  leftKey: "Shift+KeyJ",
  words: {
    zh_CN: { tool: "骨架", draw: "画骨架", hint: "{label}：照名字一个一个点，先点“{point}”。", busy: "现在点“{point}”（第 {place} 个，共 {total} 个）。Shift+点：被挡住；分号键：没有这个点；退格退一步。" },
    en: { tool: "Skeleton", draw: "Draw a skeleton", hint: "{label}: click its points by name, first “{point}”.", busy: "Now “{point}” ({place} of {total}). Shift+click: hidden; semicolon: not there; Backspace takes one back." },
  },
};
