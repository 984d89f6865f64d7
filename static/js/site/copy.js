/** Buttons with data-copy="text" put that text on the clipboard and say so. */
import { showToast } from "./toast.js";

/** @param {Document} page */
export function copyOnClick(page) {
  // The clipboard exists only on https and localhost; elsewhere the button stays hidden and the text can be marked by hand.
  if (!navigator.clipboard) return;
  for (const button of page.querySelectorAll("[data-copy]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy ?? "");
      showToast(button.dataset.copied ?? "", "good");
    });
  }
}
