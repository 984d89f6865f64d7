/** Single spots, such as the feet of a person. */
import { distance } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

export const points = vertexKind({
  name: "points",
  closed: false,
  least: 1,
  dots: true,
  area: () => 0,
  hits: (shape, point, reach) => verticesOf(shape).some(([x, y]) => distance(point.x, point.y, x, y) <= reach * 1.5),
});
