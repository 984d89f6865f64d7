/** Opens <dialog id="x"> from any button with data-open-dialog="x". */

/** @param {Document} page */
export function openDialogs(page) {
  page.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-open-dialog]") : null;
    const dialog = button instanceof HTMLElement ? page.getElementById(button.dataset.openDialog ?? "") : null;
    if (dialog instanceof HTMLDialogElement) dialog.showModal();
  });
}
