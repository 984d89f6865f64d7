/** The bag: a few assignments handed out together, and how far she has come. Pure. */
/** @import { Assignment, Bag } from "./types.js" */
/** @import { Progress } from "../store/state.js" */

/** What to ask for: in the middle of a bag the rest of it, otherwise a new one, as large as the server thinks right. What waits to
 * be sent is still lent to her. @param {number} open @param {number} waiting @returns {{count: number} | {beside: number}} */
export function bagToAsk(open, waiting) {
  return open ? { count: open + waiting } : { beside: waiting };
}

/** @param {Bag} bag @returns {readonly Assignment[]} */
export function openAssignments(bag) {
  const done = new Set(bag.finished.map((entry) => entry.id));
  return bag.assignments.filter((assignment) => !done.has(String(assignment.id)));
}

/** Every picture that an assignment needs to be worked on, of a clip all its frames in order. @param {Assignment} assignment
 * @returns {string[]} addresses */
export function picturesOf(assignment) {
  return assignment.images.map((image) => image.preview_url);
}

/** Of a clip that is not begun: enough to start on it at once. */
const FIRST_FRAMES = 8;

/** What to fetch behind the first picture: the rest of the clip on the desk, then the beginning of what comes after it.
 * @param {readonly Assignment[]} open @param {Assignment} next @returns {string[]} addresses */
export function aheadOf(open, next) {
  const others = open.filter((other) => other !== next).flatMap((other) => picturesOf(other).slice(0, FIRST_FRAMES));
  return [...picturesOf(next).slice(1), ...others];
}

/** @param {Bag} bag @param {string} id @param {"queued" | "sent" | "skipped"} state @returns {Bag} */
export function withFinished(bag, id, state) {
  const assignment = bag.assignments.find((known) => String(known.id) === id);
  const rate_e4 = assignment?.rate_e4 ?? bag.finished.find((entry) => entry.id === id)?.rate_e4 ?? 0;
  const others = bag.finished.filter((entry) => entry.id !== id);
  return { ...bag, finished: [...others, { id, rate_e4, state }] };
}

/** The picture came back to her: it is open again. @param {Bag} bag @param {string} id @returns {Bag} */
export function withReopened(bag, id) {
  return { ...bag, finished: bag.finished.filter((entry) => entry.id !== id) };
}

/** The bag after asking the server: hers goes on in its order; what the server no longer lends stays only if she worked on it.
 * @param {Bag | null} bag @param {{assignments: readonly Assignment[], reason_text?: string | null}} answer @param {string} project
 * @param {ReadonlySet<string>} touched ids with work on this device @returns {Bag} */
export function mergedBag(bag, answer, project, touched) {
  const isOver = !bag || openAssignments(bag).length === 0;
  // What came back to be mended is no longer finished, and goes first: its time runs.
  const mending = new Set(answer.assignments.filter((assignment) => assignment.fix).map((assignment) => String(assignment.id)));
  const isDone = (/** @type {{id: string, state: string}} */ entry) => entry.state === "queued" || (!isOver && !mending.has(entry.id));
  const finished = (bag?.finished ?? []).filter(isDone);
  const done = new Set(finished.map((entry) => entry.id));
  const fresh = new Map(answer.assignments.map((assignment) => [String(assignment.id), assignment]));
  const known = isOver ? [] : openAssignments(bag);
  const kept = known
    .filter((assignment) => fresh.has(String(assignment.id)) || touched.has(String(assignment.id)))
    .map((assignment) => fresh.get(String(assignment.id)) ?? assignment);
  const keptIds = new Set(kept.map((assignment) => String(assignment.id)));
  const added = answer.assignments.filter((a) => !keptIds.has(String(a.id)) && !done.has(String(a.id)));
  const finishedHere = (bag?.assignments ?? []).filter((assignment) => done.has(String(assignment.id)));
  return {
    project,
    assignments: [...finishedHere, ...added.filter((a) => a.fix), ...kept, ...added.filter((a) => !a.fix)],
    total: finished.length + kept.length + added.length,
    finished,
    reason: answer.reason_text ?? "",
  };
}

/** @param {Bag} bag @param {string | null} current @returns {Progress} */
export function progressOf(bag, current) {
  const worked = bag.finished.filter((entry) => entry.state !== "skipped");
  const skipped = bag.finished.length - worked.length;
  return {
    place: Math.min(worked.length + (current ? 1 : 0), bag.total),
    total: bag.total - skipped,
    sent: worked.filter((entry) => entry.state === "sent").length,
    waiting: worked.filter((entry) => entry.state === "queued").length,
    earned_e4: worked.reduce((sum, entry) => sum + entry.rate_e4, 0),
  };
}
