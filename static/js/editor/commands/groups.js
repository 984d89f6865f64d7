/** Shapes that belong together, such as a truck and its trailer: selected and moved as one. */
/** @import { Command, Doc, Shape } from "../model/types.js" */
import { hasPlace } from "../model/kinds.js";
import { identityOf } from "../model/track.js";
import { changeShapes } from "./shapes.js";

/** The shapes with all others of their groups. @param {Doc} doc @param {readonly string[]} ids @returns {readonly string[]} in painting order, the given ones first */
export function withGroups(doc, ids) {
  const groups = new Set(doc.shapes.flatMap((shape) => (shape.group !== undefined && ids.includes(shape.id) ? [shape.group] : [])));
  if (groups.size === 0) return ids;
  const others = doc.shapes.filter((shape) => shape.group !== undefined && groups.has(shape.group) && !ids.includes(shape.id));
  return [...ids, ...others.map((shape) => shape.id)];
}

/** @param {readonly string[]} ids @param {string} name @returns {Command} one shape alone is no group */
export function joinShapes(ids, name) {
  return (doc) => {
    const placed = doc.shapes.filter((shape) => ids.includes(shape.id) && hasPlace(shape));
    const [first] = placed;
    const isJoined = first?.group !== undefined && placed.every((shape) => shape.group === first.group);
    if (placed.length < 2 || isJoined) return doc;
    return changeShapes(placed.map((shape) => shape.id), (shape) => ({ ...shape, group: name }))(doc);
  };
}

/** @param {readonly string[]} ids @returns {Command} */
export function partShapes(ids) {
  return changeShapes(ids, (shape) => {
    if (shape.group === undefined) return shape;
    const { group: _, ...rest } = shape;
    return rest;
  });
}

/** Groups in the order they are met, numbered from 1; a shape left alone in its group is in none.
 * @param {readonly Shape[]} shapes @returns {ReadonlyMap<string, number>} */
export function groupNumbers(shapes) {
  /** @type {Map<string, Set<string>>} */
  const members = new Map();
  for (const shape of shapes) if (shape.group !== undefined) members.set(shape.group, (members.get(shape.group) ?? new Set()).add(identityOf(shape)));
  const real = [...members].filter(([, ids]) => ids.size > 1).map(([name]) => name);
  return new Map(real.map((name, index) => [name, index + 1]));
}
