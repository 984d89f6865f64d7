/** Registry of tools: a new tool is one file and one line here. */
/** @import { LabelRule } from "../model/types.js" */
/** @import { Tool } from "./types.js" */
import { boxTool } from "./box.js";
import { extremeTool } from "./extreme.js";
import { rotatedBoxTool } from "./rotated_box.js";
import { selectTool } from "./select.js";
import { pointsTool, polygonTool, polylineTool } from "./vertices.js";

/** @type {readonly Tool[]} */
export const TOOLS = [selectTool, boxTool, extremeTool, rotatedBoxTool, polygonTool, polylineTool, pointsTool];

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
  return TOOLS.find((tool) => tool.kind && label.kinds.includes(tool.kind))?.name ?? current;
}
