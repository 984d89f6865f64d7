/** Her working time: the time between inputs, where a gap over 90 s is a rest and does not count. */

export const LONGEST_GAP_MS = 90_000;

export class ActiveTime {
  #clock;
  #total = 0;
  /** @type {number | null} */ #last = null;

  /** @param {() => number} clock monotonic milliseconds; the wall clock of an old PC may be years off */
  constructor(clock) {
    this.#clock = clock;
  }

  /** @param {number} milliseconds */
  restart(milliseconds) {
    this.#total = milliseconds;
    this.#last = null;
  }

  /** She did something. */
  touch() {
    const now = this.#clock();
    const gap = this.#last === null ? 0 : now - this.#last;
    if (gap > 0 && gap <= LONGEST_GAP_MS) this.#total += gap;
    this.#last = now;
  }

  pause() {
    this.#last = null;
  }

  /** Since her last input; endless before the first. */
  get idleMs() {
    return this.#last === null ? Infinity : this.#clock() - this.#last;
  }

  get milliseconds() {
    return Math.round(this.#total);
  }
}
