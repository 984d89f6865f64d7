/** The joints of the selected skeleton by name: seen, hidden or not there. */
/** @import { Room } from "./parts.js" */
import { flagAfter } from "../commands/joints.js";
import { labelRule, titleIn } from "../model/ontology.js";
import { ABSENT, HIDDEN, flagOf } from "../model/skeleton.js";
import { shownIn } from "../store/state.js";
import { element, on, setAttributes, watching } from "./dom.js";
import { button } from "./parts.js";

/** @param {number} flag */
function wordOf(flag) {
  return flag === ABSENT ? "joint_absent" : flag === HIDDEN ? "joint_hidden" : "joint_seen";
}

/** @param {Room} room */
export function joints(room) {
  const { t, locale, dispatch } = room;
  const list = element("ol", { class: "joints" });
  const node = element("section", { class: "panel", "aria-label": t("joints") }, element("h2", {}, t("joints")), list, element("div", { class: "row" }, button(room, { icon: "mirror", text: t("mirror"), action: "mirror", kind: "quiet" })));
  const render = watching(
    (state) => [shownIn(state), state.selection, state.handle],
    (state) => {
      const shape = state.selection.length === 1 ? shownIn(state).shapes.find((known) => known.id === state.selection[0]) : undefined;
      const points = shape?.kind === "skeleton" ? (shape.points ?? []) : [];
      setAttributes(node, { hidden: points.length === 0 });
      const names = (shape && labelRule(state.ontology, shape.label)?.skeleton?.points) ?? [];
      const focused = list.contains(document.activeElement) ? [...list.querySelectorAll("button")].indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) : -1;
      const rows = points.map((point, index) => {
        const joint = names[index];
        const title = joint ? titleIn(joint.title, locale, joint.name) : String(index + 1);
        const pick = on(element("button", { type: "button", class: "object", "aria-pressed": String(state.handle === `v${index}`) }, element("span", { class: "word" }, title)), { click: () => dispatch(`handle:v${index}`) });
        const flag = on(element("button", { type: "button", class: "option", "data-flag": flagOf(point), "aria-label": `${title}: ${t(wordOf(flagOf(point)))}` }, t(wordOf(flagOf(point)))), { click: () => dispatch(`joint:${index} ${flagAfter(flagOf(point))}`) });
        return element("li", {}, pick, flag);
      });
      list.replaceChildren(...rows);
      if (focused >= 0) list.querySelectorAll("button")[focused]?.focus();
    },
  );
  return { node, render };
}
