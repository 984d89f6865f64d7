/** What the reviewer asks to mend: a list that leads to each place and is ticked off; or what a changed guideline asks for anew. */
/** @import { Room } from "./parts.js" */
/** @import { Comment, Fix } from "../model/fix.js" */
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { moneyText, momentText } from "./texts.js";

/** @param {Room} room @param {Comment} comment @param {number} number */
function row({ dispatch }, comment, number) {
  const tick = element("input", { type: "checkbox", "data-tick": comment.id, "aria-label": comment.text });
  on(tick, { change: () => dispatch(`tick:${comment.id}`) });
  const look = element("button", { type: "button", class: "comment", "data-comment": comment.id }, element("span", { class: "pin-number" }, String(number)), element("span", { class: "word" }, comment.text));
  on(look, { click: () => dispatch(`comment:${comment.id}`) });
  return element("li", {}, tick, look);
}

/** @param {Room} room */
export function fixCard(room) {
  const { t, locale } = room;
  const title = element("summary", {});
  const note = element("p", {});
  const list = element("ol", { class: "comments" });
  const pay = element("p", { class: "hint" });
  const node = element("details", { class: "task-card fix-card", open: true, "aria-label": t("fix_title") }, title, note, list, pay);
  /** @type {Fix | null} */
  let shown = null;
  const render = watching(
    (state) => [state.fix, state.ticked, state.phase],
    ({ fix, ticked, phase }) => {
      const isShown = fix !== null && phase === "working";
      setAttributes(node, { hidden: !isShown });
      if (!fix || !isShown) return;
      const left = fix.comments.filter((comment) => !ticked.has(comment.id)).length;
      const until = momentText(fix.until, locale);
      setText(title, fix.rework ? t("rework_title", { until }) : t("fix_left", { count: left, until }));
      setText(note, fix.rework ? t("rework_note", { version: fix.rework.guideline_version }) : fix.note);
      setText(pay, fix.rework ? t("rework_pay", { money: moneyText(fix.rework.rate_e4, fix.rework.currency, locale) }) : t("fix_pay"));
      if (fix !== shown) list.replaceChildren(...fix.comments.map((comment, index) => row(room, comment, index + 1)));
      shown = fix;
      for (const tick of list.querySelectorAll("input")) tick.checked = ticked.has(tick.dataset.tick ?? "");
    },
  );
  return { node, render };
}
