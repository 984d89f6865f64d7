/** Paints shapes on a 2D canvas, in screen pixels, whatever their kind. */
/** @import { Outline, Shape } from "../model/types.js" */
/** @import { Viewport } from "../store/viewport.js" */
import { boundsOfShape } from "../model/hit.js";
import { hasPlace, kindOf } from "../model/kinds.js";
import { sharpness } from "./canvas.js";

/**
 * @typedef {object} Look
 * @property {string} colour of its class
 * @property {readonly number[]} dash of its class, so that colour is never alone
 * @property {string} badge
 * @property {string} title
 * @property {import("../model/types.js").LabelRule | null} rule
 * @property {boolean} isIgnored an area to be left alone
 * @property {boolean} isSelected
 * @property {boolean} isPending not yet kept on this device
 * @property {boolean} isFaulty
 * @property {boolean} isLocked
 * @property {boolean} [isProposed] no part of the answer yet
 */

const HALO = "rgba(12, 18, 15, 0.55)";
const PROPOSED = [10, 7];
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
    if (outline.dots || outline.rings) {
      const radius = outline.dots ? 4 : 7;
      path.moveTo(sx + radius, sy);
      path.arc(sx, sy, radius, 0, Math.PI * 2);
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
  const own = outlines.filter((outline) => !outline.thin);
  brush.globalAlpha = look.isPending ? 0.75 : look.isLocked ? 0.5 : 1;
  const dash = look.isProposed ? PROPOSED : look.dash;
  // Of a proposal even the dark line is broken: it is not there yet.
  brush.setLineDash(look.isProposed ? PROPOSED : []);
  brush.lineWidth = look.isSelected ? 4.5 : 3.5;
  brush.strokeStyle = look.isFaulty ? FAULT : HALO;
  strokeAll(brush, own, view);
  brush.lineWidth = look.isSelected ? 2.5 : 1.75;
  brush.strokeStyle = look.colour;
  // The gaps show the dark line beneath: the outline stays whole.
  brush.setLineDash([...dash]);
  strokeAll(brush, own, view);
  brush.lineWidth = 1.25;
  brush.setLineDash([2, 4]);
  strokeAll(brush, outlines.filter((outline) => outline.thin), view);
  brush.setLineDash([]);
  brush.globalAlpha = 1;
}

/** @type {Map<string, CanvasPattern | null>} */
const hatches = new Map();

/** Slanting lines: nothing in here is asked for. @param {CanvasRenderingContext2D} brush @param {readonly Outline[]} outlines
 * @param {Viewport} view @param {string} colour */
function hatch(brush, outlines, view, colour) {
  if (!hatches.has(colour)) hatches.set(colour, hatchOf(brush, colour));
  brush.fillStyle = hatches.get(colour) ?? colour;
  for (const outline of outlines) if (outline.closed && !outline.thin) brush.fill(pathOf(outline, view));
}

/** @param {CanvasRenderingContext2D} brush @param {string} colour */
function hatchOf(brush, colour) {
  const tile = document.createElement("canvas");
  [tile.width, tile.height] = [10, 10];
  const pen = /** @type {CanvasRenderingContext2D} */ (tile.getContext("2d"));
  pen.lineWidth = 2;
  pen.strokeStyle = colour;
  pen.globalAlpha = 0.7;
  for (const shift of [-10, 0, 10]) {
    pen.beginPath();
    pen.moveTo(shift, 10);
    pen.lineTo(shift + 10, 0);
    pen.stroke();
  }
  return brush.createPattern(tile, "repeat");
}

/** One shape with all its marks. @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view @param {Look} look */
export function paintShape(brush, shape, view, look) {
  const outlines = kindOf(shape).outlines(shape, look.rule).filter((outline) => look.isSelected || !outline.onlySelected);
  if (outlines.length === 0) return;
  if (look.isIgnored) hatch(brush, outlines, view, look.colour);
  if (look.isSelected) {
    brush.globalAlpha = 0.14;
    brush.fillStyle = look.colour;
    for (const outline of outlines) if (outline.closed && !outline.thin) brush.fill(pathOf(outline, view));
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
    const key = `${shape.label} ${look.isPending} ${look.isLocked} ${look.isFaulty}`;
    const crowd = crowds.get(key) ?? { outlines: [], look };
    crowd.outlines.push(...kindOf(shape).outlines(shape, look.rule).filter((outline) => !outline.onlySelected));
    crowds.set(key, crowd);
  }
  // Always in the same order, whoever is here: a spot painted anew must look as if all were.
  for (const [, { outlines, look }] of [...crowds].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (look.isIgnored) hatch(brush, outlines, view, look.colour);
    strokeTwice(brush, outlines, view, look);
  }
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

/** A word beside a spot on the screen. @param {CanvasRenderingContext2D} brush @param {string} text @param {string} colour
 * @param {import("../model/types.js").Point} spot */
export function paintTag(brush, text, colour, spot) {
  const badge = badgeOf(text, colour);
  brush.drawImage(badge, Math.round(spot.x), Math.round(spot.y), badge.width / BADGE_SHARPNESS, BADGE_PX);
}

/** The rectangle that picks what lies in it. @param {CanvasRenderingContext2D} brush @param {import("../model/types.js").Rect} band @param {Viewport} view */
export function paintBand(brush, band, view) {
  const place = /** @type {const} */ ([band.x * view.scale + view.x, band.y * view.scale + view.y, band.width * view.scale, band.height * view.scale]);
  brush.fillStyle = "rgba(255, 255, 255, 0.15)";
  brush.fillRect(...place);
  brush.lineWidth = 3;
  brush.strokeStyle = HALO;
  brush.strokeRect(...place);
  brush.lineWidth = 1.5;
  brush.strokeStyle = "#ffffff";
  brush.setLineDash([6, 4]);
  brush.strokeRect(...place);
  brush.setLineDash([]);
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

/** Small dots where a drag puts a new vertex, as far as there is room between the others.
 * @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view @param {{colour: string, radius: number}} look */
function paintInserts(brush, shape, view, { colour, radius }) {
  const vertices = kindOf(shape).handles(shape);
  const spots = kindOf(shape).inserts?.(shape) ?? [];
  brush.fillStyle = colour;
  spots.forEach((spot, index) => {
    const from = vertices[index];
    if (Math.hypot(spot.x - from.x, spot.y - from.y) * view.scale < radius * 5) return;
    brush.globalAlpha = 0.8;
    brush.beginPath();
    brush.arc(spot.x * view.scale + view.x, spot.y * view.scale + view.y, radius, 0, Math.PI * 2);
    brush.fill();
    brush.globalAlpha = 1;
  });
}

/** Dots to drag; the one that the arrow keys move is filled.
 * @param {CanvasRenderingContext2D} brush @param {Shape} shape @param {Viewport} view
 * @param {{colour: string, active: string | null, radius: number}} look */
export function paintHandles(brush, shape, view, { colour, active, radius }) {
  paintInserts(brush, shape, view, { colour, radius: radius * 0.6 });
  const bounds = boundsOfShape(shape);
  const isSmall = Math.min(bounds.width, bounds.height) * view.scale < radius * 8;
  for (const handle of kindOf(shape).handles(shape)) {
    const isMiddle = shape.kind === "box" && /^(amodal-)?[nesw]$/.test(handle.id);
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
