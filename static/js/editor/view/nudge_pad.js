/** Four arrows for a finger: move the object, or one edge of it, by one pixel or by ten. */
/** @import { Room } from "./parts.js" */
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { icon } from "./icons.js";
import { setWord } from "./parts.js";

const REPEAT_AFTER_MS = 350;
const REPEAT_EVERY_MS = 60;

/** @param {Room} room */
export function nudgePad(room) {
  const { t, dispatch } = room;
  let isFar = false;
  const arrows = ["up", "left", "right", "down"].map((side) => {
    const node = element("button", { type: "button", class: `control pad-${side}`, "aria-label": t(`nudge_${side}`) }, icon(side));
    repeatWhileHeld(node, () => dispatch(`nudge_${side}${isFar ? "_far" : ""}`));
    return node;
  });
  const word = element("span", { class: "word" });
  const middle = on(element("button", { type: "button", class: "control pad-middle" }, word), { click: () => dispatch("grab_next") });
  const step = element("button", { type: "button", class: "control pad-step", "aria-pressed": "false", "aria-label": t("nudge_far") }, element("span", { class: "word" }, t("nudge_step_1")));
  on(step, {
    click: () => {
      isFar = !isFar;
      setAttributes(step, { "aria-pressed": String(isFar) });
      setWord(step, t(isFar ? "nudge_step_10" : "nudge_step_1"));
    },
  });
  const node = element("div", { class: "nudge-pad", role: "group", "aria-label": t("nudge") }, step, ...arrows, middle);
  const render = watching(
    (state) => [state.handle, state.selection, state.nudging],
    (state) => {
      setAttributes(node, { hidden: !state.nudging });
      setAttributes(node, { "data-idle": state.selection.length === 0 });
      setText(word, t(edgeKey(state.handle)));
    },
  );
  return { node, render };
}

/** @param {string | null} handle */
export function edgeKey(handle) {
  if (!handle) return "edge_whole";
  return /^[nesw]{1,2}$/.test(handle) ? `edge_${handle}` : "edge_point";
}

/** @param {HTMLElement} node @param {() => void} run */
function repeatWhileHeld(node, run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const again = () => {
    run();
    timer = setTimeout(again, REPEAT_EVERY_MS);
  };
  const stop = () => clearTimeout(timer);
  on(node, {
    pointerdown: () => {
      run();
      timer = setTimeout(again, REPEAT_AFTER_MS);
    },
    pointerup: stop,
    pointerleave: stop,
    pointercancel: stop,
    keydown: (event) => {
      if (event.code === "Enter" || event.code === "Space") run();
    },
  });
}
