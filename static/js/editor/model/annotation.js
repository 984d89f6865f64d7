/** The annotation JSON that travels: only declared fields, in a fixed order. */
/** @import { Doc, Shape } from "./types.js" */

const FIELDS = /** @type {const} */ ([
  "id", "kind", "label", "box", "rotation", "points", "rle", "value", "object", "extreme", "amodal", "group", "attributes", "track", "frame",
  "keyframe", "outside",
]);

/** @param {Doc} doc @returns {Partial<Shape>[]} */
export function annotationsOf(doc) {
  return doc.shapes.map((shape) =>
    Object.fromEntries(FIELDS.filter((field) => shape[field] !== undefined).map((field) => [field, shape[field]])),
  );
}

/** Shapes from the server; what is broken is counted, never dropped in silence.
 * @param {unknown} annotations @returns {{shapes: Shape[], strange: number}} */
export function shapesFrom(annotations) {
  const list = Array.isArray(annotations) ? annotations : [];
  const shapes = list.filter(isReadable).map((shape) => ({ ...shape, attributes: shape.attributes ?? {} }));
  return { shapes, strange: list.length - shapes.length };
}

/** @param {unknown} value @returns {value is Shape} */
function isReadable(value) {
  if (typeof value !== "object" || value === null) return false;
  const shape = /** @type {Partial<Shape>} */ (value);
  if (typeof shape.id !== "string" || typeof shape.kind !== "string" || typeof shape.label !== "string") return false;
  return numbersAreFinite(shape);
}

/** @param {Partial<Shape>} shape */
function numbersAreFinite(shape) {
  const numbers = [shape.box, shape.amodal, shape.points?.flat(), shape.extreme?.flat(), shape.rotation].flat().filter((number) => number !== undefined);
  const hasPlace = shape.rle !== undefined || shape.value !== undefined || shape.box?.length === 4 || (shape.points?.length ?? 0) > 0;
  return hasPlace && numbers.every((number) => Number.isFinite(number));
}

/** One text per meaning: the same annotations give the same text whoever wrote them. @param {readonly Partial<Shape>[]} annotations */
export function fingerprint(annotations) {
  return JSON.stringify(
    annotations.map((shape) =>
      FIELDS.map((field) => (field === "attributes" ? Object.entries(shape.attributes ?? {}).sort() : shape[field] ?? null)),
    ),
  );
}
