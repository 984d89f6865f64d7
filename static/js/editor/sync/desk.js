/** The assignment on the desk: opens it where she left it and keeps each change on this device, in order. */
/** @import { EditorState } from "../store/state.js" */
/** @import { Store } from "../store/store.js" */
/** @import { History } from "../store/history.js" */
/** @import { Ontology } from "../model/types.js" */
/** @import { DeviceMemory } from "./device_memory.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Assignment, Storage, Work, Write } from "./types.js" */
import { lookToKeep, lookOf, stateFor } from "./desk_state.js";
import { startWrites, stepWrites, wholeWrites } from "./journal.js";
import { freshWork, isOwnDraft, startOf, versionToOpen } from "./works.js";
import { startHistory } from "../store/history.js";
import { shapesFrom } from "../model/annotation.js";

const LOOK_DELAY_MS = 400;

export class Desk {
  /** @type {Work | null} */ work = null;
  #store;
  #storage;
  #memory;
  #time;
  #onDiskBroken;
  /** @type {Promise<void>} */ #tail = Promise.resolve();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #lookTimer;
  /** Set once the disk is full or broken: the work lives on in memory and on the server. */ #isDiskBroken = false;

  /** @param {{store: Store, storage: Storage, memory: DeviceMemory, time: ActiveTime, onDiskBroken?: (error: unknown) => void}} parts
   * onDiskBroken: called once when the device begins to refuse */
  constructor({ store, storage, memory, time, onDiskBroken = () => undefined }) {
    this.#store = store;
    this.#storage = storage;
    this.#memory = memory;
    this.#onDiskBroken = onDiskBroken;
    this.#time = time;
    store.listen((state, previous) => this.#notice(state, previous));
  }

  /** @param {Assignment} assignment @param {string} project @param {number} order @param {Ontology} [ontology] that it was handed out with */
  async open(assignment, project, order, ontology = this.#store.state.ontology) {
    await this.settle();
    const known = await this.#memory.work(String(assignment.id));
    const kept = known ? await this.#memory.history(known) : null;
    if (known && kept && kept.lost > 0) return this.#openRecovered(assignment, known, kept.history, ontology, kept.lost);
    const choice = known && kept ? versionToOpen(known, kept.history, assignment) : "adopt";
    const goesOn = known && kept && choice !== "adopt";
    const fresh = freshWork(assignment, project, order);
    const work = goesOn ? { ...known, revision: choice === "local" ? Math.max(known.revision, fresh.revision) : known.revision } : fresh;
    const history = goesOn ? kept.history : startHistory(startOf(assignment));
    // Not awaited: she has done nothing yet, and what she does is written behind it, in order.
    if (!goesOn) this.#write(startWrites(work, history.present));
    this.#show(assignment, work, history, ontology);
    if (!goesOn && !assignment.draft && assignment.sequence && history.present.shapes.length > 0) this.#store.update({ notice: { key: "tracks_proposed", tone: "calm" } });
    if (choice === "conflict" && assignment.draft) this.offer(assignment.draft.annotations, assignment.draft.revision);
  }

  /** Some steps could not be read: go on from the server's version if it has one of its own, with what was readable one undo away.
   * @param {Assignment} assignment @param {Work} known @param {History} readable @param {Ontology} ontology @param {number} lost */
  async #openRecovered(assignment, known, readable, ontology, lost) {
    const { draft } = assignment;
    const takesTheirs = draft !== null && !isOwnDraft(readable, draft.annotations);
    const history = takesTheirs ? { past: [...readable.past, readable.present], present: startOf(assignment), future: [] } : readable;
    const revision = Math.max(known.revision, draft?.revision ?? 0);
    const { work, writes } = wholeWrites({ ...known, revision, attempted: revision, dirty: !takesTheirs }, history);
    await this.#write(writes);
    this.#show(assignment, work, history, ontology);
    this.#store.update({ notice: { key: "recovered_partly", values: { count: lost }, tone: "warn" } });
  }

  /** @param {Assignment} assignment @param {Work} work @param {History} history @param {Ontology} ontology */
  #show(assignment, work, history, ontology) {
    this.work = work;
    this.#time.restart(Math.max(work.activeMs, assignment.draft?.active_ms ?? 0));
    this.#store.update({ ...stateFor({ ...this.#store.state, ontology }, assignment, work, history), ontology });
  }

  /** Show that a newer version exists elsewhere. @param {unknown} annotations @param {number} revision */
  offer(annotations, revision) {
    this.#store.update({ conflict: { theirs: shapesFrom(annotations).shapes, revision }, panel: "conflict" });
  }

  /** @param {EditorState} state @param {EditorState} previous */
  #notice(state, previous) {
    if (!this.work || state.assignment !== this.work.id || previous.assignment !== state.assignment) return;
    if (state.history !== previous.history) this.#keep(state, previous);
    else if (state.ticked !== previous.ticked) this.keepLook();
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
        // After a write that failed a single step would leave a gap before it.
        await this.#storage.write(this.#isDiskBroken ? [...writes, ...this.#wholeWork()] : writes);
        this.#isDiskBroken = false;
      } catch (error) {
        // A full or broken disk must not stop her: the screen says so, and the server still gets every draft.
        if (!this.#isDiskBroken) this.#onDiskBroken(error);
        this.#isDiskBroken = true;
        console.warn("this device could not keep the change", error);
      }
    });
    return this.#tail;
  }

  /** There is room again: write down all of it. @returns {Promise<boolean>} whether it is on this device now */
  async keepAll() {
    if (!this.work) return true;
    const { history } = this.#store.state;
    await this.#write(this.#wholeWork());
    if (!this.#isDiskBroken) this.#store.update({ kept: history.present, keeping: this.work?.dirty ? "here" : "server" });
    return !this.#isDiskBroken;
  }

  /** @returns {Write[]} */
  #wholeWork() {
    const { history, assignment } = this.#store.state;
    return this.work && assignment === this.work.id ? wholeWrites(this.work, history).writes : [];
  }

  get isDiskBroken() {
    return this.#isDiskBroken;
  }
}
