/** The proposal she looks at: what it is, how sure its source was, and what may become of it, by button, key or swipe. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { focused, openIn } from "../commands/proposals.js";
import { colourOf, labelRule, labelTitle } from "../model/ontology.js";
import { chordsOf } from "../tools/key_settings.js";
import { element, setAttributes, setText, watching } from "./dom.js";
import { button, iconButton, keyCaps } from "./parts.js";
import { swiping } from "./swiping.js";

/** A button with the key that does the same. @param {Room} room @param {{icon: string, text: string, action: string, kind: string}} look */
function keyed(room, look) {
  const node = button(room, look);
  const render = (/** @type {EditorState} */ { keys }) => {
    const [chord] = chordsOf(keys, look.action);
    node.querySelector(".keys")?.remove();
    if (chord) node.append(keyCaps(chord));
  };
  return { node, render };
}

/** @param {EditorState} state @param {import("../model/types.js").Shape} shape @param {string} locale */
export function titleOfShape(state, shape, locale) {
  const label = labelRule(state.ontology, shape.label);
  return label ? labelTitle(label, locale) : shape.label;
}

/** @param {Room} room */
export function proposalCard(room) {
  const { t, locale, dispatch } = room;
  const mark = element("span", { class: "swatch", "aria-hidden": "true" });
  const title = element("strong", {});
  const facts = element("span", { class: "proposal-facts" });
  const left = element("span", { class: "proposal-left" });
  const all = button(room, { text: "", action: "proposal_accept_all", kind: "quiet small" });
  const none = button(room, { text: "", action: "proposal_reject_all", kind: "quiet small" });
  const choices = [
    keyed(room, { icon: "close", text: t("proposal_reject"), action: "proposal_reject", kind: "danger quiet" }),
    keyed(room, { icon: "edit", text: t("proposal_fix"), action: "proposal_fix", kind: "quiet" }),
    keyed(room, { icon: "done", text: t("proposal_accept"), action: "proposal_accept", kind: "main" }),
  ];
  const showKeys = watching((state) => [state.keys], (state) => choices.forEach((choice) => choice.render(state)));
  const words = element("p", { class: "proposal-words", role: "status" }, mark, title, facts);
  const node = element(
    "section", { class: "proposal-card", "aria-label": t("proposal") },
    element("div", { class: "proposal-head" }, words, left,
      iconButton(room, { icon: "left", text: t("do_proposal_previous"), action: "proposal_previous" }),
      iconButton(room, { icon: "right", text: t("do_proposal_next"), action: "proposal_next" })),
    element("div", { class: "proposal-choices" },
      ...choices.map((choice) => choice.node)),
    element("div", { class: "proposal-all" }, none, all),
    element("p", { class: "hint swipe-hint" }, t("proposal_swipe")),
  );
  swiping(node, (way) => dispatch(way === "right" ? "proposal_accept" : "proposal_reject"));
  const render = watching(
    (state) => [state.history.present, state.proposals, state.focus, state.phase, state.picture],
    (state) => {
      const open = state.phase === "working" ? openIn(state) : [];
      const proposal = focused(state);
      setAttributes(node, { hidden: open.length === 0, "data-idle": proposal === null });
      if (open.length === 0) return;
      mark.style.backgroundColor = proposal ? colourOf(state.ontology, proposal.label) : "";
      setAttributes(mark, { hidden: proposal === null });
      setText(title, proposal ? titleOfShape(state, proposal, locale) : t("proposals_wait", { count: open.length }));
      const percent = proposal?.confidence === undefined ? "" : t("proposal_sure", { percent: Math.round(proposal.confidence * 100) });
      setText(facts, proposal ? [percent, state.proposals.source].filter(Boolean).join(" · ") : "");
      setText(left, proposal ? t("proposals_left", { count: open.length }) : "");
      setText(/** @type {Element} */ (all.querySelector(".word")), t("proposal_accept_all", { count: open.length }));
      setText(/** @type {Element} */ (none.querySelector(".word")), t("proposal_reject_all", { count: open.length }));
    },
  );
  return { node, render: (/** @type {EditorState} */ state) => { render(state); showKeys(state); } };
}
