/** Keys in the gallery: arrows walk over the grid, or from one picture to the next. */

/** How many cards stand in one row. @param {HTMLElement[]} cards */
function acrossOf(cards) {
  const top = cards[0].getBoundingClientRect().top;
  const below = cards.findIndex((card) => card.getBoundingClientRect().top > top + 1);
  return below < 0 ? cards.length : below;
}

/** @param {string} key @param {number} at @param {number} across @param {number} count @returns {number | null} where to go, from 0 */
export function stepFrom(key, at, across, count) {
  /** @type {Record<string, number>} */
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -at, End: count - 1 - at };
  const to = key in steps ? at + steps[key] : at;
  return key in steps && to >= 0 && to < count ? to : null;
}

/** @param {KeyboardEvent} event */
function isPlain(event) {
  const inField = event.target instanceof Element && event.target.closest("input, select, textarea, summary, dialog");
  return !inField && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

/** @param {Document} page */
export function walkGallery(page) {
  const grid = page.querySelector("[data-gallery]");
  const one = page.querySelector("[data-gallery-picture]");
  if (!grid && !one) return;
  page.addEventListener("keydown", (event) => {
    if (!isPlain(event)) return;
    if (one) {
      const link = { ArrowLeft: "[rel=prev]", ArrowRight: "[rel=next]", Escape: ".back-link" }[event.key];
      const found = link && one.querySelector(link);
      if (found instanceof HTMLAnchorElement) found.click();
      return;
    }
    const cards = [...page.querySelectorAll("[data-gallery] a")].filter((card) => card instanceof HTMLAnchorElement);
    const at = cards.findIndex((card) => card === page.activeElement);
    // The first arrow takes hold of the grid; before it the keys scroll the page as ever.
    const to = at < 0 ? (event.key === "ArrowRight" ? 0 : null) : stepFrom(event.key, at, acrossOf(cards), cards.length);
    if (to === null) return;
    event.preventDefault();
    cards[to].focus();
  });
}
