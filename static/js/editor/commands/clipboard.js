/** Copy and paste, in one picture and from one to the next. */
/** @import { Doc, Shape, Size } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { documentOf, shapesById } from "../model/document.js";
import { newId } from "../model/ids.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { labelRule } from "../model/ontology.js";
import { shownIn } from "../store/state.js";

// A copy that would lie exactly on what is there already is put this much aside.
const ASIDE_PX = 8;

/** New names for what must not be shared with the original. @param {(name: string) => string} rename */
function renamer(rename) {
  /** @type {Map<string, string>} */
  const known = new Map();
  return (/** @type {string} */ name) => {
    const fresh = known.get(name) ?? rename(name);
    known.set(name, fresh);
    return fresh;
  };
}

/** Copies with new ids, a little aside when the same spot is taken; groups stay together under a new name.
 * @param {readonly Shape[]} shapes @param {number} offset @param {Size} size @param {() => string} newId
 * @returns {Shape[]} */
export function copies(shapes, offset, size, newId) {
  const group = renamer(newId);
  return shapes
    .map((shape) => ({ ...shape, id: newId(), ...(shape.group === undefined ? {} : { group: group(shape.group) }) }))
    .map((shape) => kindOf(shape).clip(offset === 0 ? shape : kindOf(shape).move(shape, offset, offset), size))
    .filter((shape) => !kindOf(shape).isDegenerate(shape));
}

/** What of the selection can be taken along: answers about one picture say nothing of the next. @param {EditorState} state @returns {Doc} */
export function copied(state) {
  return documentOf(shapesById(shownIn(state), state.selection).filter(hasPlace));
}

/** @param {EditorState} state @returns {{shapes: Shape[], clipboard: Doc, strange: number}} what to add, what a second paste starts from,
 * and how many are of a class that this picture does not have */
export function pasted(state) {
  const isKnown = (/** @type {Shape} */ shape) => labelRule(state.ontology, shape.label)?.kinds.includes(shape.kind) ?? false;
  const wanted = state.clipboard.shapes.filter(isKnown);
  const place = (/** @type {Shape} */ shape) => JSON.stringify(shape.box ?? shape.points);
  const taken = new Set(shownIn(state).shapes.map(place));
  const shapes = copies(wanted, wanted.some((shape) => taken.has(place(shape))) ? ASIDE_PX : 0, state.size, () => newId());
  const strange = state.clipboard.shapes.filter((shape) => !isKnown(shape));
  return { shapes, clipboard: shapes.length > 0 ? documentOf([...shapes, ...strange]) : state.clipboard, strange: strange.length };
}

