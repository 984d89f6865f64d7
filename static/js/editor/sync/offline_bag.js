/** Takes a bag along: all its pictures onto this device, counted byte by byte, and looked at once more before she is told so. */
/** @import { Store } from "../store/store.js" */
/** @import { Http } from "./http.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Session } from "./session.js" */
/** @import { Assignment } from "./types.js" */
import { openAssignments } from "./bag.js";
import { Refusal } from "./http.js";

const LARGEST_BAG = 20;
/** A preview this much coarser than the picture is not enough where she has to look closely. */
const COARSE = 0.6;

/** @typedef {{project: string, store: Store, http: Http, session: Session, pictures: Pictures}} Parts */

/** @param {Parts} parts @returns {Promise<void>} */
export async function fetchOfflineBag({ project, store, http, session, pictures }) {
  if (store.state.offlineBag?.phase === "fetching") return;
  store.update({ offlineBag: { phase: "fetching", done: 0, count: 0, bytes: 0, total: 0, until: null } });
  try {
    const answer = await http.call("POST", `/api/v1/projects/${project}/assignments`, { count: LARGEST_BAG, offline: true });
    await session.merge(answer.body, answer.serverMs);
    await fetchAll(store, pictures, session.bag ? openAssignments(session.bag).filter((assignment) => assignment.offline_until) : []);
    if (store.state.phase !== "working") await session.openNext();
  } catch (error) {
    store.run(({ offlineBag }) => ({ offlineBag: offlineBag && { ...offlineBag, phase: phaseOf(error) } }));
    if (!(error instanceof Refusal) && !isFull(error)) console.warn("the bag is not complete", error);
  }
}

/** @param {unknown} error */
export function isFull(error) {
  return error instanceof DOMException && error.name === "QuotaExceededError";
}

/** @param {unknown} error @returns {"failed" | "full" | "refused"} */
function phaseOf(error) {
  if (isFull(error)) return "full";
  return error instanceof Refusal && error.kind === "conflict" ? "refused" : "failed";
}

/** @param {Store} store @param {Pictures} pictures @param {readonly Assignment[]} assignments */
async function fetchAll(store, pictures, assignments) {
  const images = assignments.flatMap((assignment) => assignment.images);
  const total = images.reduce((sum, image) => sum + (image.preview_bytes ?? 0), 0);
  const until = assignments.map((assignment) => assignment.offline_until ?? "").sort()[0] || null;
  let bytes = 0;
  for (const [index, image] of images.entries()) {
    store.update({ offlineBag: { phase: "fetching", done: index, count: images.length, bytes, total, until } });
    bytes += await pictures.keep(image.preview_url);
  }
  // Once more, from the device itself: a promise about tomorrow must not rest on a transfer of today.
  for (const image of images) await pictures.keep(image.preview_url);
  store.update({ offlineBag: { phase: "ready", done: images.length, count: images.length, bytes, total, until } });
  await fetchDetail(pictures, assignments);
}

/** Full pictures where the preview is coarse; without them she can work all the same.
 * @param {Pictures} pictures @param {readonly Assignment[]} assignments */
async function fetchDetail(pictures, assignments) {
  for (const { images: [image] } of assignments) {
    const preview = await pictures.bitmapWidth(image.preview_url);
    if (preview >= image.width * COARSE || image.url === image.preview_url) continue;
    await pictures.keep(image.url).catch((error) => console.warn("detail not taken along", error));
  }
}
