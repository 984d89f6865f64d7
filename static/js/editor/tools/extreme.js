/** A box by its four extreme points: click the top, bottom, left and right of the object, in any order. */
import { boxFrom } from "../model/box.js";
import { boundsOf, round } from "../model/geometry.js";
import { clicksTool } from "./clicks.js";

export const extremeTool = clicksTool({
  name: "extreme",
  kind: "box",
  least: 4,
  most: () => 4,
  // The four points themselves are worth keeping: they lie on the object, the corners of the box do not.
  geometry: (points) => ({ box: boxFrom(boundsOf(points)), ...(points.length === 4 ? { extreme: points.map(([x, y]) => [round(x), round(y)]) } : {}) }),
});
