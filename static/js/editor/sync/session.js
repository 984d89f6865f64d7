/** Her sitting at the desk: takes a bag, opens picture after picture, sends them, and goes on without a network. */
/** @import { Store } from "../store/store.js" */
/** @import { Desk } from "./desk.js" */
/** @import { DraftSync } from "./drafts.js" */
/** @import { Http, Refusal } from "./http.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Assignment, Bag, Storage, Work } from "./types.js" */
import { annotationsOf } from "../model/annotation.js";
import { BAG_SIZE, mergedBag, openAssignments, progressOf, withFinished, withReopened } from "./bag.js";
import { Refusal as RefusalError } from "./http.js";
import { forgetWrites } from "./journal.js";
import { isSoundWork } from "./works.js";

/** The server hands out no more at once. */
const LARGEST_COUNT = 20;

/**
 * @typedef {object} SessionParts
 * @property {string} project
 * @property {Store} store
 * @property {Storage} storage
 * @property {Http} http
 * @property {Desk} desk
 * @property {DraftSync} drafts
 * @property {Outbox} outbox
 * @property {Pictures} pictures
 * @property {ActiveTime} time
 * @property {(bitmap: ImageBitmap | null) => void} show
 * @property {readonly string[]} [alsoKeep] pictures of the guide, fetched once the next ones are here
 */

export class Session {
  /** @type {Bag | null} */ #bag = null;
  #at;
  #previewWidth = 0;
  #isTurning = false;

  /** @param {SessionParts} parts */
  constructor(parts) {
    this.#at = parts;
  }

  async start() {
    this.#bag = (await this.#at.storage.get("bags", this.#at.project)) ?? null;
    const waiting = await this.#at.outbox.waiting();
    if (waiting.length > 0) await this.#at.outbox.flush();
    await this.takeWork();
  }

  /** Ask for work: what she holds comes first, then new pictures up to a bag. */
  async takeWork() {
    const { http, outbox, project, store } = this.#at;
    const open = this.#bag ? openAssignments(this.#bag).length : 0;
    // What waits to be sent is still lent to her and would be counted against new pictures.
    const waiting = (await outbox.waiting()).filter((work) => work.project === project).length;
    try {
      const answer = await http.call("POST", `/api/v1/projects/${project}/assignments`, { count: Math.min((open || BAG_SIZE) + waiting, LARGEST_COUNT) });
      await this.#merge(answer.body);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      if (open === 0) return store.update({ phase: "blocked", reason: error.kind });
      store.update({ notice: { key: error.kind === "session" ? "session_over" : "working_offline", tone: "warn" } });
    }
    await this.openNext();
  }

  /** @param {{assignments: Assignment[], reason?: string}} answer */
  async #merge(answer) {
    const works = /** @type {unknown[]} */ (await this.#at.storage.all("works"));
    const mine = works.filter(isSoundWork).filter((work) => work.project === this.#at.project);
    const touched = new Set(mine.filter((work) => work.steps > 0 && work.state === "open").map((work) => work.id));
    const queued = new Set(mine.filter((work) => work.state === "queued").map((work) => work.id));
    const assignments = answer.assignments.filter((assignment) => !queued.has(String(assignment.id)));
    await this.#keepBag(mergedBag(this.#bag, { ...answer, assignments }, this.#at.project, touched));
  }

  /** @param {Bag} bag */
  async #keepBag(bag) {
    this.#bag = bag;
    this.#at.store.update({ progress: progressOf(bag, this.#at.desk.work?.id ?? null) });
    await this.#at.storage.write([{ store: "bags", key: bag.project, value: bag }]).catch((error) => {
      console.warn("the bag could not be kept on this device", error);
    });
  }

  /** The next open picture, or the end of the bag. @param {string} [wanted] id of the assignment */
  async openNext(wanted) {
    const { desk, drafts, store } = this.#at;
    drafts.stop();
    await desk.clear();
    const bag = /** @type {Bag} */ (this.#bag);
    const open = openAssignments(bag);
    const next = open.find((assignment) => String(assignment.id) === wanted) ?? open[0];
    if (!next) return this.#finish(bag);
    await desk.open(next, this.#at.project, bag.finished.length + 1);
    store.update({ progress: progressOf(bag, String(next.id)) });
    if (desk.work?.dirty) drafts.poke();
    const ahead = open.filter((other) => other !== next).map((other) => other.images[0].preview_url);
    // Not awaited: on a slow line she may still skip or take a break.
    this.showPicture(next)
      .then(() => this.#at.pictures.fetchAhead(ahead, 2))
      .then(() => this.#at.pictures.fetchAhead(this.#at.alsoKeep ?? [], 0));
  }

  /** @param {Bag} bag */
  #finish(bag) {
    const didWork = bag.finished.length > 0;
    const { notice } = this.#at.store.state;
    this.#at.show(null);
    this.#at.store.update({
      notice: notice?.key === "sending_later" ? null : notice,
      phase: didWork ? "finished" : "no_work",
      reason: bag.reason,
      assignment: null,
      progress: progressOf(bag, null),
    });
  }

  /** @param {Assignment} assignment */
  async showPicture(assignment) {
    const { store, pictures, show } = this.#at;
    store.update({ picture: "loading" });
    try {
      const bitmap = await pictures.bitmap(assignment.images[0].preview_url);
      if (store.state.assignment !== String(assignment.id)) return;
      this.#previewWidth = bitmap.width;
      show(bitmap);
      store.update({ picture: "ready" });
    } catch (error) {
      if (store.state.assignment !== String(assignment.id)) return;
      console.warn("picture failed", error);
      show(null);
      store.update({ picture: "failed" });
    }
  }

  /** @returns {Assignment | null} */
  current() {
    const id = this.#at.desk.work?.id;
    return this.#bag?.assignments.find((assignment) => String(assignment.id) === id) ?? null;
  }

  async retryPicture() {
    const assignment = this.current();
    if (assignment) await this.showPicture(assignment);
  }

  /** @param {number} scale screen pixels for one picture pixel */
  wantsDetail(scale) {
    const width = this.#previewWidth;
    return width > 0 && scale * this.#at.store.state.size.width > width * 1.3 && width < this.#at.store.state.size.width;
  }

  /** All detail of the picture, once she zooms in further than the preview is sharp. */
  async showDetail() {
    const assignment = this.current();
    if (!assignment || assignment.images[0].url === assignment.images[0].preview_url) return;
    const bitmap = await this.#at.pictures.bitmap(assignment.images[0].url);
    if (this.#at.desk.work?.id === String(assignment.id)) this.#at.show(bitmap);
  }

  /** One turn of the page at a time: a double tap must not turn two. @param {() => Promise<void>} turn */
  async #turnPage(turn) {
    if (this.#isTurning) return;
    this.#isTurning = true;
    try {
      await turn();
    } finally {
      this.#isTurning = false;
    }
  }

  submit() {
    return this.#turnPage(() => this.#submit());
  }

  /** @param {string} reason why this picture cannot be done */
  skip(reason) {
    return this.#turnPage(() => this.#skip(reason));
  }

  /** Done with this picture: kept here first, then the next one at once, then sent. */
  async #submit() {
    const { desk, store, time, outbox, drafts } = this.#at;
    const work = desk.work;
    if (!work || store.state.phase !== "working" || !this.#bag) return;
    drafts.stop();
    const submission = {
      submission_id: work.submissionId,
      annotations: annotationsOf(store.state.history.present),
      active_ms: time.milliseconds,
      unsure: store.state.unsure,
    };
    const bag = withFinished(this.#bag, work.id, "queued");
    this.#bag = bag;
    await desk.change({ state: "queued", submission, activeMs: submission.active_ms, faults: [] }, [
      { store: "bags", key: bag.project, value: bag },
    ]);
    await this.openNext();
    outbox.flush();
  }

  /** @param {string} reason */
  async #skip(reason) {
    const { desk, http, storage, store } = this.#at;
    const work = desk.work;
    if (!work || !this.#bag) return;
    try {
      await http.call("POST", `/api/v1/assignments/${work.id}/release`, { reason });
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      const isGone = error.kind === "gone" || error.kind === "missing" || error.kind === "conflict";
      if (!isGone) return store.update({ panel: "", notice: { key: "skip_needs_network", tone: "warn" } });
    }
    await this.#keepBag(withFinished(this.#bag, work.id, "skipped"));
    store.update({ panel: "" });
    await desk.clear();
    await storage.write(forgetWrites(work.id));
    await this.#forgetPictures(work.id);
    await this.openNext();
  }

  /** "The child needs me": this picture stays hers for a day. */
  async keepForMe() {
    const id = this.#at.desk.work?.id;
    if (!id) return;
    // Without a network the lease may run out; her answer is taken and paid all the same.
    await this.#at.http.call("POST", `/api/v1/assignments/${id}/keep`).catch(() => null);
  }

  /** The picture on the desk was handed in elsewhere: that answer counts, go on with the next. */
  async leaveToOther() {
    const { desk, storage, store } = this.#at;
    const id = desk.work?.id;
    if (!id || !this.#bag) return;
    await this.#keepBag(withFinished(this.#bag, id, "sent"));
    await desk.clear();
    await storage.write(forgetWrites(id));
    store.update({ notice: { key: "submit_conflict", tone: "calm" } });
    await this.openNext();
  }

  /** @param {Work} work */
  async sent(work) {
    if (work.project !== this.#at.project || !this.#bag) return;
    await this.#keepBag(withFinished(this.#bag, work.id, "sent"));
    this.#calmDown();
    await this.#forgetPictures(work.id);
  }

  /** @param {string} id of an assignment that needs its picture no longer */
  async #forgetPictures(id) {
    const images = this.#bag?.assignments.find((known) => String(known.id) === id)?.images ?? [];
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
    const { store } = this.#at;
    const isInvalid = refusal.kind === "invalid";
    if (!isInvalid || work.project !== this.#at.project || !this.#bag) {
      store.update({ notice: { key: `submit_${refusal.kind}`, values: { detail: refusal.message }, tone: "warn" } });
      return this.#closeRefused(work, refusal);
    }
    await this.#at.storage.write([{ store: "works", key: work.id, value: { ...work, state: "open" } }]);
    await this.#keepBag(withReopened(this.#bag, work.id));
    store.update({ notice: { key: "submit_invalid", values: { detail: refusal.message }, tone: "warn", action: { key: "fix_it", effect: `open:${work.id}` } } });
    if (store.state.phase !== "working") await this.openNext(work.id);
  }

  /** An answer that will never be taken waits no longer; handed in elsewhere, it counts there. @param {Work} work @param {Refusal} refusal */
  async #closeRefused(work, refusal) {
    const countsElsewhere = refusal.kind === "conflict";
    if (countsElsewhere) await this.#at.storage.write(forgetWrites(work.id));
    if (work.project === this.#at.project && this.#bag) await this.#keepBag(withFinished(this.#bag, work.id, countsElsewhere ? "sent" : "skipped"));
  }

  /** How many pictures she still holds. */
  get openCount() {
    return this.#bag ? openAssignments(this.#bag).length : 0;
  }
}
