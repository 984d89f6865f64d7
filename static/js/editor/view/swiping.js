/** Makes a card follow the finger sideways and tells which way it was let go. */
import { swipeOf } from "../tools/swipe.js";
import { on } from "./dom.js";

const SLACK_PX = 10;

/** @param {HTMLElement} card @param {(way: "left" | "right") => void} tell */
export function swiping(card, tell) {
  /** @type {{id: number, x: number, y: number, at: number, moved: boolean} | null} */
  let start = null;
  const rest = () => {
    start = null;
    card.style.transform = "";
    delete card.dataset.way;
  };
  on(card, {
    pointerdown: (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === "mouse" || start) return;
      start = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp, moved: false };
    },
    pointermove: (/** @type {PointerEvent} */ event) => {
      if (start?.id !== event.pointerId) return;
      const dx = event.clientX - start.x;
      if (!start.moved && Math.abs(dx) < SLACK_PX) return;
      // From here on it is no tap: the button under the finger must not be pressed as well.
      if (!start.moved) card.setPointerCapture(event.pointerId);
      start.moved = true;
      card.style.transform = `translateX(${Math.round(dx)}px)`;
      card.dataset.way = swipeOf(dx, event.clientY - start.y, event.timeStamp - start.at) ?? "";
    },
    pointerup: (/** @type {PointerEvent} */ event) => {
      if (start?.id !== event.pointerId) return;
      const way = start.moved ? swipeOf(event.clientX - start.x, event.clientY - start.y, event.timeStamp - start.at) : null;
      rest();
      if (way) tell(way);
    },
    pointercancel: rest,
  });
}
