/** The one place that maps the screen to the picture. */
/** @import { Point, Rect, Size } from "../model/types.js" */
import { clamp } from "../model/geometry.js";

/** Screen = picture * scale + (x, y), in CSS pixels of the stage. @typedef {{scale: number, x: number, y: number}} Viewport */

const MARGIN = 0.98;
const LARGEST = 40;

/** The whole picture, centred. @param {Size} picture @param {Size} stage @returns {Viewport} */
export function fit(picture, stage) {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height) * MARGIN;
  return centred({ scale, x: 0, y: 0 }, { x: picture.width / 2, y: picture.height / 2 }, stage);
}

/** The view after the window changed: the whole picture stays whole, a close-up keeps its middle.
 * @param {Viewport} view @param {Size} picture @param {Size} before @param {Size} stage @returns {Viewport} */
export function resized(view, picture, before, stage) {
  const whole = fit(picture, before);
  const wasWhole = Math.abs(view.scale / whole.scale - 1) < 1e-6;
  if (wasWhole) return fit(picture, stage);
  const middle = toPicture(view, { x: before.width / 2, y: before.height / 2 });
  return held(centred(view, middle, stage), picture, stage);
}

/** @param {Viewport} view @param {Point} point of the picture @param {Size} stage @returns {Viewport} */
export function centred(view, point, stage) {
  return {
    scale: view.scale,
    x: stage.width / 2 - point.x * view.scale,
    y: stage.height / 2 - point.y * view.scale,
  };
}

/** @param {Viewport} view @param {Point} point @returns {Point} */
export function toPicture(view, point) {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** @param {Viewport} view @param {Point} point @returns {Point} */
export function toScreen(view, point) {
  return { x: point.x * view.scale + view.x, y: point.y * view.scale + view.y };
}

/** Zoom so that what lies under the anchor (screen) stays there.
 * @param {Viewport} view @param {number} factor @param {Point} anchor @param {Size} picture @param {Size} stage
 * @returns {Viewport} */
export function zoomAt(view, factor, anchor, picture, stage) {
  const smallest = fit(picture, stage).scale * 0.5;
  const scale = clamp(view.scale * factor, smallest, LARGEST);
  const under = toPicture(view, anchor);
  return held({ scale, x: anchor.x - under.x * scale, y: anchor.y - under.y * scale }, picture, stage);
}

/** @param {Viewport} view @param {number} dx @param {number} dy @param {Size} picture @param {Size} stage
 * @returns {Viewport} */
export function panBy(view, dx, dy, picture, stage) {
  return held({ scale: view.scale, x: view.x + dx, y: view.y + dy }, picture, stage);
}

/** Keep part of the picture on the screen, so that nobody is lost in the grey.
 * @param {Viewport} view @param {Size} picture @param {Size} stage @returns {Viewport} */
export function held(view, picture, stage) {
  const rest = 0.3;
  const width = picture.width * view.scale;
  const height = picture.height * view.scale;
  return {
    scale: view.scale,
    x: clamp(view.x, stage.width * rest - width, stage.width * (1 - rest)),
    y: clamp(view.y, stage.height * rest - height, stage.height * (1 - rest)),
  };
}

/** What a card at the lower edge needs, CSS pixels. */
const CARD = 200;

/** The same, with the lower part of the stage left to a card. @param {Rect} rect @param {Size} picture @param {Size} stage
 * @returns {Viewport} */
export function closeUpAbove(rect, picture, stage) {
  return closeUp(rect, picture, { width: stage.width, height: Math.max(stage.height - CARD, stage.height * 0.5) });
}

/** Bring a small object close, with room around it.
 * @param {Rect} rect @param {Size} picture @param {Size} stage @returns {Viewport} */
export function closeUp(rect, picture, stage) {
  const room = 0.4;
  const wanted = Math.min((stage.width * room) / Math.max(rect.width, 8), (stage.height * room) / Math.max(rect.height, 8));
  const scale = clamp(wanted, fit(picture, stage).scale, 8);
  const middle = { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 };
  return held(centred({ scale, x: 0, y: 0 }, middle, stage), picture, stage);
}
