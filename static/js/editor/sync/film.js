/** Keeps picture and shapes on the same frame: the frame changes only together with its picture, also while it plays. */
/** @import { Store } from "../store/store.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Assignment } from "./types.js" */

/** What decoded frames may take in memory; an old phone has little. */
const MEMORY_BYTES = 96_000_000;
const BYTES_PER_PIXEL = 4;
const BEHIND = 2;

/** How many decoded frames are held. @param {{width: number, height: number}} size of one, pixels */
export function framesInMemory({ width, height }) {
  return Math.min(Math.max(Math.floor(MEMORY_BYTES / (width * height * BYTES_PER_PIXEL)), 6), 24);
}

/** How many of the next pictures to make ready to paint: of a clip none, as the film does so while she walks through it.
 * @param {Assignment} next @param {Pictures} pictures */
export function readyAhead(next, pictures) {
  if (next.sequence) return 0;
  pictures.hold();
  return 2;
}

/**
 * @typedef {object} FilmParts
 * @property {Store} store
 * @property {Pictures} pictures
 * @property {() => Assignment | null} current the clip on the desk
 * @property {(bitmap: ImageBitmap, change: {frame: number}) => void} show picture and frame in one step
 * @property {() => number} clock milliseconds
 * @property {(run: () => void) => void} nextPaint
 */

export class Film {
  #at;
  #isFollowing = false;
  #isRolling = false;
  #isStepAsked = false;
  #due = 0;
  /** A newer wish makes an older round of fetching stop. */ #round = 0;

  /** @param {FilmParts} parts */
  constructor(parts) {
    this.#at = parts;
    parts.store.listen((state, previous) => {
      if (!state.sequence || state.phase !== "working") return;
      if (state.wanted !== state.frame) this.#follow();
      if (state.playing && !this.#isRolling) this.#roll();
      if (state.picture === "ready" && previous.picture !== "ready") this.#fetchAround();
    });
  }

  /** Show the frame that was asked for last, as soon as its picture is there. */
  async #follow() {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      while (await this.#showWanted());
    } finally {
      this.#isFollowing = false;
    }
    if (this.#isRolling) this.#askStep();
    this.#fetchAround();
  }

  /** @returns {Promise<boolean>} whether there may be more to do */
  async #showWanted() {
    const { store, pictures, current, show } = this.#at;
    const { wanted, frame, assignment } = store.state;
    const image = current()?.images[wanted];
    if (!image || wanted === frame) return false;
    try {
      const bitmap = await pictures.bitmap(image.preview_url);
      if (store.state.assignment !== assignment || !store.state.sequence) return false;
      show(bitmap, { frame: wanted });
      return true;
    } catch (error) {
      if (store.state.assignment !== assignment) return false;
      console.warn("frame failed", error);
      // Another frame asked for meanwhile may well be here.
      if (store.state.wanted !== wanted) return true;
      store.update({ wanted: store.state.frame, playing: false, notice: { key: "frame_failed", tone: "warn" } });
      return false;
    }
  }

  /** Decode the frames around, the next ones first. */
  async #fetchAround() {
    const { store, pictures, current } = this.#at;
    const round = (this.#round += 1);
    const images = current()?.images ?? [];
    const here = store.state.frame;
    if (!store.state.sequence || !images[here]) return;
    const most = framesInMemory(images[here]);
    pictures.hold(most);
    const ahead = Array.from({ length: most - BEHIND - 2 }, (_, index) => here + index + 1);
    const behind = Array.from({ length: BEHIND }, (_, index) => here - index - 1);
    for (const frame of [...ahead, ...behind]) {
      if (round !== this.#round) return;
      // Fetching ahead is a kindness: a frame that fails is asked for again when it is wanted.
      if (images[frame]) await pictures.bitmap(images[frame].preview_url).catch(() => null);
    }
  }

  /** Frame after frame at the pace of the video; a frame that is not here yet is waited for, none is left out. */
  #roll() {
    this.#isRolling = true;
    this.#due = this.#at.clock();
    this.#askStep();
  }

  #askStep() {
    if (this.#isStepAsked) return;
    this.#isStepAsked = true;
    this.#at.nextPaint(() => {
      this.#isStepAsked = false;
      this.#step();
    });
  }

  #step() {
    const { store, clock } = this.#at;
    const { sequence, playing, frame, wanted, speed } = store.state;
    this.#isRolling = playing && sequence !== null && store.state.phase === "working";
    if (!this.#isRolling || !sequence) return;
    if (wanted === frame && frame >= sequence.frames - 1) return store.update({ playing: false });
    const now = clock();
    if (wanted !== frame) return;
    if (now < this.#due) return this.#askStep();
    // After a wait the pace goes on from now instead of hurrying after.
    this.#due = Math.max(this.#due + 1000 / (sequence.fps * speed), now);
    // The next step is asked for once the frame is shown, so that it comes after the frame was painted.
    store.update({ wanted: frame + 1 });
  }
}
