/** Her sitting at the desk: takes a bag, opens picture after picture, sends them, and goes on without a network. */
/** @import { Store } from "../store/store.js" */
/** @import { Desk } from "./desk.js" */
/** @import { DraftSync } from "./drafts.js" */
/** @import { DeviceMemory } from "./device_memory.js" */
/** @import { Http, Refusal } from "./http.js" */
/** @import { LabelVersions } from "./label_versions.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Assignment, Bag, Storage, Work } from "./types.js" */
import { annotationsOf } from "../model/annotation.js";
import { decisionsIn } from "../model/proposals.js";
import { aheadOf, bagToAsk, mergedBag, openAssignments, progressOf, withFinished } from "./bag.js";
import { readyAhead } from "./film.js";
import { Refusal as RefusalError } from "./http.js";
import { forgetWrites } from "./journal.js";
import { leaseLeft, leaseSeen } from "./lease_time.js";
import { nextBag } from "./next_bag.js";
import { Outcomes } from "./outcomes.js";

/**
 * @typedef {object} SessionParts
 * @property {string} project
 * @property {Store} store
 * @property {Storage} storage
 * @property {DeviceMemory} memory
 * @property {Http} http
 * @property {Desk} desk
 * @property {DraftSync} drafts
 * @property {Outbox} outbox
 * @property {Pictures} pictures
 * @property {ActiveTime} time
 * @property {LabelVersions} labels
 * @property {string} locale
 * @property {(bitmap: ImageBitmap | null) => void} show
 * @property {readonly string[]} [alsoKeep] pictures of the guide, fetched once the next ones are here
 */

export class Session {
  /** @type {Bag | null} */ #bag = null;
  #at;
  #previewWidth = 0;
  #isTurning = false;
  #outcomes;
  #fetchNext;

  /** @param {SessionParts} parts */
  constructor(parts) {
    this.#at = parts;
    this.#fetchNext = nextBag(parts);
    this.#outcomes = new Outcomes(parts, { bag: () => this.#bag, keepBag: (bag) => this.#keepBag(bag), openNext: (id) => this.openNext(id) });
  }

  async start() {
    this.#bag = await this.#at.memory.bag(this.#at.project);
    await this.#at.labels.recall();
    if (this.#bag) await this.#at.labels.fetchFor(this.#bag.assignments);
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
      const answer = await http.call("POST", `/api/v1/projects/${project}/assignments`, bagToAsk(open, waiting));
      if (open + waiting === 0) this.#fetchFirst(answer.body.assignments);
      await this.merge(answer.body, answer.serverMs);
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error;
      if (open === 0) return store.update({ phase: "blocked", reason: error.kind });
      store.update({ notice: { key: error.kind === "session" ? "session_over" : "working_offline", tone: "warn" } });
    }
    await this.openNext();
  }

  /** The picture sets out while the bag is put away. @param {readonly Assignment[]} assignments */
  #fetchFirst([first]) {
    // When its turn comes a failure is shown.
    if (first) this.#at.pictures.bitmap(first.images[0].preview_url).catch(() => undefined);
  }

  /** @param {{assignments: Assignment[], reason?: string}} answer @param {number} serverMs */
  async merge(answer, serverMs) {
    const mine = (await this.#at.memory.works()).filter((work) => work.project === this.#at.project);
    const touched = new Set(mine.filter((work) => work.steps > 0 && work.state === "open").map((work) => work.id));
    const queued = new Set(mine.filter((work) => work.state === "queued").map((work) => work.id));
    const assignments = answer.assignments
      .filter((assignment) => !queued.has(String(assignment.id)))
      .map((assignment) => ({ ...assignment, lease: leaseSeen(assignment, serverMs, Date.now()) }));
    await this.#at.labels.fetchFor(assignments);
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
    await desk.open(next, this.#at.project, bag.finished.length + 1, this.#at.labels.of(next));
    this.#sayWhatIsNew(next);
    store.update({ progress: progressOf(bag, String(next.id)) });
    if (desk.work?.dirty) drafts.poke();
    // Not awaited: on a slow line she may still skip or take a break.
    const ahead = [...aheadOf(open, next), ...(this.#at.alsoKeep ?? [])];
    this.showPicture(next)
      .then(() => this.#at.pictures.fetchAhead(ahead, readyAhead(next, this.#at.pictures)))
      .then(() => this.#fetchNext(bag));
  }

  /** Other labels than before, or a lease that is over: told calmly, once. @param {Assignment} next */
  #sayWhatIsNew(next) {
    const { labels, locale, store } = this.#at;
    const change = labels.changeTo(store.state.ontology, locale);
    const left = leaseLeft(next.lease, Date.now());
    if (change) store.update({ notice: { key: change.gone ? (change.come ? "labels_changed" : "labels_gone") : "labels_come", values: change, tone: "calm" } });
    else if (left !== null && left <= 0) store.update({ notice: { key: "lease_over", tone: "calm" } });
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
      const bitmap = await pictures.bitmap(assignment.images[store.state.frame].preview_url);
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
    const { frame } = this.#at.store.state;
    const image = assignment?.images[frame];
    if (!assignment || !image || image.url === image.preview_url) return;
    const bitmap = await this.#at.pictures.bitmap(image.url);
    if (this.#at.desk.work?.id === String(assignment.id) && this.#at.store.state.frame === frame) this.#at.show(bitmap);
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
    const { history, proposals, unsure } = store.state;
    const submission = {
      submission_id: work.submissionId,
      annotations: annotationsOf(history.present),
      active_ms: time.milliseconds,
      unsure,
      ...(proposals.shapes.length > 0 ? { proposals: decisionsIn(history.present, proposals) } : {}),
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
    await this.#outcomes.forgetPictures(work.id);
    await this.openNext();
  }

  /** This picture later, another one first. */
  later() {
    const open = this.#bag ? openAssignments(this.#bag) : [];
    const here = open.findIndex((assignment) => String(assignment.id) === this.#at.desk.work?.id);
    const other = open[(here + 1) % open.length];
    return this.#turnPage(() => this.openNext(String(other?.id)));
  }

  /** @returns {Bag | null} */
  get bag() {
    return this.#bag;
  }

  /** "The child needs me": this picture stays hers for a day. */
  async keepForMe() {
    const id = this.#at.desk.work?.id;
    if (!id) return;
    // Without a network the lease may run out; her answer is taken and paid all the same.
    await this.#at.http.call("POST", `/api/v1/assignments/${id}/keep`).catch(() => null);
  }

  /** @param {Work} work */
  sent(work) {
    return this.#outcomes.sent(work);
  }

  /** @param {Work} work @param {Refusal} refusal */
  refused(work, refusal) {
    return this.#outcomes.refused(work, refusal);
  }

  leaveToOther() {
    return this.#outcomes.leaveToOther();
  }

  /** How many pictures she still holds. */
  get openCount() {
    return this.#bag ? openAssignments(this.#bag).length : 0;
  }
}
