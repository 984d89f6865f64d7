/** The middle of the window: canvases, loupe, and the events of the hand on them. */
/** @import { Room } from "./parts.js" */
/** @import { Store } from "../store/store.js" */
import { insertVertex } from "../commands/actions.js";
import { resized, toPicture } from "../store/viewport.js";
import { PointerHand } from "../tools/pointer.js";
import { cursorFor, isDrawing } from "../tools/workbench.js";
import { element, on, watching } from "./dom.js";
import { shapeLayer } from "./crowd.js";
import { handLayer, pictureHelp, pictureLayer } from "./layers.js";
import { loupe } from "./loupe.js";
import { proposalLayer } from "./proposal_layer.js";

const DOUBLE_REACH_PX = 16;

/** A curve for dark pictures; CSS filters know brightness and contrast, not gamma. */
function gammaFilter() {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("class", "gamma");
  drawing.setAttribute("aria-hidden", "true");
  const filter = document.createElementNS(space, "filter");
  filter.id = "picture-gamma";
  const transfer = document.createElementNS(space, "feComponentTransfer");
  for (const channel of ["feFuncR", "feFuncG", "feFuncB"]) {
    const curve = document.createElementNS(space, channel);
    curve.setAttribute("type", "gamma");
    transfer.append(curve);
  }
  filter.append(transfer);
  drawing.append(filter);
  return { drawing, transfer };
}

/** @param {HTMLElement} node @param {PointerHand} hand @param {(event: MouseEvent) => void} onDouble */
function feedEvents(node, hand, onDouble) {
  on(node, {
    pointerdown: (event) => {
      if (event.target instanceof HTMLButtonElement) return;
      node.setPointerCapture(event.pointerId);
      node.focus({ preventScroll: true });
      hand.down(event);
      event.preventDefault();
    },
    pointermove: (event) => hand.move(event),
    pointerup: (event) => hand.up(event),
    pointercancel: (event) => hand.lost(event),
    pointerleave: () => hand.leave(),
    dblclick: (event) => onDouble(event),
    contextmenu: (event) => event.preventDefault(),
  });
  node.addEventListener("wheel", (event) => { event.preventDefault(); hand.wheel(event); }, { passive: false });
}

/** @param {Store} store @param {HTMLElement} node */
function followSize(store, node) {
  new ResizeObserver(() => {
    const stage = { width: node.clientWidth, height: node.clientHeight };
    if (stage.width === 0 || stage.height === 0) return;
    store.run((state) => ({ stage, viewport: resized(state.viewport, state.size, state.stage, stage) }));
  }).observe(node);
}

/** @param {Room} room @param {Store} store @param {() => ImageBitmap | null} bitmap */
export function stage({ t, locale, dispatch }, store, bitmap) {
  const [picture, shapes, found, handCanvas, lens] = ["layer-picture", "layer-shapes", "layer-proposals", "layer-hand", "loupe"].map((name) => element("canvas", { class: name, "aria-hidden": "true" }));
  const gamma = gammaFilter();
  const node = element("div", { class: "stage", id: "stage", tabindex: 0, role: "application", "aria-label": t("stage") }, picture, shapes, found, handCanvas, lens, gamma.drawing);
  lens.hidden = true;
  const hand = new PointerHand(store, () => {
    const box = node.getBoundingClientRect();
    return { x: box.left, y: box.top };
  });
  // A double click ends a polygon; with nothing begun it puts a vertex into the selected line.
  feedEvents(node, hand, (event) => {
    if (isDrawing(store.state)) {
      dispatch("enter");
      return;
    }
    const box = node.getBoundingClientRect();
    const { viewport } = store.state;
    const point = toPicture(viewport, { x: event.clientX - box.left, y: event.clientY - box.top });
    store.run(insertVertex(point, DOUBLE_REACH_PX / viewport.scale));
  });
  followSize(store, node);
  const renderers = [
    pictureLayer(picture, bitmap),
    pictureHelp(picture, gamma.transfer),
    shapeLayer(shapes, locale),
    proposalLayer(found, locale),
    handLayer(handCanvas, locale),
    loupe(lens, bitmap, locale),
    watching(
      (state) => [state.pointer, state.tool, state.toolState, state.selection],
      (state) => {
        node.style.cursor = hand.isPanning ? "grab" : cursorFor(state, 8 / state.viewport.scale);
      },
    ),
  ];
  const render = (/** @type {import("../store/state.js").EditorState} */ state) => renderers.forEach((run) => run(state));
  return { node, render, hand };
}
