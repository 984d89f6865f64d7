/** Copying what is chosen to the frames around: how many, to which side, fixed on each or held. */
/** @import { Room } from "./parts.js" */
/** @import { Sheet } from "./sheets.js" */
/** @import { Store } from "../store/store.js" */
import { propagated } from "../commands/sequence_actions.js";
import { element, on } from "./dom.js";

const USUAL_FRAMES = 10;

/** @param {Room} room @param {Store} store @returns {Sheet} */
export function propagateSheet({ t }, store) {
  return {
    title: "propagate_title",
    build: ({ sequence, selection }) => {
      const most = Math.max((sequence?.frames ?? 1) - 1, 0);
      const number = (/** @type {string} */ key, /** @type {number} */ value) => {
        const input = element("input", { type: "number", min: 0, max: most, step: 1, value, name: key, inputmode: "numeric" });
        return { input, node: element("label", { class: "line" }, element("span", {}, t(key)), input) };
      };
      const [forward, back] = [number("propagate_forward", Math.min(USUAL_FRAMES, most)), number("propagate_back", 0)];
      const every = element("input", { type: "checkbox", name: "propagate_every" });
      const count = (/** @type {HTMLInputElement} */ input) => Math.max(0, Math.floor(Number(input.value) || 0));
      const copy = element("button", { type: "button", class: "control main", disabled: selection.length === 0 }, t("propagate_do"));
      on(copy, {
        click: () => {
          store.run((state) => propagated(state, { back: count(back.input), forward: count(forward.input), everyFrame: every.checked }));
          store.update({ panel: "" });
        },
      });
      return [
        element("p", {}, t("propagate_text", { count: selection.length })),
        forward.node,
        back.node,
        element("label", { class: "check" }, every, element("span", {}, t("propagate_every"))),
        element("p", { class: "hint" }, t("propagate_every_hint")),
        element("div", { class: "row end" }, copy),
      ];
    },
  };
}
