/** Tabs that do not fit: the one she is on is brought into sight, whatever its place in the row. */

/** How far a row has to be scrolled so that a tab stands in its middle.
 * @param {{left: number, width: number}} tab within the row @param {{width: number, all: number}} row what is seen of it, and all of it */
export function scrollFor(tab, row) {
  const middle = tab.left + tab.width / 2 - row.width / 2;
  return Math.max(0, Math.min(middle, row.all - row.width));
}

/** @param {Document} page */
export function showCurrentTab(page) {
  for (const row of page.querySelectorAll(".tabs, .sub-tabs")) {
    const tab = row.querySelector("[aria-current]");
    if (!tab) continue;
    const [outer, inner] = [row.getBoundingClientRect(), tab.getBoundingClientRect()];
    row.scrollLeft = scrollFor(
      { left: inner.left - outer.left + row.scrollLeft, width: inner.width },
      { width: row.clientWidth, all: row.scrollWidth },
    );
  }
}
