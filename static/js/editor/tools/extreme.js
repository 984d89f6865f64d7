/** A box by its four extreme points: click the top, bottom, left and right of the object, in any order. */
import { boxFrom } from "../model/box.js";
import { boundsOf } from "../model/geometry.js";
import { clicksTool } from "./clicks.js";

export const extremeTool = clicksTool({
  name: "extreme",
  kind: "box",
  least: 4,
  most: 4,
  geometry: (points) => ({ box: boxFrom(boundsOf(points)) }),
});
