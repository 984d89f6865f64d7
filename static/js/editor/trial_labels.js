/** What stands on the screen under labels that were changed meanwhile, in a window in which they are tried. Pure. */
/** @import { Ontology, Shape } from "./model/types.js" */
/** @import { EditorState } from "./store/state.js" */
import { labelRule } from "./model/ontology.js";
import { startHistory } from "./store/history.js";
import { toolForLabel } from "./tools/toolbox.js";

/** @param {Ontology} ontology @returns {(state: EditorState) => Partial<EditorState>} */
export function underLabels(ontology) {
  return (state) => {
    const fits = (/** @type {Shape} */ shape) => labelRule(ontology, shape.label)?.kinds.includes(shape.kind) ?? false;
    const present = { ...state.history.present, shapes: state.history.present.shapes.filter(fits) };
    const label = labelRule(ontology, state.label) ?? ontology.labels[0];
    return { ontology, label: label.name, tool: toolForLabel(label, state.tool), toolState: null, history: startHistory(present), selection: [], handle: null, overlaps: [], faults: [], question: null };
  };
}
