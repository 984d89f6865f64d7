/** One object, one question, three large answers: by button, key or swipe. */
/** @import { Room } from "./parts.js" */
import { asked, leftToVerify } from "../commands/verify.js";
import { colourOf } from "../model/ontology.js";
import { VERIFY_BINDINGS } from "../tools/keys.js";
import { element, setAttributes, setText, watching } from "./dom.js";
import { button, iconButton, keyCaps } from "./parts.js";
import { titleOfShape } from "./proposal_card.js";
import { swiping } from "./swiping.js";

/** @param {Room} room @param {string} icon @param {string} name @param {string} kind */
function choice(room, icon, name, kind) {
  const node = button(room, { icon, text: room.t(name), action: name, kind: `stacked ${kind}` });
  const bound = VERIFY_BINDINGS.find((binding) => binding.action === name);
  if (bound) node.append(keyCaps(bound.chord));
  return node;
}

/** @param {Room} room */
export function verifyCard(room) {
  const { t, locale, dispatch } = room;
  const mark = element("span", { class: "swatch", "aria-hidden": "true" });
  const question = element("h2", { class: "verify-question", role: "status" });
  const count = element("span", { class: "proposal-left" });
  const before = iconButton(room, { icon: "undo", text: t("undo"), action: "verify_back" });
  const choices = element(
    "div", { class: "verify-choices" },
    choice(room, "close", "verify_no", "quiet danger"), choice(room, "unsure", "verify_unsure", "quiet"), choice(room, "done", "verify_yes", "main"),
  );
  const done = button(room, { icon: "done", text: t("done_next"), action: "submit", kind: "main" });
  const skip = button(room, { icon: "skip", text: t("skip"), action: "panel:skip", kind: "quiet" });
  const hint = element("p", { class: "hint swipe-hint" }, t("verify_swipe"));
  const node = element(
    "section", { class: "proposal-card verify-card", "aria-label": t("verify") },
    element("div", { class: "proposal-head" }, element("div", { class: "proposal-words" }, mark, question), count, before),
    choices, hint, element("div", { class: "proposal-all" }, skip, done),
  );
  swiping(node, (way) => dispatch(way === "right" ? "verify_yes" : "verify_no"));
  const render = watching(
    (state) => [state.verify, state.history, state.step, state.phase, state.picture],
    (state) => {
      setAttributes(node, { hidden: !state.verify || state.phase !== "working" });
      if (!state.verify) return;
      const object = asked(state);
      mark.style.backgroundColor = object ? colourOf(state.ontology, object.label) : "";
      setAttributes(mark, { hidden: object === null });
      setText(question, object ? t(`verify_ask_${state.step}`, { label: titleOfShape(state, object, locale) }) : t("verify_all_done"));
      setText(count, t("verify_count", { done: state.verify.length - leftToVerify(state).length, total: state.verify.length }));
      setAttributes(before, { disabled: state.step === "class" && state.history.past.length === 0 });
      setAttributes(choices, { hidden: object === null });
      setAttributes(hint, { hidden: object === null });
      setAttributes(done, { hidden: object !== null });
    },
  );
  return { node, render };
}
