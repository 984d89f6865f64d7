/** The upright box: what most driving scenes are labelled with. */
/** @import { Handle, Kind, Point, Rect, Shape } from "./types.js" */
import { clipRect, rectBetween, rectHolds, round } from "./geometry.js";

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

/** @param {Shape} shape @param {Rect} rect @returns {Shape} */
function withRect(shape, rect) {
  return { ...shape, box: boxFrom(rect) };
}

/** @type {Kind} */
export const box = {
  name: "box",
  bounds: rectOf,
  area: (shape) => rectOf(shape).width * rectOf(shape).height,
  hits: (shape, point, reach) => rectHolds(rectOf(shape), point, reach),
  handles: (shape) => rectHandles(rectOf(shape)),
  grab: (shape, point, reach) => grabEdge(rectOf(shape), point, reach),
  reshape: (shape, handle, point) => withRect(shape, stretch(rectOf(shape), handle, point)),
  move(shape, dx, dy) {
    const rect = rectOf(shape);
    return withRect(shape, { ...rect, x: rect.x + dx, y: rect.y + dy });
  },
  clip: (shape, size) => withRect(shape, clipRect(rectOf(shape), size)),
  isDegenerate: (shape) => rectOf(shape).width < 1 || rectOf(shape).height < 1,
  outlines(shape) {
    const { x, y, width, height } = rectOf(shape);
    return [
      {
        closed: true,
        box: [x, y, width, height],
        points: [
          [x, y],
          [x + width, y],
          [x + width, y + height],
          [x, y + height],
        ],
      },
    ];
  },
};
