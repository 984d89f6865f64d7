/** The page that stands alone when not even the facts could be read. */
import { element } from "./dom.js";

/** @param {HTMLElement} root @param {string} kind of refusal @param {import("./texts.js").Translate} t */
export function showBlocked(root, kind, t) {
  const isSession = kind === "session";
  const card = element(
    "div", { class: "cover-card" },
    element("h2", {}, t(`blocked_${kind}_title`)),
    element("p", {}, t(`blocked_${kind}_text`)),
    element("div", { class: "row middle" }, element("a", { class: "control quiet", href: "/" }, t("home")), element("a", { class: "control main", href: isSession ? `/sign-in?next=${encodeURIComponent(location.pathname)}` : location.href }, t(isSession ? "sign_in" : "try_again"))),
  );
  root.replaceChildren(element("div", { class: "cover" }, card));
}
