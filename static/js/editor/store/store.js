/** Holds the current state and tells listeners what came before; it decides nothing. */
/** @import { EditorState } from "./state.js" */

/** @typedef {(state: EditorState, previous: EditorState) => void} Listener */

export class Store {
  /** @type {EditorState} */ #state;
  /** @type {Set<Listener>} */ #listeners = new Set();

  /** @param {EditorState} state */
  constructor(state) {
    this.#state = state;
  }

  get state() {
    return this.#state;
  }

  /** @param {Partial<EditorState>} change */
  update(change) {
    const keys = /** @type {(keyof EditorState)[]} */ (Object.keys(change));
    if (keys.every((key) => change[key] === this.#state[key])) return;
    const previous = this.#state;
    this.#state = { ...previous, ...change };
    for (const listener of this.#listeners) listener(this.#state, previous);
  }

  /** @param {(state: EditorState) => Partial<EditorState>} action */
  run(action) {
    this.update(action(this.#state));
  }

  /** @param {Listener} listener @returns {() => void} stops listening */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
