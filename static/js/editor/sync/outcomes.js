/** What became of the answers she handed in: taken, refused with faults, or counted from elsewhere. */
/** @import { Bag, Work } from "./types.js" */
/** @import { Refusal } from "./http.js" */
/** @import { SessionParts } from "./session.js" */
import { withFinished, withReopened } from "./bag.js";
import { forgetWrites } from "./journal.js";

/** @typedef {{bag: () => Bag | null, keepBag: (bag: Bag) => Promise<void>, openNext: (id?: string) => Promise<void>}} BagKeeper */

export class Outcomes {
  #at;
  #keeper;

  /** @param {SessionParts} parts @param {BagKeeper} keeper */
  constructor(parts, keeper) {
    this.#at = parts;
    this.#keeper = keeper;
  }

  /** @param {Work} work that is no longer needed here @param {"sent" | "skipped"} state */
  async #finish(work, state) {
    const bag = this.#keeper.bag();
    if (work.project === this.#at.project && bag) await this.#keeper.keepBag(withFinished(bag, work.id, state));
  }

  /** @param {Work} work */
  async sent(work) {
    await this.#finish(work, "sent");
    this.#calmDown();
    await this.forgetPictures(work.id);
  }

  /** @param {string} id of an assignment that needs its picture no longer */
  async forgetPictures(id) {
    const images = this.#keeper.bag()?.assignments.find((known) => String(known.id) === id)?.images ?? [];
    await this.#at.pictures.forget(images.flatMap((image) => [image.preview_url, image.url]));
  }

  /** The network is back: what was said about its absence no longer holds. */
  #calmDown() {
    const { desk, store } = this.#at;
    const { keeping, notice } = store.state;
    if (notice?.key === "sending_later" || notice?.key === "working_offline") store.update({ notice: null });
    if (keeping === "offline") store.update({ keeping: desk.work?.dirty ? "here" : "server" });
  }

  /** The server would not take it: the picture comes back with its faults marked. @param {Work} work @param {Refusal} refusal */
  async refused(work, refusal) {
    const { store, project, storage } = this.#at;
    const bag = this.#keeper.bag();
    if (refusal.kind !== "invalid" || work.project !== project || !bag) {
      store.update({ notice: { key: `submit_${refusal.kind}`, values: { detail: refusal.message }, tone: "warn" } });
      const countsElsewhere = refusal.kind === "conflict";
      if (countsElsewhere) await storage.write(forgetWrites(work.id));
      return this.#finish(work, countsElsewhere ? "sent" : "skipped");
    }
    await storage.write([{ store: "works", key: work.id, value: { ...work, state: "open" } }]);
    await this.#keeper.keepBag(withReopened(bag, work.id));
    store.update({ notice: { key: "submit_invalid", values: { detail: refusal.message }, tone: "warn", action: { key: "fix_it", effect: `open:${work.id}` } } });
    if (store.state.phase !== "working") await this.#keeper.openNext(work.id);
  }

  /** The picture on the desk was handed in elsewhere: that answer counts, go on with the next. */
  async leaveToOther() {
    const { desk, storage, store } = this.#at;
    const work = desk.work;
    if (!work || !this.#keeper.bag()) return;
    await this.#finish(work, "sent");
    await desk.clear();
    await storage.write(forgetWrites(work.id));
    store.update({ notice: { key: "submit_conflict", tone: "calm" } });
    await this.#keeper.openNext();
  }
}
