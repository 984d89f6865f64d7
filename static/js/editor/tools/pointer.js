/** Mouse, pen and fingers as one: one finger works the tool, two move the picture; beside a pen fingers only move it. */
/** @import { Store } from "../store/store.js" */
/** @import { Point } from "../model/types.js" */
import { panBy, toPicture, zoomAt } from "../store/viewport.js";
import { longPress } from "./long_press.js";
import { feed, isDrawing } from "./workbench.js";

const REACH = { mouse: 8, pen: 12, touch: 22 };
const SLACK = { mouse: 3, pen: 5, touch: 9 };
const LONG_PRESS_MS = 600;

/** @typedef {{pointerType: string, pointerId: number, button: number, clientX: number, clientY: number, shiftKey: boolean, altKey: boolean, ctrlKey: boolean, metaKey: boolean}} Contact */

export class PointerHand {
  #store;
  #origin;
  /** @type {Map<number, Point>} */ #fingers = new Map();
  /** @type {"none" | "stroke" | "pan" | "pinch" | "held"} */ #mode = "none";
  /** The pen on the glass: what the hand beside it touches means nothing. @type {number | null} */ #pen = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #holding;
  /** Where the finger went down, for what counts as held still. @type {Point} */ #start = { x: 0, y: 0 };
  /** @type {Partial<import("../store/state.js").EditorState>} */ #before = {};
  /** Space is held: the hand moves the picture. */ isPanning = false;

  /** @param {Store} store @param {() => Point} origin top left of the stage on the page */
  constructor(store, origin) {
    this.#store = store;
    this.#origin = origin;
  }

  get isBusy() {
    return this.#mode !== "none";
  }

  /** @param {Contact} contact */
  down(contact) {
    const isTouch = contact.pointerType === "touch";
    if (this.#pen !== null && isTouch) return;
    if (contact.pointerType === "pen") this.#takePen(contact);
    const spot = this.#spot(contact);
    this.#fingers.set(contact.pointerId, spot);
    if (this.#fingers.size === 2 && isTouch) return this.#startPinch();
    if (this.#fingers.size > 1) return;
    const isMover = isTouch && this.#store.state.fingers === "move";
    const wantsPan = contact.button === 1 || contact.button === 2 || this.isPanning || isMover || this.#store.state.verify !== null;
    this.#mode = wantsPan ? "pan" : "stroke";
    if (wantsPan) return;
    const { tool, toolState, selection, handle, overlaps } = this.#store.state;
    this.#before = { tool, toolState, selection, handle, overlaps };
    if (isTouch && !isDrawing(this.#store.state)) this.#startHolding(spot);
    this.#stroke("down", contact, spot);
  }

  /** The hand that holds the pen often touches first: what it began is taken back. @param {Contact} contact */
  #takePen(contact) {
    if (this.#mode === "stroke") this.#store.update({ ...this.#before, touching: false, pointer: null });
    clearTimeout(this.#holding);
    this.#fingers.clear();
    this.#pen = contact.pointerId;
    if (this.#store.state.fingers !== "draw") return;
    const notice = { key: "pen_seen", tone: /** @type {const} */ ("calm"), action: { key: "fingers_draw", effect: "fingers_draw" } };
    this.#store.update({ fingers: "move", notice });
  }

  /** A finger that rests on a shape picks it, and at the next rest what lies below. @param {Point} spot */
  #startHolding(spot) {
    this.#start = spot;
    const before = this.#before;
    clearTimeout(this.#holding);
    this.#holding = setTimeout(() => {
      if (this.#mode !== "stroke") return;
      const base = { ...this.#store.state, ...before };
      const picked = longPress(base, toPicture(base.viewport, spot), REACH.touch / 3 / base.viewport.scale);
      if (!picked) return;
      this.#mode = "held";
      this.#store.update({ ...before, ...picked, touching: false, pointer: null });
    }, LONG_PRESS_MS);
  }

  /** @param {Contact} contact */
  move(contact) {
    const spot = this.#spot(contact);
    const last = this.#fingers.get(contact.pointerId);
    if (Math.hypot(spot.x - this.#start.x, spot.y - this.#start.y) > SLACK.touch) clearTimeout(this.#holding);
    if (last && this.#mode === "pinch") return this.#pinch(contact.pointerId, spot);
    if (last) this.#fingers.set(contact.pointerId, spot);
    if (last && this.#mode === "pan") return this.#pan(spot.x - last.x, spot.y - last.y);
    const isHover = !last && contact.pointerType !== "touch";
    if (isHover || (last && this.#mode === "stroke")) this.#stroke("move", contact, spot);
  }

  /** @param {Contact} contact */
  up(contact) {
    const wasStroke = this.#mode === "stroke" && this.#fingers.has(contact.pointerId);
    if (wasStroke) this.#stroke("up", contact, this.#spot(contact));
    this.#release(contact);
  }

  /** The system took the pointer away (a call, a gesture of the phone). @param {Contact} contact */
  lost(contact) {
    if (this.#mode === "stroke" && this.#fingers.has(contact.pointerId)) this.#store.update(this.#before);
    this.#release(contact);
  }

  leave() {
    if (this.#mode === "none") this.#store.update({ pointer: null });
  }

  /** @param {{deltaX: number, deltaY: number, deltaMode: number, clientX: number, clientY: number, shiftKey: boolean, ctrlKey: boolean}} wheel */
  wheel(wheel) {
    const unit = wheel.deltaMode === 1 ? 16 : 1;
    if (wheel.shiftKey) return this.#pan(-(wheel.deltaX || wheel.deltaY) * unit, 0);
    const strength = wheel.ctrlKey ? 0.01 : 0.0022;
    const factor = Math.exp(-Math.max(-400, Math.min(400, wheel.deltaY * unit)) * strength);
    this.#zoom(factor, this.#spot(wheel));
  }

  /** @param {Contact} contact */
  #release(contact) {
    clearTimeout(this.#holding);
    if (this.#pen === contact.pointerId) this.#pen = null;
    this.#fingers.delete(contact.pointerId);
    if (contact.pointerType === "touch") this.#store.update({ touching: false, pointer: null });
    // After a pinch the finger that stays must not start to draw.
    if (this.#fingers.size === 0) this.#mode = "none";
  }

  /** @param {"down" | "move" | "up"} type @param {Contact} contact @param {Point} spot */
  #stroke(type, contact, spot) {
    const state = this.#store.state;
    if (state.phase !== "working") return;
    const device = contact.pointerType === "touch" || contact.pointerType === "pen" ? contact.pointerType : "mouse";
    const point = toPicture(state.viewport, spot);
    const stroke = {
      type,
      point,
      shift: contact.shiftKey,
      alt: contact.altKey,
      touch: device === "touch",
      reach: REACH[device] / state.viewport.scale,
      slack: SLACK[device] / state.viewport.scale,
    };
    // Ctrl-click picks a shape whatever tool is in the hand.
    const wantsPick = type === "down" && (contact.ctrlKey || contact.metaKey) && state.tool !== "select";
    const base = wantsPick ? { ...state, toolState: { lent: true, inner: { phase: "idle" } } } : state;
    this.#store.update({ ...feed(base, stroke), pointer: point, touching: device === "touch" && type !== "up", lens: false });
  }

  #startPinch() {
    clearTimeout(this.#holding);
    if (this.#mode === "stroke") this.#store.update({ ...this.#before, touching: false, pointer: null });
    this.#mode = "pinch";
  }

  /** @param {number} id @param {Point} spot */
  #pinch(id, spot) {
    const [first, second] = [...this.#fingers.keys()];
    const [a, b] = /** @type {Point[]} */ ([this.#fingers.get(first), this.#fingers.get(second)]);
    this.#fingers.set(id, spot);
    if (!b || (id !== first && id !== second)) return;
    const [c, d] = /** @type {Point[]} */ ([this.#fingers.get(first), this.#fingers.get(second)]);
    const factor = Math.hypot(c.x - d.x, c.y - d.y) / Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
    this.#pan((c.x + d.x - a.x - b.x) / 2, (c.y + d.y - a.y - b.y) / 2);
    this.#zoom(factor, { x: (c.x + d.x) / 2, y: (c.y + d.y) / 2 });
  }

  /** @param {number} dx @param {number} dy */
  #pan(dx, dy) {
    this.#store.run((state) => ({ viewport: panBy(state.viewport, dx, dy, state.size, state.stage) }));
  }

  /** @param {number} factor @param {Point} anchor */
  #zoom(factor, anchor) {
    this.#store.run((state) => ({ viewport: zoomAt(state.viewport, factor, anchor, state.size, state.stage) }));
  }

  /** @param {{clientX: number, clientY: number}} event @returns {Point} */
  #spot(event) {
    const origin = this.#origin();
    return { x: event.clientX - origin.x, y: event.clientY - origin.y };
  }
}
