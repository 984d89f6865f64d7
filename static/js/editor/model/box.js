/** The upright box: what most driving scenes are labelled with. */
/** @import { Handle, Kind, Point, Rect, Shape, Size } from "./types.js" */
import { clamp, clipRect, rectBetween, rectHolds, round } from "./geometry.js";

const CORNERS = /** @type {const} */ (["nw", "n", "ne", "e", "se", "s", "sw", "w"]);
const CURSORS = { n: "ns", s: "ns", e: "ew", w: "ew", nw: "nwse", se: "nwse", ne: "nesw", sw: "nesw" };

/** @param {Shape} shape @returns {Rect} */
export function rectOf(shape) {
  if (!shape.box) throw new TypeError(`${shape.kind} ${shape.id} has no box`);
  const [x, y, width, height] = shape.box;
  return { x, y, width, height };
}

/** @param {Rect} rect */
export function boxFrom(rect) {
  return [round(rect.x), round(rect.y), round(rect.width), round(rect.height)];
}

/** @param {Rect} rect @returns {Handle[]} */
export function rectHandles(rect) {
  return CORNERS.map((id) => ({
    id,
    x: rect.x + (id.includes("w") ? 0 : id.includes("e") ? rect.width : rect.width / 2),
    y: rect.y + (id.includes("n") ? 0 : id.includes("s") ? rect.height : rect.height / 2),
    cursor: `${CURSORS[id]}-resize`,
  }));
}

/** The edge or corner nearest to the point, so that the whole edge can be grabbed and not only its dot.
 * @param {Rect} rect @param {Point} point @param {number} reach @returns {string | null} */
export function grabEdge(rect, point, reach) {
  if (!rectHolds(rect, point, reach)) return null;
  // A small box keeps a middle that moves it: the grab zones inside shrink with it.
  const insideX = Math.min(reach, rect.width / 4);
  const insideY = Math.min(reach, rect.height / 4);
  const near = (/** @type {number} */ offset, /** @type {number} */ inside) => offset <= inside;
  const west = near(point.x - rect.x, insideX);
  const east = near(rect.x + rect.width - point.x, insideX);
  const north = near(point.y - rect.y, insideY);
  const south = near(rect.y + rect.height - point.y, insideY);
  const handle = (north ? "n" : south ? "s" : "") + (west ? "w" : east ? "e" : "");
  return handle || null;
}

/** Move one edge or corner of a rectangle to the point; crossing the other side flips it.
 * @param {Rect} rect @param {string} handle @param {Point} point @returns {Rect} */
export function stretch(rect, handle, point) {
  const right = rect.x + rect.width;
  const bottom = rect.y + rect.height;
  return rectBetween(
    { x: handle.includes("w") ? point.x : rect.x, y: handle.includes("n") ? point.y : rect.y },
    { x: handle.includes("e") ? point.x : right, y: handle.includes("s") ? point.y : bottom },
  );
}

/** A box that was changed: the points it was drawn by tell of it no more.
 * @param {Shape} shape @param {Rect} rect @returns {Shape} */
function withRect({ extreme: _, ...shape }, rect) {
  return { ...shape, box: boxFrom(rect) };
}

// Handles of the whole thing's box are those of a box with this before them.
const AMODAL = "amodal-";

/** @param {Shape} shape @returns {Rect | null} all of the thing, the hidden and cut-off parts too */
export function amodalOf({ amodal }) {
  return amodal ? { x: amodal[0], y: amodal[1], width: amodal[2], height: amodal[3] } : null;
}

/** What is cut off by the edge goes on outside, yet not further than another picture would reach.
 * @param {Rect} rect @param {Size} size @returns {Rect} */
function clipAmodal(rect, size) {
  const room = { width: size.width * 3, height: size.height * 3 };
  const inside = clipRect({ ...rect, x: rect.x + size.width, y: rect.y + size.height }, room);
  return { ...inside, x: inside.x - size.width, y: inside.y - size.height };
}

/** @param {Shape} shape @param {Size} size @returns {Shape} */
function clip(shape, size) {
  const cut = boxFrom(clipRect(rectOf(shape), size));
  const amodal = amodalOf(shape);
  return {
    ...shape,
    box: cut,
    ...(amodal ? { amodal: boxFrom(clipAmodal(amodal, size)) } : {}),
    ...(shape.extreme ? { extreme: shape.extreme.map(([x, y]) => [round(clamp(x, 0, size.width)), round(clamp(y, 0, size.height))]) } : {}),
  };
}

/** @param {Shape} shape @returns {Handle[]} */
function handles(shape) {
  const amodal = amodalOf(shape);
  const whole = amodal ? rectHandles(amodal).map((handle) => ({ ...handle, id: AMODAL + handle.id })) : [];
  return [...rectHandles(rectOf(shape)), ...whole];
}

/** @param {Shape} shape @param {Point} point @param {number} reach */
function grab(shape, point, reach) {
  const edge = grabEdge(rectOf(shape), point, reach);
  const amodal = amodalOf(shape);
  // Inside the seen part the whole thing's box is no obstacle.
  if (edge || !amodal || rectHolds(rectOf(shape), point)) return edge;
  const far = grabEdge(amodal, point, reach);
  return far ? AMODAL + far : null;
}

/** @param {Shape} shape @param {string} handle @param {Point} point @returns {Shape} */
function reshape(shape, handle, point) {
  const amodal = amodalOf(shape);
  if (!handle.startsWith(AMODAL)) return withRect(shape, stretch(rectOf(shape), handle, point));
  return amodal ? { ...shape, amodal: boxFrom(stretch(amodal, handle.slice(AMODAL.length), point)) } : shape;
}

/** @param {Rect} rect @returns {import("./types.js").Outline} */
function outline({ x, y, width, height }) {
  return { closed: true, box: [x, y, width, height], points: [[x, y], [x + width, y], [x + width, y + height], [x, y + height]] };
}

/** @type {Kind} */
export const box = {
  name: "box",
  bounds: rectOf,
  area: (shape) => rectOf(shape).width * rectOf(shape).height,
  hits: (shape, point, reach) => rectHolds(rectOf(shape), point, reach),
  handles,
  grab,
  reshape,
  move(shape, dx, dy) {
    const [rect, amodal] = [rectOf(shape), amodalOf(shape)];
    const moved = withRect(shape, { ...rect, x: rect.x + dx, y: rect.y + dy });
    return amodal ? { ...moved, amodal: boxFrom({ ...amodal, x: amodal.x + dx, y: amodal.y + dy }) } : moved;
  },
  clip,
  isDegenerate(shape) {
    const whole = amodalOf(shape);
    return [rectOf(shape), ...(whole ? [whole] : [])].some((rect) => rect.width < 1 || rect.height < 1);
  },
  mayLeave: (handle) => handle.startsWith(AMODAL),
  outlines(shape) {
    const amodal = amodalOf(shape);
    return [
      outline(rectOf(shape)),
      ...(amodal ? [{ ...outline(amodal), onlySelected: true, thin: true }] : []),
      ...(shape.extreme ? [{ points: shape.extreme, closed: false, dots: true, onlySelected: true }] : []),
    ];
  },
};
