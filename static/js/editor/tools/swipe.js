/** What a finger meant that went over a card: a wish to the right, one to the left, or nothing. Pure. */

const FAR_PX = 56;
const FAST_PX_PER_MS = 0.5;
const STEEPEST = 0.75;

/** @param {number} dx to the right, CSS pixels @param {number} dy @param {number} milliseconds from down to up
 * @returns {"left" | "right" | null} */
export function swipeOf(dx, dy, milliseconds) {
  const far = Math.abs(dx);
  if (Math.abs(dy) > far * STEEPEST) return null;
  const isFlick = far > FAR_PX / 2 && far / Math.max(milliseconds, 1) > FAST_PX_PER_MS;
  if (far < FAR_PX && !isFlick) return null;
  return dx > 0 ? "right" : "left";
}
