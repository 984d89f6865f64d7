/** Over the picture's corner: hold to see it bare, and one tap to have it as it was. */
/** @import { Room } from "./parts.js" */
/** @import { Store } from "../store/store.js" */
import { isPlain } from "../commands/actions.js";
import { element, on, setAttributes, watching } from "./dom.js";
import { icon } from "./icons.js";
import { button } from "./parts.js";

/** @param {Room} room @param {Store} store */
export function sight(room, store) {
  const { t } = room;
  const peek = element("button", { type: "button", class: "control icon-only peek", "aria-label": t("peek"), title: t("peek"), "aria-pressed": "false" }, icon("show"));
  const show = () => store.update({ peeking: false });
  const bare = () => store.update({ peeking: true });
  on(peek, {
    pointerdown: (event) => {
      peek.setPointerCapture(event.pointerId);
      bare();
    },
    pointerup: show,
    pointercancel: show,
    blur: show,
    contextmenu: (event) => event.preventDefault(),
    keydown: (event) => {
      if (event.code !== "Space" && event.code !== "Enter") return;
      event.preventDefault();
      bare();
    },
    keyup: show,
  });
  const reset = button(room, { icon: "sun", text: t("reset_picture"), action: "reset_picture" });
  const node = element("div", { class: "sight" }, reset, peek);
  const render = watching(
    (state) => [state.help, state.peeking, state.phase],
    (state) => {
      setAttributes(node, { hidden: state.phase !== "working" });
      setAttributes(peek, { "aria-pressed": String(state.peeking) });
      setAttributes(reset, { hidden: isPlain(state.help) });
    },
  );
  return { node, render };
}
