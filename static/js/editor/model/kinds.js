/** Registry of shape kinds: a new kind is one file and one line here. */
/** @import { Kind, Shape } from "./types.js" */
import { box } from "./box.js";

/** @type {ReadonlyMap<string, Kind>} */
const KINDS = new Map([box].map((kind) => [kind.name, kind]));

/** @param {string} name */
export function isDrawable(name) {
  return KINDS.has(name);
}

/** @param {Shape} shape @returns {Kind} */
export function kindOf(shape) {
  const kind = KINDS.get(shape.kind);
  if (!kind) throw new TypeError(`unknown kind of shape: ${shape.kind}`);
  return kind;
}
