/** What this device holds of hers: counted, sent on her word, freed, or saved as a file when nothing else helps. */
/** @import { Store } from "../store/store.js" */
/** @import { Desk } from "./desk.js" */
/** @import { DeviceMemory } from "./device_memory.js" */
/** @import { DraftSync } from "./drafts.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Session } from "./session.js" */
/** @import { Storage } from "./types.js" */
import { annotationsOf } from "../model/annotation.js";
import { openAssignments } from "./bag.js";
import { leaseLeft } from "./lease_time.js";

/**
 * @typedef {object} Parts
 * @property {Store} store
 * @property {Storage} storage
 * @property {DeviceMemory} memory
 * @property {Desk} desk
 * @property {DraftSync} drafts
 * @property {Outbox} outbox
 * @property {Pictures} pictures
 * @property {Session} session
 * @property {{persist?: () => Promise<boolean>, persisted?: () => Promise<boolean>} | undefined} keeper the browser's own, navigator.storage
 */

export class MyDevice {
  #at;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#at = parts;
  }

  /** Count anew, for the sheet. */
  async look() {
    const { store, storage, memory, pictures, session, keeper } = this.#at;
    const works = await memory.works();
    const usage = await pictures.usage().catch(() => ({ count: 0, bytes: 0 }));
    const notes = await storage.all("notes", { from: "unreadable-", to: "unreadable-\uffff" }).catch(() => []);
    const open = session.bag ? openAssignments(session.bag) : [];
    store.update({
      device: {
        open: open.length,
        waiting: works.filter((work) => work.state === "queued").length,
        refused: works.filter((work) => work.state === "refused").length,
        unreadable: notes.length,
        pictureCount: usage.count,
        pictureBytes: usage.bytes,
        isLasting: (await keeper?.persisted?.()) ?? null,
        leaseLeftMs: leaseLeft(open[0]?.lease, Date.now()),
      },
    });
  }

  /** Ask the browser never to throw her work away. */
  async askToLast() {
    await this.#at.keeper?.persist?.();
    await this.look();
  }

  /** Everything that waits, now. */
  async sendNow() {
    const { desk, drafts, outbox } = this.#at;
    await outbox.flush();
    if (desk.work?.dirty) await drafts.flush();
    await this.look();
  }

  /** Make room: pictures can be fetched again, her work cannot. */
  async freePictures() {
    const { desk, pictures, store } = this.#at;
    await pictures.forgetAll();
    const isKept = await desk.keepAll();
    store.update({ notice: { key: isKept ? "room_made" : "still_full", tone: isKept ? "calm" : "warn" } });
    await this.look();
  }

  /** All that the server has not, as it would be sent. @returns {Promise<string>} JSON */
  async unsent() {
    const { desk, memory, storage, store } = this.#at;
    const works = (await memory.works()).filter((work) => work.state !== "sent" && (work.dirty || work.state !== "open"));
    const answers = [];
    for (const work of works) {
      const isHere = work.id === desk.work?.id;
      const kept = isHere ? null : await memory.history(work);
      const doc = isHere ? store.state.history.present : kept?.history.present;
      answers.push({
        assignment_id: work.id, project_id: work.project, state: work.state,
        submission: work.submission ?? { submission_id: work.submissionId, annotations: doc ? annotationsOf(doc) : [], active_ms: work.activeMs, unsure: work.unsure },
      });
    }
    const unreadable = await storage.all("notes", { from: "unreadable-", to: "unreadable-\uffff" }).catch(() => []);
    return JSON.stringify({ format: "douya-unsent-1", answers, unreadable }, null, 1);
  }
}
