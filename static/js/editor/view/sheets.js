/** One dialog at a time: guide, keys, picture help, skip, the empty picture, two versions, the pause. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { element, on, watching } from "./dom.js";
import { iconButton } from "./parts.js";

/**
 * @typedef {object} Sheet
 * @property {string} title text key
 * @property {(state: EditorState) => readonly (Node | string)[]} build
 * @property {(state: EditorState) => readonly unknown[]} [reads] what it is built anew for while it is open
 * @property {boolean} [stays] cannot be closed without an answer
 * @property {boolean} [aside] lies beside the picture instead of over it
 */

/** New contents under the same title; who works by keyboard stays where she was. @param {HTMLElement} node @param {readonly (Node | string)[]} contents */
function refill(node, contents) {
  const controls = () => [...node.querySelectorAll("button")];
  const place = controls().findIndex((control) => control === document.activeElement);
  const body = /** @type {HTMLElement} */ (node.querySelector(".sheet-body"));
  const top = /** @type {HTMLElement} */ (node.querySelector(".sheet-head"));
  body.replaceChildren(top, ...contents);
  controls()[place]?.focus();
}

/** Until she has chosen between two versions nothing she draws reaches the server: no other sheet takes that one's place.
 * @param {EditorState} state */
const wanted = ({ conflict, panel }) => (conflict ? "conflict" : panel);

/** @param {Room} room @param {Readonly<Record<string, Sheet>>} sheets */
export function sheetHost(room, sheets) {
  const { t, dispatch } = room;
  const node = element("dialog", { class: "sheet" });
  let shown = "";
  on(node, {
    cancel: (event) => {
      if (sheets[shown]?.stays) event.preventDefault();
    },
    close: () => {
      // The event comes late: by then the next sheet may be open already.
      if (node.open || !shown) return;
      // A second Escape closes a dialog whatever it answers: one that wants an answer opens again.
      if (sheets[shown].stays) node.showModal();
      else dispatch("panel:");
    },
    click: (event) => {
      // A tap on the veil closes, as people expect of a sheet.
      if (event.target === node && shown && !sheets[shown].stays) dispatch("panel:");
    },
  });
  const render = watching(
    (state) => [wanted(state), ...(sheets[wanted(state)]?.reads?.(state) ?? [])],
    (state) => {
      const panel = wanted(state);
      const sheet = sheets[panel];
      if (sheet && shown === panel && node.open) return refill(node, sheet.build(state));
      shown = "";
      if (node.open) node.close();
      if (!sheet) return;
      shown = panel;
      const title = element("h2", {}, t(sheet.title));
      const top = element("div", { class: "sheet-head" }, title);
      if (!sheet.stays) top.append(iconButton(room, { icon: "close", text: t("close"), action: "panel:" }));
      node.className = `sheet sheet-${panel}${sheet.aside ? " aside" : ""}${sheet.stays ? " stays" : ""}`;
      node.setAttribute("aria-label", t(sheet.title));
      node.replaceChildren(element("div", { class: "sheet-body" }, top, ...sheet.build(state)));
      if (sheet.aside) node.show();
      else node.showModal();
    },
  );
  return { node, render };
}
