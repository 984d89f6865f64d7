/** A closed area of any form. */
import { distanceToPath, polygonArea, polygonHolds } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

export const polygon = vertexKind({
  name: "polygon",
  closed: true,
  least: 3,
  dots: false,
  area: (shape) => polygonArea(verticesOf(shape)),
  hits: (shape, point, reach) =>
    polygonHolds(verticesOf(shape), point) || distanceToPath(point, verticesOf(shape), true) <= reach,
});
