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
  drawing: { least: 1, most: () => Infinity, geometry: (points) => ({ points }) },
  icon: "M6 7h.01M17 5h.01M12 12h.01M6 18h.01M18 17h.01",
  key: "KeyO",
  leftKey: "Quote",
  words: {
    zh_CN: { tool: "点", draw: "点点", hint: "画{label}：在要标的地方点一下，可以点几个。", busy: "双击或按回车就完成。按退格键退一个点。" },
    en: { tool: "Points", draw: "Set points", hint: "{label}: click the spots, one or several.", busy: "Double-click or press Enter to finish. Backspace takes one back." },
  },
});
