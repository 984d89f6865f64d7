/** How much of a thing the edge of the picture cuts off: a proposal, which she may change. */
/** @import { AttributeValue, LabelRule, Rect, Shape, Size } from "./types.js" */
import { clipRect } from "./geometry.js";

const EDGE_PX = 0.5;
// Of a box that only touches the edge nobody knows how much is missing; a little is nearer than nothing.
const LEAST_PERCENT = 10;
const STEP_PERCENT = 5;

/** Percent of the drawn area outside the picture; at least a little where it touches the edge, else 0.
 * @param {Rect} drawn before it was cut @param {Size} size */
export function truncatedPercent(drawn, size) {
  const inside = clipRect(drawn, size);
  const touches =
    drawn.x <= EDGE_PX || drawn.y <= EDGE_PX || drawn.x + drawn.width >= size.width - EDGE_PX || drawn.y + drawn.height >= size.height - EDGE_PX;
  if (!touches || drawn.width <= 0 || drawn.height <= 0) return 0;
  const share = 1 - (inside.width * inside.height) / (drawn.width * drawn.height);
  const percent = Math.round((share * 100) / STEP_PERCENT) * STEP_PERCENT;
  return Math.min(100, Math.max(LEAST_PERCENT, percent));
}

/** The shape with `truncated` proposed, where its label asks for it and the edge cuts it.
 * @param {Shape} shape @param {LabelRule | null} label @param {Rect} drawn @param {Size} size @returns {Shape} */
export function withTruncation(shape, label, drawn, size) {
  const rule = label?.attributes?.find((known) => known.name === "truncated");
  const percent = rule ? truncatedPercent(drawn, size) : 0;
  if (!rule || percent === 0) return shape;
  /** @type {AttributeValue | null} */
  const value = rule.type === "checkbox" ? true : rule.type === "number" ? percent : null;
  return value === null ? shape : { ...shape, attributes: { ...shape.attributes, truncated: value } };
}
