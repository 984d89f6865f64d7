/** The assignment on the desk: opens it where she left it and keeps each change on this device, in order. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Store } from "../store/store.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Assignment, Storage, Work, Write } from "./types.js" */
import { lookToKeep, lookOf, stateFor } from "./desk_state.js";
import { readHistory, startWrites, stepWrites } from "./journal.js";
import { freshWork, isSoundWork, startOf, versionToOpen } from "./works.js";
import { startHistory } from "../store/history.js";
import { shapesFrom } from "../model/annotation.js";

const LOOK_DELAY_MS = 400;

export class Desk {
  /** @type {Work | null} */ work = null;
  #store;
  #storage;
  #time;
  /** @type {Promise<void>} */ #tail = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #lookTimer;
  /** Set once the disk is full or broken: the work lives on in memory and on the server. */ #isDiskBroken = false;

  /** @param {{store: Store, storage: Storage, time: ActiveTime}} parts */
  constructor({ store, storage, time }) {
    this.#store = store;
    this.#storage = storage;
    this.#time = time;
    store.listen((state, previous) => this.#notice(state, previous));
  }

  /** @param {Assignment} assignment @param {string} project @param {number} order */
  async open(assignment, project, order) {
    await this.settle();
    const stored = await this.#storage.get("works", String(assignment.id));
    const known = isSoundWork(stored) ? stored : null;
    const knownHistory = known ? await readHistory(this.#storage, known) : null;
    const choice = known && knownHistory ? versionToOpen(known, knownHistory, assignment) : "adopt";
    const goesOn = known && knownHistory && choice !== "adopt";
    const fresh = freshWork(assignment, project, order);
    const work = goesOn ? { ...known, revision: choice === "local" ? Math.max(known.revision, fresh.revision) : known.revision } : fresh;
    const history = goesOn ? knownHistory : startHistory(startOf(assignment));
    this.work = work;
    this.#time.restart(Math.max(work.activeMs, fresh.activeMs));
    if (!goesOn) await this.#write(startWrites(work, history.present));
    this.#store.update(stateFor(this.#store.state, assignment, work, history));
    if (choice === "conflict" && assignment.draft) this.offer(assignment.draft.annotations, assignment.draft.revision);
  }

  /** Show that a newer version exists elsewhere. @param {unknown} annotations @param {number} revision */
  offer(annotations, revision) {
    this.#store.update({ conflict: { theirs: shapesFrom(annotations).shapes, revision }, panel: "conflict" });
  }

  /** @param {EditorState} state @param {EditorState} previous */
  #notice(state, previous) {
    if (!this.work || state.assignment !== this.work.id || previous.assignment !== state.assignment) return;
    if (state.history !== previous.history) this.#keep(state, previous);
    else if (lookOf(state) !== lookOf(previous)) this.#keepLookSoon();
  }

  /** @param {EditorState} state @param {EditorState} previous */
  #keep(state, previous) {
    const before = /** @type {Work} */ (this.work);
    const { work, writes } = stepWrites(before, previous.history, state.history);
    this.work = { ...work, ...lookToKeep(state), activeMs: this.#time.milliseconds, dirty: true };
    const id = this.work.id;
    this.#store.update({ keeping: "saving" });
    this.#write([{ store: "works", key: id, value: this.work }, ...writes]).then(() => {
      const now = this.#store.state;
      if (now.assignment !== id) return;
      const isLatest = now.history === state.history;
      this.#store.update({ kept: state.history.present, ...(isLatest ? { keeping: this.#isDiskBroken ? "full" : "here" } : {}) });
    });
  }

  #keepLookSoon() {
    clearTimeout(this.#lookTimer);
    this.#lookTimer = setTimeout(() => this.keepLook(), LOOK_DELAY_MS);
  }

  /** Zoom, half-drawn shape, label and time: what makes "exactly there" exact. @returns {Promise<void>} */
  keepLook() {
    clearTimeout(this.#lookTimer);
    if (!this.work || this.#store.state.assignment !== this.work.id) return Promise.resolve();
    return this.change({ ...lookToKeep(this.#store.state), activeMs: this.#time.milliseconds });
  }

  /** @param {Partial<Work>} change @param {readonly Write[]} [writes] to be written together with it
   * @returns {Promise<void>} */
  change(change, writes = []) {
    if (!this.work) return Promise.resolve();
    this.work = { ...this.work, ...change };
    return this.#write([{ store: "works", key: this.work.id, value: this.work }, ...writes]);
  }

  /** All that was begun is on the disk. */
  async settle() {
    await this.#tail;
  }

  /** Put the work away: the desk is empty for the next. */
  async clear() {
    clearTimeout(this.#lookTimer);
    this.work = null;
    await this.settle();
  }

  /** @param {readonly Write[]} writes @returns {Promise<void>} */
  #write(writes) {
    this.#tail = this.#tail.then(async () => {
      try {
        await this.#storage.write(writes);
        this.#isDiskBroken = false;
      } catch (error) {
        // A full or broken disk must not stop her: the screen says so, and the server still gets every draft.
        this.#isDiskBroken = true;
        console.warn("this device could not keep the change", error);
      }
    });
    return this.#tail;
  }

  get isDiskBroken() {
    return this.#isDiskBroken;
  }
}
