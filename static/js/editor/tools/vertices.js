/** Polygon, polyline and points: click spot after spot; Enter, a double click or the first spot finishes. */
import { clicksTool } from "./clicks.js";

/** @param {readonly (readonly number[])[]} points */
const vertices = (points) => ({ points });

export const polygonTool = clicksTool({ name: "polygon", kind: "polygon", least: 3, most: Infinity, closes: true, snaps: true, geometry: vertices });
export const polylineTool = clicksTool({ name: "polyline", kind: "polyline", least: 2, most: Infinity, snaps: true, geometry: vertices });
export const pointsTool = clicksTool({ name: "points", kind: "points", least: 1, most: Infinity, geometry: vertices });
