/** Light or dark, and the size of the text in easy mode. Kept in a cookie, so that the server draws the page right at once. */

const ONE_YEAR_S = 31_536_000;
const TEXT_SIZES = ["22", "26", "30"];

/** @param {string} name @param {string} value */
function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${ONE_YEAR_S}; samesite=lax`;
}

/** @returns {"dark" | "light"} */
export function themeNow() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "dark" || chosen === "light") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** @param {HTMLElement} button */
function nameOther(button) {
  const other = themeNow() === "dark" ? "light" : "dark";
  const word = button.querySelector("span");
  if (word) word.textContent = button.dataset[other] ?? "";
  const use = button.querySelector("use");
  const sprite = use?.getAttribute("href")?.split("#")[0];
  use?.setAttribute("href", `${sprite}#${other === "dark" ? "moon" : "sun"}`);
}

/** @param {Document} page */
export function switchTheme(page) {
  for (const button of page.querySelectorAll("[data-theme-switch]")) {
    if (!(button instanceof HTMLElement)) continue;
    nameOther(button);
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = themeNow() === "dark" ? "light" : "dark";
      page.documentElement.dataset.theme = next;
      remember("douya_theme", next);
      nameOther(button);
    });
  }
}

/** From 22 to 26 to 30 px and back. @param {Document} page */
export function switchTextSize(page) {
  for (const button of page.querySelectorAll("[data-text-switch]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const now = TEXT_SIZES.indexOf(page.documentElement.dataset.text ?? "22");
      const next = TEXT_SIZES[(now + 1) % TEXT_SIZES.length] ?? "22";
      page.documentElement.dataset.text = next;
      remember("douya_text", next);
    });
  }
}
