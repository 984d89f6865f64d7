/** What stands in place of the picture: loading, the end of the bag, no work, a picture that would not load. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { element, setAttributes, watching } from "./dom.js";
import { button } from "./parts.js";
import { moneyText } from "./texts.js";

/** @param {Room} room @param {EditorState} state */
function finished({ t, locale }, state) {
  const { progress, price } = state;
  return [
    element("h2", {}, t("finished_title")),
    element("p", { class: "earned" }, moneyText(progress.earned_e4, price.currency, locale)),
    element("p", {}, t("finished_text", { count: progress.sent + progress.waiting })),
    element("p", { class: progress.waiting > 0 ? "waiting" : "hint" }, progress.waiting > 0 ? t("finished_waiting", { count: progress.waiting }) : t("finished_sent")),
  ];
}

/** The round is over, or what is left of it waits on the page that says how it went. @param {Room} room @param {EditorState} state */
function roundOver({ t }, { progress }) {
  const waits = progress.waiting > 0;
  return [element("h2", {}, t("round_over_title")), element("p", { class: waits ? "waiting" : "hint" }, waits ? t("finished_waiting", { count: progress.waiting }) : t("round_over_text"))];
}

/** @param {Room} room @param {EditorState} state */
function noWork({ t }, state) {
  return [element("h2", {}, t("no_work_title")), element("p", {}, state.reason || t("no_work_text"))];
}

/** @param {Room} room @param {EditorState} state */
function blocked({ t }, state) {
  return [element("h2", {}, t(`blocked_${state.reason}_title`)), element("p", {}, t(`blocked_${state.reason}_text`))];
}

/** @param {Room} room @param {EditorState} state */
function contents(room, state) {
  const { t } = room;
  const home = button(room, { text: t("home"), action: "go_home", kind: "quiet" });
  const again = (/** @type {string} */ key) => button(room, { text: t(key), action: "take_work", kind: "main" });
  if (state.phase === "loading") return [element("p", { class: "hint" }, t("loading"))];
  if (state.round && (state.phase === "finished" || state.phase === "no_work")) {
    const result = state.progress.waiting > 0 ? [] : [button(room, { text: t("round_result"), action: "round_result", kind: "main" })];
    return [...roundOver(room, state), element("div", { class: "row middle" }, home, ...result)];
  }
  if (state.phase === "finished") return [...finished(room, state), element("div", { class: "row middle" }, home, again("another_bag"))];
  if (state.phase === "no_work") return [...noWork(room, state), element("div", { class: "row middle" }, home, again("look_again"))];
  if (state.phase === "blocked") {
    const next = state.reason === "session" ? button(room, { text: t("sign_in"), action: "sign_in", kind: "main" }) : button(room, { text: t("try_again"), action: "reload", kind: "main" });
    return [...blocked(room, state), element("div", { class: "row middle" }, home, next)];
  }
  if (state.picture === "loading") return [element("p", { class: "hint" }, t("loading"))];
  if (state.picture === "failed") {
    const retry = button(room, { text: t("try_again"), action: "retry_picture", kind: "main" });
    const skip = button(room, { text: t("skip"), action: "panel:skip", kind: "quiet" });
    const later = button(room, { text: t("picture_later"), action: "later", kind: "quiet" });
    return [element("h2", {}, t("picture_failed_title")), element("p", {}, t("picture_failed_text")), element("div", { class: "row middle" }, skip, later, retry)];
  }
  return null;
}

/** @param {Room} room */
export function cover(room) {
  const node = element("div", { class: "cover", role: "status" });
  const render = watching(
    (state) => [state.phase, state.reason, state.picture, state.progress],
    (state) => {
      const children = contents(room, state);
      setAttributes(node, { hidden: children === null, "data-phase": state.phase });
      node.replaceChildren(...(children ? [element("div", { class: "cover-card" }, ...children)] : []));
    },
  );
  return { node, render };
}

/** @param {Room} room */
export function notice(room) {
  const { t } = room;
  const node = element("div", { class: "editor-notice", role: "status" });
  const render = watching(
    (state) => [state.notice],
    ({ notice: current }) => {
      setAttributes(node, { hidden: current === null, "data-tone": current?.tone });
      if (!current) return node.replaceChildren();
      const action = current.action ? button(room, { text: t(current.action.key), action: current.action.effect, kind: "quiet" }) : null;
      node.replaceChildren(element("p", {}, t(current.key, current.values)), ...(action ? [action] : []), button(room, { text: t(current.dismiss ?? "understood"), action: "dismiss", kind: "quiet" }));
    },
  );
  return { node, render };
}
