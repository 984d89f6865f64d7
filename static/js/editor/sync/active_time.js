/** Her working time: the time between inputs, where a gap over 90 s is a rest and does not count. */

export const LONGEST_GAP_MS = 90_000;
/** So long without work is a rest: the count towards the next break begins anew. */
export const REST_MS = 5 * 60_000;

export class ActiveTime {
  #clock;
  #total = 0;
  /** @type {number | null} */ #last = null;
  /** Work since the last rest, whatever the pictures. */ #shift = 0;
  /** @type {number | null} */ #seen = null;

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
    if (this.#seen !== null && now - this.#seen >= REST_MS) this.#shift = 0;
    if (gap > 0 && gap <= LONGEST_GAP_MS) {
      this.#total += gap;
      this.#shift += gap;
    }
    this.#last = now;
    this.#seen = now;
  }

  pause() {
    this.#last = null;
  }

  /** Work before this page was opened, in the same sitting. @param {number} milliseconds */
  resumeShift(milliseconds) {
    this.#shift += milliseconds;
  }

  /** Work since her last rest of five minutes. */
  get shiftMs() {
    const isRested = this.#seen !== null && this.#clock() - this.#seen >= REST_MS;
    return isRested ? 0 : Math.round(this.#shift);
  }

  /** Since her last input; endless before the first. */
  get idleMs() {
    return this.#last === null ? Infinity : this.#clock() - this.#last;
  }

  get milliseconds() {
    return Math.round(this.#total);
  }
}
