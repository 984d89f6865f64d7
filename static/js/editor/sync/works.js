/** How one assignment starts, and whether this device's version or the server's goes on. */
/** @import { Doc } from "../model/types.js" */
/** @import { History } from "../store/history.js" */
/** @import { Assignment, Work } from "./types.js" */
import { annotationsOf, fingerprint, shapesFrom } from "../model/annotation.js";
import { documentOf } from "../model/document.js";
import { newId } from "../model/ids.js";

/** A work begun from what the server knows. @param {Assignment} assignment @param {string} project @param {number} order
 * @returns {Work} */
export function freshWork(assignment, project, order) {
  const draft = assignment.draft;
  return {
    id: String(assignment.id),
    project,
    state: "open",
    cursor: 0,
    steps: 0,
    revision: draft?.revision ?? 0,
    attempted: draft?.revision ?? 0,
    dirty: false,
    activeMs: draft?.active_ms ?? 0,
    submissionId: newId(),
    submission: null,
    rate_e4: assignment.rate_e4,
    unsure: false,
    viewport: null,
    tool: "",
    toolState: null,
    label: "",
    faults: [],
    order,
  };
}

/** What an assignment starts from: the draft she saved anywhere, else the tracks that are proposed for a clip, which she mends
 * as her own. @param {Assignment} assignment @returns {Doc} */
export function startOf(assignment) {
  const tracks = assignment.sequence ? assignment.prelabels?.annotations : undefined;
  const doc = documentOf(shapesFrom(assignment.draft ? assignment.draft.annotations : tracks).shapes);
  const decided = assignment.draft?.decided ?? [];
  return decided.length > 0 ? { ...doc, decided } : doc;
}

/** A draft is our own when it equals any state of our undo list: an answer that was cut looks like somebody else's.
 * @param {History} history @param {unknown} annotations */
export function isOwnDraft(history, annotations) {
  const theirs = fingerprint(shapesFrom(annotations).shapes);
  return [...history.past, history.present, ...history.future].some((doc) => fingerprint(annotationsOf(doc)) === theirs);
}

/**
 * @typedef {"local" | "adopt" | "conflict"} Choice
 * local: go on here; adopt: the server's is newer and nothing is lost; conflict: she must choose
 */

/** @param {Work} work @param {History} history @param {Assignment} assignment @returns {Choice} */
export function versionToOpen(work, history, assignment) {
  const draft = assignment.draft;
  if (!draft || draft.revision <= work.revision || isOwnDraft(history, draft.annotations)) return "local";
  return work.dirty ? "conflict" : "adopt";
}

/** @param {unknown} work what IndexedDB gave back @returns {work is Work} */
export function isSoundWork(work) {
  if (typeof work !== "object" || work === null) return false;
  const { id, cursor, steps, state, submissionId, submission, revision } = /** @type {Partial<Work>} */ (work);
  if (typeof id !== "string" || typeof submissionId !== "string" || !Number.isInteger(revision)) return false;
  // An answer that waits must be there to be sent.
  if (state === "queued" && !Array.isArray(submission?.annotations)) return false;
  return Number.isInteger(cursor) && Number.isInteger(steps);
}

/** @param {any} bag what IndexedDB gave back @returns {bag is import("./types.js").Bag} */
export function isSoundBag(bag) {
  if (!Array.isArray(bag?.assignments) || !Array.isArray(bag.finished) || !Number.isInteger(bag.total)) return false;
  return bag.assignments.every((/** @type {any} */ one) => one?.id !== undefined && typeof one?.images?.[0]?.preview_url === "string" && one.images[0].width > 0);
}
