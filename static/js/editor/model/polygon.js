/** A closed area of any form. */
import { distanceToPath, polygonArea, polygonHolds } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

export const polygon = vertexKind({
  name: "polygon",
  closed: true,
  least: 3,
  dots: false,
  borders: true,
  area: (shape) => polygonArea(verticesOf(shape)),
  hits: (shape, point, reach) =>
    polygonHolds(verticesOf(shape), point) || distanceToPath(point, verticesOf(shape), true) <= reach,
  drawing: { least: 3, most: () => Infinity, closes: true, snaps: true, geometry: (points) => ({ points }) },
  icon: "M12 3l9 7-4 10H6L3 9z",
  key: "KeyG",
  leftKey: "KeyL",
  words: {
    zh_CN: { tool: "多边形", draw: "画多边形", hint: "画{label}：沿着边一个点一个点地点。", busy: "点回第一个点、双击或按回车就完成。按退格键退一个点。" },
    en: { tool: "Polygon", draw: "Draw a polygon", hint: "{label}: click around its outline.", busy: "Click the first point, double-click or press Enter to finish. Backspace takes one back." },
  },
});
