/** How each shape should look now: colour, dashes, badge, and whether it is selected, still being kept, faulty or locked. */
/** @import { Shape, ShapeFault } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Look } from "./painting.js" */
import { keptIn, shownIn } from "../store/state.js";
import { attributeFaults, colourOf, dashOf, labelKey, labelTitle } from "../model/ontology.js";

/** @type {WeakMap<object, WeakMap<Shape, readonly ShapeFault[]>>} */
const faultCache = new WeakMap();

/** What is missing in a shape, known at once. @param {EditorState} state @param {Shape} shape @returns {readonly ShapeFault[]} */
export function faultsOf(state, shape) {
  const cache = faultCache.get(state.ontology) ?? new WeakMap();
  faultCache.set(state.ontology, cache);
  const own = cache.get(shape) ?? attributeFaults(state.ontology, shape);
  cache.set(shape, own);
  const told = state.faults.filter((fault) => fault.id === shape.id);
  return told.length === 0 ? own : [...own, ...told];
}

/** @param {EditorState} state @param {string} locale @returns {(shape: Shape) => Look} */
export function lookMaker(state, locale) {
  // Usually all is kept and the question need not be asked of each.
  const [now, safe] = [shownIn(state), keptIn(state)];
  const kept = safe === now ? null : new Set(safe.shapes);
  const byLabel = new Map(
    state.ontology.labels.map((label, index) => {
      const title = labelTitle(label, locale);
      const digit = labelKey(state.ontology, index)?.replace(/^(Digit|Key)/, "") ?? title.slice(0, 1);
      const [colour, dash] = [colourOf(state.ontology, label.name), dashOf(state.ontology, label.name)];
      return [label.name, { colour, dash, badge: digit, title, rule: label, isIgnored: label.ignore === true }];
    }),
  );
  const unknown = { colour: "#999999", dash: [], badge: "?", title: "?", rule: null, isIgnored: false };
  return (shape) => ({
    ...(byLabel.get(shape.label) ?? unknown),
    isSelected: state.selection.includes(shape.id),
    isPending: kept !== null && !kept.has(shape),
    isFaulty: faultsOf(state, shape).length > 0,
    isLocked: state.locked.has(shape.id),
  });
}
