/** "Show" beside a password: a typo on a phone costs her an evening. */

/** @param {Document} page */
export function showPasswords(page) {
  for (const button of page.querySelectorAll("[data-show-password]")) {
    if (!(button instanceof HTMLElement)) continue;
    const input = page.getElementById(button.dataset.showPassword ?? "");
    if (!(input instanceof HTMLInputElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.textContent = (shown ? button.dataset.show : button.dataset.hide) ?? "";
      input.focus();
    });
  }
}
