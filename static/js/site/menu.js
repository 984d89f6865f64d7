/** Menus are plain <details>; this closes them when she turns elsewhere or presses Escape. */

/** @param {Document} page */
export function closeMenus(page) {
  /** @param {EventTarget | null} kept */
  const closeAllBut = (kept) => {
    for (const menu of page.querySelectorAll("details.menu[open]")) {
      if (!(kept instanceof Node && menu.contains(kept))) menu.removeAttribute("open");
    }
  };
  page.addEventListener("click", (event) => closeAllBut(event.target));
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = page.querySelector("details.menu[open] > summary");
    closeAllBut(null);
    if (open instanceof HTMLElement) open.focus();
  });
}
