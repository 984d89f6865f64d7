/** Paints shapes on a 2D canvas, in screen pixels, whatever their kind. */
/** @import { Outline, Shape } from "../model/types.js" */
/** @import { Viewport } from "../store/viewport.js" */
import { boundsOfShape } from "../model/hit.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { sharpness } from "./canvas.js";

/** @typedef {{colour: string, badge: string, title: string, isSelected: boolean, isPending: boolean, isFaulty: boolean, isLocked: boolean}} Look */

const HALO = "rgba(12, 18, 15, 0.55)";
const FAULT = "#ff6b4a";
const BADGE_FROM_PX = 26;
const BADGE_PX = 18;
// As sharp as the screen: a badge copied pixel for pixel costs a quarter of one that is made smaller.
const BADGE_SHARPNESS = Math.ceil(sharpness());

/** @param {Outline} outline @param {Viewport} view */
function pathOf(outline, view) {
  const path = new Path2D();
  outline.points.forEach(([x, y], index) => {
    const [sx, sy] = [x * view.scale + view.x, y * view.scale + view.y];
    if (outline.dots) {
      path.moveTo(sx + 4, sy);
      path.arc(sx, sy, 4, 0, Math.PI * 2);
    } else if (index === 0) path.moveTo(sx, sy);
    else path.lineTo(sx, sy);
  });
  if (outline.closed) path.closePath();
  return path;
}

/** Upright rectangles have a road of their own on a canvas: measured 10 to 40 times faster than paths.
 * @param {CanvasRenderingContext2D} brush @param {readonly Outline[]} outlines @param {Viewport} view */
function strokeAll(brush, outlines, view) {
  for (const outline of outlines) {
    if (!outline.box) brush.stroke(pathOf(outline, view));
    else {
      const [x, y, width, height] = outline.box;
      brush.strokeRect(x * view.scale + view.x, y * view.scale + view.y, width * view.scale, height * view.scale);
    }
  }
}

/** A dark line under the coloured one is seen on any picture.
 * @param {CanvasRenderingContext2D} brush @param {readonly Outline[]} outlines @param {Viewport} view @param {Look} look */
function strokeTwice(brush, outlines, view, look) {
  brush.setLineDash(look.isPending ? [6, 4] : look.isLocked ? [2, 3] : []);
  brush.lineWidth = look.isSelected ? 4.5 : 3.5;
  brush.strokeStyle = look.isFaulty ? FAULT : HALO;
  strokeAll(brush, outlines, view);
  brush.lineWidth = look.isSelected ? 2.5 : 1.75;
  brush.strokeStyle = look.colour;
  strokeAll(brush, outlines, view);
  brush.setLineDash([]);
}

/** One shape with all its marks. @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view @param {Look} look */
export function paintShape(brush, shape, view, look) {
  const outlines = kindOf(shape).outlines(shape).filter((outline) => look.isSelected || !outline.onlySelected);
  if (outlines.length === 0) return;
  if (look.isSelected) {
    brush.globalAlpha = 0.14;
    brush.fillStyle = look.colour;
    for (const outline of outlines) if (outline.closed) brush.fill(pathOf(outline, view));
    brush.globalAlpha = 1;
  }
  strokeTwice(brush, outlines, view, look);
  paintBadge(brush, shape, view, look);
}

/** Many shapes that are not selected: those of one look together, as each change of the brush costs.
 * @param {CanvasRenderingContext2D} brush @param {readonly Shape[]} shapes @param {Viewport} view @param {(shape: Shape) => Look} lookOf */
export function paintCrowd(brush, shapes, view, lookOf) {
  /** @type {Map<string, {outlines: Outline[], look: Look}>} */
  const crowds = new Map();
  for (const shape of shapes) {
    const look = lookOf(shape);
    const key = `${look.colour} ${look.isPending} ${look.isLocked} ${look.isFaulty}`;
    const crowd = crowds.get(key) ?? { outlines: [], look };
    crowd.outlines.push(...kindOf(shape).outlines(shape).filter((outline) => !outline.onlySelected));
    crowds.set(key, crowd);
  }
  for (const { outlines, look } of crowds.values()) strokeTwice(brush, outlines, view, look);
  for (const shape of shapes) if (hasPlace(shape)) paintBadge(brush, shape, view, lookOf(shape));
}

/** The key of the class beside the shape: colour alone says nothing to one in twelve eyes.
 * @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view @param {Look} look */
function paintBadge(brush, shape, view, look) {
  const bounds = boundsOfShape(shape);
  const isLarge = Math.max(bounds.width, bounds.height) * view.scale >= BADGE_FROM_PX;
  if (!isLarge && !look.isSelected) return;
  const text = look.isSelected ? look.title : look.badge;
  if (!text) return;
  const badge = badgeOf(text, look.colour);
  const x = Math.round(Math.max(0, bounds.x * view.scale + view.x - 1));
  const above = bounds.y * view.scale + view.y - BADGE_PX - 1;
  const y = Math.round(above < 0 ? bounds.y * view.scale + view.y + 1 : above);
  brush.drawImage(badge, x, y, badge.width / BADGE_SHARPNESS, BADGE_PX);
}

/** @type {Map<string, HTMLCanvasElement>} */
const badges = new Map();

/** A badge painted once: letters are the slowest thing on a canvas. @param {string} text @param {string} colour */
function badgeOf(text, colour) {
  const key = `${colour} ${text}`;
  const known = badges.get(key);
  if (known) return known;
  const canvas = document.createElement("canvas");
  const font = "600 13px system-ui, sans-serif";
  let brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  brush.font = font;
  canvas.width = Math.ceil(brush.measureText(text).width + 9) * BADGE_SHARPNESS;
  canvas.height = BADGE_PX * BADGE_SHARPNESS;
  brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  brush.scale(BADGE_SHARPNESS, BADGE_SHARPNESS);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, canvas.width, BADGE_PX);
  brush.font = font;
  brush.fillStyle = inkOn(colour);
  brush.textBaseline = "middle";
  brush.fillText(text, 4.5, BADGE_PX / 2 + 0.5);
  badges.set(key, canvas);
  return canvas;
}

/** @type {Map<string, string>} */
const inks = new Map();

/** Black or white, whichever reads better on the colour. @param {string} colour #rrggbb */
export function inkOn(colour) {
  const known = inks.get(colour);
  if (known) return known;
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = channels.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  const ink = 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#10150f" : "#ffffff";
  inks.set(colour, ink);
  return ink;
}

/** Dots to drag; the one that the arrow keys move is filled.
 * @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view
 * @param {{colour: string, active: string | null, radius: number}} look */
export function paintHandles(brush, shape, view, { colour, active, radius }) {
  const bounds = boundsOfShape(shape);
  const isSmall = Math.min(bounds.width, bounds.height) * view.scale < radius * 8;
  for (const handle of kindOf(shape).handles(shape)) {
    const isMiddle = shape.kind === "box" && handle.id.length === 1;
    if (isSmall && isMiddle && handle.id !== active) continue;
    brush.beginPath();
    brush.arc(handle.x * view.scale + view.x, handle.y * view.scale + view.y, radius, 0, Math.PI * 2);
    brush.fillStyle = handle.id === active ? colour : "#ffffff";
    brush.fill();
    brush.lineWidth = 2;
    brush.strokeStyle = handle.id === active ? "#ffffff" : colour;
    brush.stroke();
  }
}
