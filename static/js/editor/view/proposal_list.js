/** Proposals in the side list, the least certain first: named "proposed", no part of the answer yet. */
/** @import { Room } from "./parts.js" */
import { openIn } from "../commands/proposals.js";
import { colourOf } from "../model/ontology.js";
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { swatch } from "./parts.js";
import { titleOfShape } from "./proposal_card.js";

/** @param {Room} room */
export function proposalList({ t, locale, dispatch }) {
  const count = element("span", { class: "count" });
  const list = element("ol", { class: "objects" });
  const node = element("section", { class: "panel proposals-panel", "aria-label": t("proposed") }, element("h2", {}, t("proposed"), " ", count), list);
  const render = watching(
    (state) => [state.history.present, state.proposals, state.focus],
    (state) => {
      const open = openIn(state);
      setAttributes(node, { hidden: open.length === 0 });
      setText(count, String(open.length));
      list.replaceChildren(...open.map((proposal) => {
        const percent = proposal.confidence === undefined ? t("proposed") : t("proposed_percent", { percent: Math.round(proposal.confidence * 100) });
        const pick = element(
          "button", { type: "button", class: "object", "aria-pressed": String(proposal.id === state.focus), "data-proposal": proposal.id },
          swatch(colourOf(state.ontology, proposal.label)),
          element("span", { class: "word" }, titleOfShape(state, proposal, locale)),
          element("span", { class: "size" }, percent),
        );
        return element("li", {}, on(pick, { click: () => dispatch(`proposal:${proposal.id}`) }));
      }));
    },
  );
  return { node, render };
}
