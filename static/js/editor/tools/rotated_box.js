/** A turned box: drag or click along one side, then click on the other. */
import { boxFrom } from "../model/box.js";
import { distance, round } from "../model/geometry.js";
import { clicksTool } from "./clicks.js";

/** @param {readonly (readonly number[])[]} points two ends of one side, and a spot on the opposite one */
export function turnedBox([a, b = a, c = b]) {
  const length = distance(a[0], a[1], b[0], b[1]);
  const along = { x: (b[0] - a[0]) / (length || 1), y: (b[1] - a[1]) / (length || 1) };
  const across = (c[0] - a[0]) * -along.y + (c[1] - a[1]) * along.x;
  const centre = {
    x: (a[0] + b[0]) / 2 - (along.y * across) / 2,
    y: (a[1] + b[1]) / 2 + (along.x * across) / 2,
  };
  const height = Math.abs(across);
  const degrees = (Math.atan2(along.y, along.x) * 180) / Math.PI;
  return {
    box: boxFrom({ x: centre.x - length / 2, y: centre.y - height / 2, width: length, height }),
    rotation: round((degrees + 360) % 360),
  };
}

export const rotatedBoxTool = clicksTool({ name: "rotated_box", kind: "rotated_box", least: 3, most: 3, dragsFirst: true, geometry: turnedBox });
