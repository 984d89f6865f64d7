/** An open line, such as a lane marking. */
import { boundsOf, distanceToPath } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

export const polyline = vertexKind({
  name: "polyline",
  closed: false,
  least: 2,
  dots: false,
  borders: true,
  // A line lies over areas: it should be picked before what it crosses.
  area: (shape) => Math.min(boundsOf(verticesOf(shape)).width, boundsOf(verticesOf(shape)).height),
  hits: (shape, point, reach) => distanceToPath(point, verticesOf(shape), false) <= reach * 1.5,
  drawing: { least: 2, most: () => Infinity, snaps: true, geometry: (points) => ({ points }) },
  icon: "M3 19l5-9 6 4 7-11",
  key: "KeyT",
  leftKey: "Semicolon",
  words: {
    zh_CN: { tool: "折线", draw: "画折线", hint: "画{label}：沿着线一个点一个点地点。", busy: "双击或按回车就完成。按退格键退一个点。" },
    en: { tool: "Line", draw: "Draw a line", hint: "{label}: click along the line.", busy: "Double-click or press Enter to finish. Backspace takes one back." },
  },
});
