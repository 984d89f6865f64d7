/** Shortcuts by physical key: an active Chinese input method changes letters, never places. */
/** @import { Ontology } from "../model/types.js" */
import { KINDS } from "../model/kinds.js";
import { labelForKey } from "../model/ontology.js";

/** A key that she may not move: what every program has there, what lets her out, and the digits that answer. */
const FIXED = /^(?:Escape|(?:Shift\+)?(?:Tab|Arrow\w+)|Shift\+Digit\d)$/;

/**
 * @typedef {object} Press
 * @property {string} code as in KeyboardEvent.code
 * @property {boolean} ctrlKey
 * @property {boolean} metaKey
 * @property {boolean} shiftKey
 * @property {boolean} altKey
 * @property {string} [key] as in KeyboardEvent.key
 *
 * @typedef {object} Binding A shortcut: one row of the table; a group needs the text keys_GROUP, an action do_ACTION
 * @property {string} chord
 * @property {string} action
 * @property {string} group
 * @property {string} [left] its place in the left-hand set: the mouse in her left hand, the right hand on the keys
 */

/** @type {readonly Binding[]} */
export const BINDINGS = [
  { chord: "KeyV", action: "tool:select", group: "draw", left: "KeyJ" },
  { chord: "KeyB", action: "tool:box", group: "draw", left: "KeyK" },
  { chord: "KeyX", action: "tool:extreme", group: "draw", left: "KeyI" },
  ...KINDS.flatMap(({ name, key, leftKey }) => (key ? [{ chord: key, action: `tool:${name}`, group: "draw", left: leftKey }] : [])),
  { chord: "Semicolon", action: "skip_joint", group: "draw", left: "Shift+Semicolon" },
  { chord: "Escape", action: "cancel", group: "draw" },
  { chord: "KeyN", action: "new_in_middle", group: "draw" },
  { chord: "Delete", action: "remove", group: "edit" },
  { chord: "Backspace", action: "remove", group: "edit" },
  { chord: "Mod+KeyZ", action: "undo", group: "edit", left: "Backslash" },
  { chord: "Mod+Shift+KeyZ", action: "redo", group: "edit" },
  { chord: "Mod+KeyY", action: "redo", group: "edit", left: "Shift+Backslash" },
  { chord: "Tab", action: "select_next", group: "edit" },
  { chord: "Shift+Tab", action: "select_previous", group: "edit" },
  { chord: "KeyE", action: "grab_next", group: "edit", left: "KeyM" },
  { chord: "ArrowLeft", action: "nudge_left", group: "edit" },
  { chord: "ArrowRight", action: "nudge_right", group: "edit" },
  { chord: "ArrowUp", action: "nudge_up", group: "edit" },
  { chord: "ArrowDown", action: "nudge_down", group: "edit" },
  { chord: "Shift+ArrowLeft", action: "nudge_left_far", group: "edit" },
  { chord: "Shift+ArrowRight", action: "nudge_right_far", group: "edit" },
  { chord: "Shift+ArrowUp", action: "nudge_up_far", group: "edit" },
  { chord: "Shift+ArrowDown", action: "nudge_down_far", group: "edit" },
  { chord: "Mod+KeyC", action: "copy", group: "edit", left: "Mod+Insert" },
  { chord: "Mod+KeyV", action: "paste", group: "edit", left: "Shift+Insert" },
  { chord: "Mod+KeyD", action: "duplicate", group: "edit", left: "Mod+KeyK" },
  { chord: "Mod+KeyA", action: "select_all", group: "edit", left: "Mod+KeyL" },
  { chord: "BracketRight", action: "forward", group: "edit" },
  { chord: "BracketLeft", action: "backward", group: "edit" },
  { chord: "Shift+BracketRight", action: "to_front", group: "edit" },
  { chord: "Shift+BracketLeft", action: "to_back", group: "edit" },
  { chord: "Mod+KeyG", action: "group", group: "edit" },
  { chord: "Mod+Shift+KeyG", action: "ungroup", group: "edit" },
  { chord: "Shift+KeyS", action: "simplify", group: "edit" },
  { chord: "Shift+KeyI", action: "mirror", group: "edit" },
  { chord: "Shift+KeyW", action: "amodal", group: "edit" },
  { chord: "KeyQ", action: "next_missing", group: "edit" },
  { chord: "Shift+KeyQ", action: "next_question", group: "edit" },
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map((digit) => ({ chord: `Shift+Digit${digit}`, action: `answer:${digit}`, group: "edit" })),
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
  { chord: "KeyK", action: "play", group: "frames", left: "Shift+KeyK" },
  { chord: "KeyW", action: "outside", group: "frames", left: "Shift+KeyO" },
  { chord: "KeyC", action: "occluded", group: "frames", left: "Shift+KeyU" },
  { chord: "KeyS", action: "split", group: "frames", left: "Shift+KeyL" },
  { chord: "KeyM", action: "merge", group: "frames", left: "Shift+KeyM" },
  { chord: "KeyY", action: "panel:propagate", group: "frames", left: "Shift+KeyY" },
  { chord: "KeyI", action: "key_add", group: "frames", left: "Shift+KeyN" },
  { chord: "Shift+Delete", action: "key_remove", group: "frames" },
  { chord: "Shift+PageUp", action: "key_earlier", group: "frames" },
  { chord: "Shift+PageDown", action: "key_later", group: "frames" },
  { chord: "Quote", action: "proposal_accept", group: "proposals", left: "KeyG" },
  { chord: "Slash", action: "proposal_reject", group: "proposals", left: "KeyV" },
  { chord: "Backslash", action: "proposal_fix", group: "proposals", left: "KeyT" },
  { chord: "Shift+KeyN", action: "proposal_next", group: "proposals", left: "Shift+KeyG" },
  { chord: "Shift+KeyP", action: "proposal_previous", group: "proposals" },
  { chord: "Shift+KeyA", action: "proposal_accept_all", group: "proposals" },
  { chord: "KeyH", action: "hide", group: "view" },
  { chord: "KeyL", action: "lock", group: "view", left: "KeyY" },
  { chord: "Shift+KeyH", action: "show_all", group: "view" },
  { chord: "Backquote", action: "peek", group: "view", left: "Digit0" },
  { chord: "Equal", action: "zoom_in", group: "view" },
  { chord: "NumpadAdd", action: "zoom_in", group: "view" },
  { chord: "Minus", action: "zoom_out", group: "view" },
  { chord: "NumpadSubtract", action: "zoom_out", group: "view" },
  { chord: "KeyF", action: "zoom_fit", group: "view", left: "Slash" },
  { chord: "KeyZ", action: "zoom_close", group: "view", left: "Insert" },
  { chord: "F1", action: "guide", group: "work" },
  { chord: "Enter", action: "enter", group: "work" },
  { chord: "KeyU", action: "unsure", group: "work" },
  { chord: "KeyP", action: "pause", group: "work" },
  { chord: "Shift+Slash", action: "cheat_sheet", group: "work" },
];

/** While objects are verified there is nothing to draw, and the keys are three answers.
 * @type {readonly Binding[]} */
export const VERIFY_BINDINGS = [
  ...["KeyY", "Digit1", "Numpad1", "ArrowRight"].map((chord) => ({ chord, action: "verify_yes", group: "verify" })),
  ...["KeyN", "Digit2", "Numpad2", "ArrowLeft"].map((chord) => ({ chord, action: "verify_no", group: "verify" })),
  ...["KeyU", "Digit3", "Numpad3", "ArrowDown"].map((chord) => ({ chord, action: "verify_unsure", group: "verify" })),
  ...["Backspace", "Mod+KeyZ"].map((chord) => ({ chord, action: "verify_back", group: "verify" })),
  ...["Mod+Shift+KeyZ", "Mod+KeyY"].map((chord) => ({ chord, action: "verify_again", group: "verify" })),
  { chord: "Equal", action: "zoom_in", group: "view" },
  { chord: "Minus", action: "zoom_out", group: "view" },
  { chord: "KeyF", action: "zoom_fit", group: "view" },
  { chord: "Enter", action: "enter", group: "work" },
  { chord: "KeyP", action: "pause", group: "work" },
];

/** Some input methods on some systems hide the place of a key; its letter or digit then says enough. @param {Press} press */
function placeOf({ code, key }) {
  if (code) return code;
  if (/^[a-z]$/i.test(key ?? "")) return `Key${key?.toUpperCase()}`;
  return /^[0-9]$/.test(key ?? "") ? `Digit${key}` : key ?? "";
}

/** @param {Press} press */
export function chordOf(press) {
  const mod = press.ctrlKey || press.metaKey ? "Mod+" : "";
  return `${mod}${press.altKey ? "Alt+" : ""}${press.shiftKey ? "Shift+" : ""}${placeOf(press)}`;
}

/** What a key press means; labels come last so that their keys may not steal a fixed one.
 * @param {Press} press @param {Ontology} ontology @param {readonly Binding[]} [bindings] @returns {string | null} */
export function actionFor(press, ontology, bindings = BINDINGS) {
  return actionOfChord(chordOf(press), ontology, bindings);
}

/** @param {string} chord @param {Ontology} ontology @param {readonly Binding[]} bindings @returns {string | null} */
export function actionOfChord(chord, ontology, bindings) {
  const bound = bindings.find((binding) => binding.chord === chord);
  if (bound) return bound.action;
  const label = chord.includes("+") ? null : labelForKey(ontology, chord);
  return label ? `label:${label.name}` : null;
}

/** @param {Binding} binding */
export function isFixed(binding) {
  return FIXED.test(binding.chord);
}

/** Chords that mean two things, labels included. @param {Ontology} ontology @param {readonly Binding[]} [bindings] */
export function conflicts(ontology, bindings = BINDINGS) {
  const keys = ontology.labels.flatMap((label) => (label.key ? [label.key] : []));
  const chords = [...bindings.map((binding) => binding.chord), ...keys];
  return [...new Set(chords.filter((chord, index) => chords.indexOf(chord) !== index))];
}

const WORDS = /** @type {Record<string, string>} */ ({
  ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Mod: "Ctrl", Slash: "/", Backquote: "`", Equal: "+",
  Minus: "-", BracketLeft: "[", BracketRight: "]", Escape: "Esc", NumpadAdd: "+", NumpadSubtract: "-", Space: "Space",
  Semicolon: ";", Quote: "'", Comma: ",", Period: ".", Backslash: "\\",
});

/** A chord as printed on the keys. @param {string} chord */
export function keyNames(chord) {
  return chord.split("+").map((part) => WORDS[part] ?? part.replace(/^(Key|Digit|Numpad)/, ""));
}
