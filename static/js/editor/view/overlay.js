/** Shapes drawn as lines over a picture: the right answer over hers. Nothing in it takes the hand. */
/** @import { Shape } from "../model/types.js" */
/** @import { Viewport } from "../store/viewport.js" */
import { isDrawable, kindOf } from "../model/kinds.js";

const SPACE = "http://www.w3.org/2000/svg";

/** @typedef {{node: SVGElement, layer: SVGElement}} Overlay */

/** @param {string} tag @param {Record<string, string>} attributes */
function drawn(tag, attributes) {
  const node = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** @param {string} name its class @returns {Overlay} */
export function overlay(name) {
  const node = drawn("svg", { class: `overlay ${name}`, "aria-hidden": "true" });
  const layer = drawn("g", {});
  node.append(layer);
  return { node, layer };
}

/** @param {Shape} shape @returns {Element[]} */
function linesOf(shape) {
  if (!isDrawable(shape.kind)) return [];
  return kindOf(shape).outlines(shape).flatMap((outline) => {
    if (outline.dots) return outline.points.map(([x, y]) => drawn("circle", { cx: String(x), cy: String(y), r: "4" }));
    const points = outline.points.map(([x, y]) => `${x},${y}`).join(" ");
    return ["back", "line"].map((kind) => drawn(outline.closed ? "polygon" : "polyline", { points, class: kind }));
  });
}

/** Shapes under a view of the picture. @param {Overlay} overlay @param {readonly Shape[]} shapes @param {Viewport} view */
export function drawShapes({ layer }, shapes, view) {
  layer.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
  layer.replaceChildren(...shapes.flatMap(linesOf));
}
