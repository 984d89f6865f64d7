/** The slim top: how far, for how much, and where her work is kept. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Room } from "./parts.js" */
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { icon } from "./icons.js";
import { button, iconButton } from "./parts.js";
import { moneyText, roundedMoney } from "./texts.js";

/** @param {Room} room @param {{projectName: string, hourly: number | null}} facts */
export function head(room, { projectName, hourly }) {
  const { t, locale } = room;
  const place = element("h1", { class: "place" });
  const bar = element("span", { class: "progress-bar" });
  const each = element("span", {});
  const perHour = element("span", { class: "hourly" });
  const price = element("span", { class: "price" }, each, perHour);
  const keeping = element("span", { class: "keeping" });
  const device = on(element("button", { type: "button", class: "control quiet keeping-button", title: t("my_device") }, keeping), { click: () => room.dispatch("device") });
  const node = element(
    "header", { class: "editor-head" },
    element("a", { class: "control icon-only home", href: "/", "aria-label": t("home"), title: t("home") }, icon("back")),
    element("div", { class: "task" }, element("span", { class: "project" }, projectName), place, element("span", { class: "task-progress", "aria-hidden": "true" }, bar)),
    price,
    device,
    button(room, { icon: "pause", text: t("pause"), action: "pause", kind: "quiet pause" }),
    iconButton(room, { icon: "more", text: t("more"), action: "panel:more" }),
  );
  const render = watching(
    (state) => [state.progress, state.keeping, state.price, state.phase],
    (state) => {
      const { progress } = state;
      setText(place, progress.total > 0 ? t("place", { place: progress.place, total: progress.total }) : "");
      const done = progress.total > 0 ? (progress.sent + progress.waiting) / progress.total : 0;
      bar.style.inlineSize = `${Math.round(done * 100)}%`;
      const isPriced = state.phase === "working";
      const money = (/** @type {number} */ amount) => moneyText(amount, state.price.currency, locale);
      setText(each, isPriced && state.price.rate_e4 > 0 ? t("each", { money: money(state.price.rate_e4) }) : "");
      setText(perHour, isPriced && hourly !== null ? t("per_hour", { money: money(roundedMoney(hourly)) }) : "");
      setText(keeping, keepingText(room, state));
      setAttributes(keeping, { "data-state": state.keeping });
    },
  );
  return { node, render };
}

/** @param {Room} room @param {EditorState} state */
function keepingText({ t }, state) {
  const count = state.progress.waiting;
  if (count > 0 && state.keeping === "offline") return t("keeping_offline_waiting", { count });
  if (count > 0 && state.keeping !== "session" && state.phase !== "working") return t("keeping_sending", { count });
  if (count > 0) return t("keeping_and_waiting", { keeping: t(`keeping_${state.keeping}`), count });
  return state.phase === "working" ? t(`keeping_${state.keeping}`) : t("my_device");
}
