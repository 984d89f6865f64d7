/** Shortcuts by physical key: an active Chinese input method changes letters, never places. */
/** @import { Ontology } from "../model/types.js" */
import { labelForKey } from "../model/ontology.js";

/**
 * @typedef {object} Press
 * @property {string} code as in KeyboardEvent.code
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} shiftKey
 * @property {boolean} altKey
 *
 * @typedef {{chord: string, action: string, group: "draw" | "edit" | "frames" | "view" | "work"}} Binding
 */

/** @type {readonly Binding[]} */
export const BINDINGS = [
  { chord: "KeyV", action: "tool:select", group: "draw" },
  { chord: "KeyB", action: "tool:box", group: "draw" },
  { chord: "KeyX", action: "tool:extreme", group: "draw" },
  { chord: "KeyR", action: "tool:rotated_box", group: "draw" },
  { chord: "KeyG", action: "tool:polygon", group: "draw" },
  { chord: "KeyT", action: "tool:polyline", group: "draw" },
  { chord: "KeyO", action: "tool:points", group: "draw" },
  { chord: "Escape", action: "cancel", group: "draw" },
  { chord: "KeyN", action: "new_in_middle", group: "draw" },
  { chord: "Delete", action: "remove", group: "edit" },
  { chord: "Backspace", action: "remove", group: "edit" },
  { chord: "Mod+KeyZ", action: "undo", group: "edit" },
  { chord: "Mod+Shift+KeyZ", action: "redo", group: "edit" },
  { chord: "Mod+KeyY", action: "redo", group: "edit" },
  { chord: "Tab", action: "select_next", group: "edit" },
  { chord: "Shift+Tab", action: "select_previous", group: "edit" },
  { chord: "KeyE", action: "grab_next", group: "edit" },
  { chord: "ArrowLeft", action: "nudge_left", group: "edit" },
  { chord: "ArrowRight", action: "nudge_right", group: "edit" },
  { chord: "ArrowUp", action: "nudge_up", group: "edit" },
  { chord: "ArrowDown", action: "nudge_down", group: "edit" },
  { chord: "Shift+ArrowLeft", action: "nudge_left_far", group: "edit" },
  { chord: "Shift+ArrowRight", action: "nudge_right_far", group: "edit" },
  { chord: "Shift+ArrowUp", action: "nudge_up_far", group: "edit" },
  { chord: "Shift+ArrowDown", action: "nudge_down_far", group: "edit" },
  { chord: "Mod+KeyC", action: "copy", group: "edit" },
  { chord: "Mod+KeyV", action: "paste", group: "edit" },
  { chord: "Mod+KeyD", action: "duplicate", group: "edit" },
  { chord: "Mod+KeyA", action: "select_all", group: "edit" },
  { chord: "BracketRight", action: "forward", group: "edit" },
  { chord: "BracketLeft", action: "backward", group: "edit" },
  { chord: "Comma", action: "frame_previous", group: "frames" },
  { chord: "Period", action: "frame_next", group: "frames" },
  { chord: "KeyA", action: "frame_previous", group: "frames" },
  { chord: "KeyD", action: "frame_next", group: "frames" },
  { chord: "Shift+Comma", action: "frame_previous_far", group: "frames" },
  { chord: "Shift+Period", action: "frame_next_far", group: "frames" },
  { chord: "Home", action: "frame_first", group: "frames" },
  { chord: "End", action: "frame_last", group: "frames" },
  { chord: "PageUp", action: "key_previous", group: "frames" },
  { chord: "PageDown", action: "key_next", group: "frames" },
  { chord: "KeyK", action: "play", group: "frames" },
  { chord: "KeyW", action: "outside", group: "frames" },
  { chord: "KeyC", action: "occluded", group: "frames" },
  { chord: "KeyS", action: "split", group: "frames" },
  { chord: "KeyM", action: "merge", group: "frames" },
  { chord: "KeyY", action: "panel:propagate", group: "frames" },
  { chord: "KeyI", action: "key_add", group: "frames" },
  { chord: "Shift+Delete", action: "key_remove", group: "frames" },
  { chord: "Shift+PageUp", action: "key_earlier", group: "frames" },
  { chord: "Shift+PageDown", action: "key_later", group: "frames" },
  { chord: "KeyH", action: "hide", group: "view" },
  { chord: "KeyL", action: "lock", group: "view" },
  { chord: "Shift+KeyH", action: "show_all", group: "view" },
  { chord: "Backquote", action: "peek", group: "view" },
  { chord: "Equal", action: "zoom_in", group: "view" },
  { chord: "NumpadAdd", action: "zoom_in", group: "view" },
  { chord: "Minus", action: "zoom_out", group: "view" },
  { chord: "NumpadSubtract", action: "zoom_out", group: "view" },
  { chord: "KeyF", action: "zoom_fit", group: "view" },
  { chord: "KeyZ", action: "zoom_close", group: "view" },
  { chord: "Enter", action: "enter", group: "work" },
  { chord: "KeyU", action: "unsure", group: "work" },
  { chord: "KeyP", action: "pause", group: "work" },
  { chord: "Shift+Slash", action: "cheat_sheet", group: "work" },
];

/** @param {Press} press */
export function chordOf(press) {
  const mod = press.ctrlKey || press.metaKey ? "Mod+" : "";
  return `${mod}${press.altKey ? "Alt+" : ""}${press.shiftKey ? "Shift+" : ""}${press.code}`;
}

/** What a key press means; labels come last so that their keys may not steal a fixed one.
 * @param {Press} press @param {Ontology} ontology @param {readonly Binding[]} [bindings] @returns {string | null} */
export function actionFor(press, ontology, bindings = BINDINGS) {
  const chord = chordOf(press);
  const bound = bindings.find((binding) => binding.chord === chord);
  if (bound) return bound.action;
  const label = chord === press.code ? labelForKey(ontology, press.code) : null;
  return label ? `label:${label.name}` : null;
}

/** Chords that mean two things, labels included. @param {Ontology} ontology @param {readonly Binding[]} [bindings] */
export function conflicts(ontology, bindings = BINDINGS) {
  const keys = ontology.labels.flatMap((label) => (label.key ? [label.key] : []));
  const chords = [...bindings.map((binding) => binding.chord), ...keys];
  return [...new Set(chords.filter((chord, index) => chords.indexOf(chord) !== index))];
}

const WORDS = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Mod: "Ctrl", Slash: "/", Backquote: "`", Equal: "+",
  Minus: "-", BracketLeft: "[", BracketRight: "]", Escape: "Esc", NumpadAdd: "+", NumpadSubtract: "-", Space: "Space", Comma: ",", Period: ".",
});

/** A chord as printed on the keys. @param {string} chord */
export function keyNames(chord) {
  return chord.split("+").map((part) => WORDS[part] ?? part.replace(/^(Key|Digit|Numpad)/, ""));
}
