/** Small parts that every panel is made of: a button with icon and word, a key cap, a swatch of a class. */
/** @import { Dispatch } from "../tools/dispatch.js" */
import { keyNames } from "../tools/keys.js";
import { element, on, setText } from "./dom.js";
import { icon } from "./icons.js";

/** @typedef {import("./texts.js").Translate} Translate */
/** @typedef {{t: Translate, locale: string, dispatch: Dispatch}} Room What each panel gets */

/** @param {Room} room @param {{icon?: string, text: string, action: string, title?: string, kind?: string, pressed?: boolean}} look */
export function button({ dispatch }, look) {
  const word = element("span", { class: "word" }, look.text);
  const node = element("button", { type: "button", class: `control ${look.kind ?? ""}`, title: look.title, "aria-pressed": look.pressed === undefined ? null : String(look.pressed) });
  if (look.icon) node.append(icon(look.icon));
  node.append(word);
  return on(node, { click: () => dispatch(look.action) });
}

/** A button of which only the icon is seen; the word is its name. @param {Room} room @param {{icon: string, text: string, action: string, pressed?: boolean}} look */
export function iconButton({ dispatch }, look) {
  const node = element("button", { type: "button", class: "control icon-only", title: look.text, "aria-label": look.text, "aria-pressed": look.pressed === undefined ? null : String(look.pressed) }, icon(look.icon));
  return on(node, { click: (event) => { event.stopPropagation(); dispatch(look.action); } });
}

/** @param {string} chord */
export function keyCaps(chord) {
  const caps = element("span", { class: "keys" });
  keyNames(chord).forEach((name) => caps.append(element("kbd", {}, name)));
  return caps;
}

/** @param {string} colour */
export function swatch(colour) {
  const node = element("span", { class: "swatch", "aria-hidden": "true" });
  node.style.backgroundColor = colour;
  return node;
}

/** @param {HTMLElement} node @param {string} text */
export function setWord(node, text) {
  const word = node.querySelector(".word");
  if (word) setText(word, text);
}
