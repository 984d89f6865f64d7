/** What a resting finger picks: the smallest shape under it, then the next one below, and round again. */
/** @import { Point } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { shapesAt } from "../model/hit.js";
import { sceneOf } from "./workbench.js";

/** @param {EditorState} state @param {Point} point @param {number} reach in picture pixels
 * @returns {Partial<EditorState> | null} null when nothing lies there */
export function longPress(state, point, reach) {
  const scene = sceneOf(state);
  const overlaps = shapesAt(scene.doc, point, reach, scene.isOpen).map((shape) => shape.id);
  if (overlaps.length === 0) return null;
  const at = overlaps.indexOf(state.selection[0]);
  return { selection: [overlaps[(at + 1) % overlaps.length]], handle: null, overlaps, toolState: null };
}
