/** An open line, such as a lane marking. */
import { boundsOf, distanceToPath } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

export const polyline = vertexKind({
  name: "polyline",
  closed: false,
  least: 2,
  dots: false,
  // A line lies over areas: it should be picked before what it crosses.
  area: (shape) => Math.min(boundsOf(verticesOf(shape)).width, boundsOf(verticesOf(shape)).height),
  hits: (shape, point, reach) => distanceToPath(point, verticesOf(shape), false) <= reach * 1.5,
});
