/** Finds kinds by name; the list itself stands in all_kinds.js. */
/** @import { Kind, Shape } from "./types.js" */
import * as all from "./all_kinds.js";
import { unseen } from "./answer.js";

/** @type {readonly Kind[]} by name: browsers and the joined script list what a module exports in different orders */
export const KINDS = Object.values(all).sort((one, other) => (one.name < other.name ? -1 : 1));

const BY_NAME = new Map(KINDS.map((kind) => [kind.name, kind]));

/** @param {string} name */
export function isDrawable(name) {
  return BY_NAME.has(name);
}

/** Answers about the whole picture have no place on it. @param {Shape} shape */
export function hasPlace(shape) {
  return !kindOf(shape).isAnswer;
}

/** @param {Shape} shape @returns {Kind} */
export function kindOf(shape) {
  return BY_NAME.get(shape.kind) ?? unseen;
}
