/** Rest: a calm word after 50 minutes of work, whatever pictures and reloads lie between; a pause by itself when she is away. */
/** @import { Store } from "../store/store.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Storage } from "./types.js" */
import { REST_MS } from "./active_time.js";

export const WORK_MS = 50 * 60_000;
export const PUT_OFF_MS = 10 * 60_000;
export const AWAY_MS = 10 * 60_000;
const LOOK_EVERY_MS = 30_000;
const NOTE = "rest";

export class Rest {
  #store;
  #storage;
  #time;
  #now;
  /** How much work calls for a word next. */ #due = WORK_MS;

  /** @param {{store: Store, storage: Storage, time: ActiveTime, now: () => number}} parts now: the wall clock, which alone goes on
   * while the page is closed */
  constructor({ store, storage, time, now }) {
    this.#store = store;
    this.#storage = storage;
    this.#time = time;
    this.#now = now;
  }

  /** Goes on counting where the page was closed, unless that was rest enough. */
  async open() {
    const kept = await this.#storage.get("notes", NOTE);
    const away = kept ? this.#now() - kept.at : 0;
    // A clock that was set back says nothing; the work counts then.
    if (kept && away < REST_MS) this.#time.resumeShift(kept.worked);
    if (kept && away < REST_MS) this.#due = Math.max(WORK_MS, kept.due);
  }

  /** Every half minute: keeps the count and says its word when it is time. */
  async look() {
    const worked = this.#time.shiftMs;
    if (worked < this.#due - PUT_OFF_MS) this.#due = WORK_MS;
    const { notice, phase, panel } = this.#store.state;
    if (worked >= this.#due && phase === "working" && panel === "" && !notice) {
      // Put off or not, the next word comes after ten more minutes of work.
      this.#due = worked + PUT_OFF_MS;
      const minutes = Math.round(worked / 60_000);
      this.#store.update({ notice: { key: "take_a_break", values: { minutes }, tone: "calm", action: { key: "pause", effect: "pause" }, dismiss: "break_later" } });
    }
    await this.#storage.write([{ store: "notes", key: NOTE, value: { worked, due: this.#due, at: this.#now() } }]).catch((error) => {
      console.warn("the count of work could not be kept on this device", error);
    });
  }
}

/** @param {Rest} rest @param {Store} store @param {() => void} pause */
export function listenToRest(rest, store, pause) {
  setInterval(() => rest.look(), LOOK_EVERY_MS);
  let hiddenAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const pauseIfWorking = () => {
    if (store.state.phase === "working" && store.state.panel === "") pause();
  };
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") {
      hiddenAt = performance.now();
      rest.look();
      timer = setTimeout(pauseIfWorking, AWAY_MS);
      return;
    }
    // A phone stops the timers of a hidden page: then the pause begins on her return.
    if (hiddenAt > 0 && performance.now() - hiddenAt >= AWAY_MS) pauseIfWorking();
    hiddenAt = 0;
  });
}
