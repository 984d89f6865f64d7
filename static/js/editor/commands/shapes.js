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

/** Bring shapes forward (+1) or back (-1) among the painted, or all the way (Infinity); among themselves they keep their order.
 * @param {readonly string[]} ids @param {number} step @returns {Command} */
export function reorderShapes(ids, step) {
  return (doc) => {
    const moving = doc.shapes.filter((shape) => ids.includes(shape.id));
    if (moving.length === 0) return doc;
    const rest = doc.shapes.filter((shape) => !ids.includes(shape.id));
    const lead = doc.shapes.indexOf(moving[step > 0 ? moving.length - 1 : 0]);
    // Where the foremost (or hindmost) of them stands among the others now, and one further.
    const beneath = doc.shapes.slice(0, lead).filter((shape) => !ids.includes(shape.id)).length;
    const to = Math.min(Math.max(beneath + step, 0), rest.length);
    const shapes = [...rest.slice(0, to), ...moving, ...rest.slice(to)];
    return shapes.every((shape, index) => shape === doc.shapes[index]) ? doc : { ...doc, shapes };
  };
}
