/** Changes of the document, each a function from document to document. */
/** @import { AttributeValue, Command, Doc, LabelRule, Shape, Size } from "../model/types.js" */
import { kindOf } from "../model/kinds.js";
import { fittingAttributes } from "../model/ontology.js";

/** @param {readonly Shape[]} shapes @returns {Command} */
export function addShapes(shapes) {
  return (doc) => (shapes.length === 0 ? doc : { ...doc, shapes: [...doc.shapes, ...shapes] });
}

/** @param {readonly string[]} ids @returns {Command} */
export function removeShapes(ids) {
  return (doc) => {
    const shapes = doc.shapes.filter((shape) => !ids.includes(shape.id));
    return shapes.length === doc.shapes.length ? doc : { ...doc, shapes };
  };
}

/** Change some shapes; a change that returns the same shape is no change.
 * @param {readonly string[]} ids @param {(shape: Shape) => Shape} change @returns {Command} */
export function changeShapes(ids, change) {
  return (doc) => {
    const shapes = doc.shapes.map((shape) => (ids.includes(shape.id) ? change(shape) : shape));
    return shapes.every((shape, index) => shape === doc.shapes[index]) ? doc : { ...doc, shapes };
  };
}

/** @param {Shape} replacement @returns {Command} */
export function replaceShape(replacement) {
  return changeShapes([replacement.id], () => replacement);
}

/** Move shapes together, stopping where the first of them meets the picture's edge.
 * @param {readonly string[]} ids @param {number} dx @param {number} dy @param {Size} size @returns {Command} */
export function moveShapes(ids, dx, dy, size) {
  return (doc) => {
    const [x, y] = allowedMove(doc, ids, dx, dy, size);
    return x === 0 && y === 0 ? doc : changeShapes(ids, (shape) => kindOf(shape).move(shape, x, y))(doc);
  };
}

/** @param {Doc} doc @param {readonly string[]} ids @param {number} dx @param {number} dy @param {Size} size */
export function allowedMove(doc, ids, dx, dy, size) {
  let [left, top, right, bottom] = [-Infinity, -Infinity, Infinity, Infinity];
  for (const shape of doc.shapes) {
    if (!ids.includes(shape.id)) continue;
    const bounds = kindOf(shape).bounds(shape);
    left = Math.max(left, Math.min(0, -bounds.x));
    top = Math.max(top, Math.min(0, -bounds.y));
    right = Math.min(right, Math.max(0, size.width - bounds.x - bounds.width));
    bottom = Math.min(bottom, Math.max(0, size.height - bounds.y - bounds.height));
  }
  return [Math.min(Math.max(dx, left), right), Math.min(Math.max(dy, top), bottom)];
}

/** Give shapes another label; answers that fit the new label stay.
 * @param {readonly string[]} ids @param {LabelRule} label @returns {Command} */
export function setLabel(ids, label) {
  return changeShapes(ids, (shape) =>
    shape.label === label.name || !label.kinds.includes(shape.kind)
      ? shape
      : { ...shape, label: label.name, attributes: fittingAttributes(label, shape.attributes) },
  );
}

/** @param {readonly string[]} ids @param {string} name @param {AttributeValue | undefined} value undefined takes it away
 * @returns {Command} */
export function setAttribute(ids, name, value) {
  return changeShapes(ids, (shape) => {
    if (shape.attributes[name] === value) return shape;
    const { [name]: _, ...rest } = shape.attributes;
    return { ...shape, attributes: value === undefined ? rest : { ...rest, [name]: value } };
  });
}

/** Bring one shape forward (+1) or back (-1) among the painted. @param {string} id @param {1 | -1} step
 * @returns {Command} */
export function reorderShape(id, step) {
  return (doc) => {
    const from = doc.shapes.findIndex((shape) => shape.id === id);
    const to = from + step;
    if (from < 0 || to < 0 || to >= doc.shapes.length) return doc;
    const shapes = [...doc.shapes];
    [shapes[from], shapes[to]] = [shapes[to], shapes[from]];
    return { ...doc, shapes };
  };
}

/** Copies with new ids, a little aside when the same spot is taken.
 * @param {readonly Shape[]} shapes @param {number} offset @param {Size} size @param {() => string} newId
 * @returns {Shape[]} */
export function copies(shapes, offset, size, newId) {
  return shapes
    .map((shape) => ({ ...shape, id: newId() }))
    .map((shape) => kindOf(shape).clip(kindOf(shape).move(shape, offset, offset), size))
    .filter((shape) => !kindOf(shape).isDegenerate(shape));
}
