/** All tools: those with a file of their own, and one for each kind that is drawn spot by spot. */
/** @import { LabelRule } from "../model/types.js" */
/** @import { Tool } from "./types.js" */
import { KINDS } from "../model/kinds.js";
import { boxTool } from "./box.js";
import { clicksTool } from "./clicks.js";
import { extremeTool } from "./extreme.js";
import { selectTool } from "./select.js";

/** @type {readonly Tool[]} */
export const TOOLS = [
  selectTool,
  boxTool,
  extremeTool,
  ...KINDS.flatMap(({ name, drawing }) => (drawing ? [clicksTool({ ...drawing, name, kind: name })] : [])),
];

/** @param {string} name @returns {Tool} */
export function toolNamed(name) {
  return TOOLS.find((tool) => tool.name === name) ?? selectTool;
}

/** Tools that this project's labels have a use for. @param {readonly LabelRule[]} labels */
export function toolsFor(labels) {
  const kinds = new Set(labels.flatMap((label) => label.kinds));
  return TOOLS.filter((tool) => tool.kind === null || kinds.has(tool.kind));
}

/** The tool to draw this label with: the one in hand if it can. @param {LabelRule} label @param {string} current */
export function toolForLabel(label, current) {
  const kind = toolNamed(current).kind;
  if (kind && label.kinds.includes(kind)) return current;
  // The kinds stand in the order that the manager gave them.
  const first = label.kinds.find((name) => TOOLS.some((tool) => tool.kind === name));
  return TOOLS.find((tool) => tool.kind === first && first)?.name ?? current;
}
