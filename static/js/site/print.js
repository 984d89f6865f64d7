/** Buttons with data-print open the printer's dialog. */

/** @param {Document} page */
export function printOnClick(page) {
  for (const button of page.querySelectorAll("[data-print]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
