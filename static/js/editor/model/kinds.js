/** Registry of shape kinds: a new kind is one file and one line here. */
/** @import { Kind, Shape } from "./types.js" */
import { choice, text, unseen } from "./answer.js";
import { box } from "./box.js";
import { points } from "./points.js";
import { polygon } from "./polygon.js";
import { polyline } from "./polyline.js";
import { rotatedBox } from "./rotated_box.js";

/** @type {ReadonlyMap<string, Kind>} */
const KINDS = new Map([box, rotatedBox, polygon, polyline, points, choice, text].map((kind) => [kind.name, kind]));

/** @param {string} name */
export function isDrawable(name) {
  return KINDS.has(name);
}

/** Answers about the whole picture have no place on it. @param {Shape} shape */
export function hasPlace(shape) {
  return !kindOf(shape).isAnswer;
}

/** @param {Shape} shape @returns {Kind} */
export function kindOf(shape) {
  return KINDS.get(shape.kind) ?? unseen;
}
