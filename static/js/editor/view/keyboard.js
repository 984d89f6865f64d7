/** Keys of the whole window; typing in a field stays typing. */
/** @import { Store } from "../store/store.js" */
/** @import { Dispatch } from "../tools/dispatch.js" */
/** @import { PointerHand } from "../tools/pointer.js" */
import { bindingsOf } from "../tools/key_settings.js";
import { VERIFY_BINDINGS, actionFor } from "../tools/keys.js";
import { isDrawing } from "../tools/workbench.js";
import { shownIn } from "../store/state.js";
import { on } from "./dom.js";

const NO_LETTERS = ["checkbox", "radio", "range", "button", "submit", "color"];

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  return target instanceof HTMLInputElement && !NO_LETTERS.includes(target.type);
}

/** Keys that a focused button, list or dialog needs for itself. @param {KeyboardEvent} event @param {HTMLElement} stage */
function belongsToFocus(event, stage) {
  const target = event.target;
  if (target === stage || target === document.body || !(target instanceof HTMLElement)) return false;
  if (event.code === "Tab" || event.code === "Enter" || event.code === "Space") return true;
  return target instanceof HTMLInputElement && event.code.startsWith("Arrow");
}

/** Tab walks objects only where it has something to walk through; else it moves the focus as everywhere.
 * @param {Store} store @param {string} action */
function isIdleTab(store, action) {
  if (action !== "select_next" && action !== "select_previous") return false;
  const { overlaps, selection, focus } = store.state;
  if (focus !== null && selection.length === 0) return false;
  if (overlaps.length > 1) return false;
  const { shapes } = shownIn(store.state);
  // After the last object the focus goes on: the picture must not be a trap.
  const end = action === "select_next" ? shapes.at(-1) : shapes[0];
  return selection.length === 0 || shapes.length < 2 || selection[0] === end?.id;
}

/** @param {{store: Store, dispatch: Dispatch, stage: HTMLElement, hand: PointerHand}} parts */
export function listenToKeys({ store, dispatch, stage, hand }) {
  /** The key whose release ends the look at the bare picture. */
  let peekKey = "";
  const stopPeeking = () => {
    peekKey = "";
    store.update({ peeking: false });
  };

  /** @param {KeyboardEvent} event */
  function act(event) {
    const { verify, ontology, keys } = store.state;
    const action = verify ? actionFor(event, { labels: [] }, VERIFY_BINDINGS) : actionFor(event, ontology, bindingsOf(keys));
    if (!action || isIdleTab(store, action)) return;
    event.preventDefault();
    // A key held too long must not finish two pictures.
    if (event.repeat && !/^(nudge|undo|redo|zoom|frame)/.test(action)) return;
    if (action !== "peek") return void dispatch(action);
    peekKey = event.code;
    store.update({ peeking: true });
  }

  on(window, {
    keydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.defaultPrevented) return;
      const hasDialog = document.querySelector("dialog[open]:not(.aside)") !== null;
      if (isTyping(event.target)) {
        // While she composes Chinese, Escape belongs to the input method; else it leads back to the picture.
        if (event.code === "Escape" && !event.isComposing && !hasDialog) stage.focus();
        return;
      }
      if (hasDialog || belongsToFocus(event, stage)) return;
      // A sheet beside the picture leaves the keys to the picture, but for the one that closes it.
      if (event.code === "Escape" && document.querySelector("dialog[open].aside:not(.stays)")) return void dispatch("panel:");
      // From a panel Escape leads back to the picture; there the next one cancels.
      const isElsewhere = event.target instanceof HTMLElement && event.target !== stage && event.target !== document.body;
      if (event.code === "Escape" && isElsewhere && !isDrawing(store.state)) return stage.focus();
      if (event.code !== "Space") return act(event);
      hand.isPanning = true;
      event.preventDefault();
    },
    keyup: (/** @type {KeyboardEvent} */ event) => {
      if (event.code === "Space") hand.isPanning = false;
      if (event.code === peekKey) stopPeeking();
    },
    blur: () => {
      hand.isPanning = false;
      stopPeeking();
    },
  });
}
