/** Fetches the lesson of a check picture once the server has its answer. */
/** @import { Store } from "../store/store.js" */
/** @import { Http } from "./http.js" */
/** @import { Work } from "./types.js" */
import { Refusal } from "./http.js";

/** @param {{http: Http, store: Store}} parts @param {Work} work @param {{lesson?: boolean} | null} receipt */
export async function fetchLesson({ http, store }, work, receipt) {
  if (!receipt?.lesson) return;
  try {
    const { body } = await http.call("GET", `/api/v1/submissions/${work.submissionId}/lesson`);
    if (body) store.update({ lesson: body, lessonView: "both" });
  } catch (error) {
    // Cut on the way: it stands under "My answers" as well, and must not stop her here.
    if (!(error instanceof Refusal)) throw error;
    console.warn("lesson not fetched", error.kind);
  }
}
