/** The facts a page starts from: from the server, or as they were kept here when there is no network. */
/** @import { Bootstrap, Storage } from "./types.js" */
/** @import { Http } from "./http.js" */
import { Refusal } from "./http.js";

const OWNER_KEY = "douya-editor-owner";

/** @param {Http} http @param {HTMLElement} root @param {(owner: string) => Promise<Storage>} openStorage
 * @returns {Promise<{facts: Bootstrap, refusal: null} | {facts: null, refusal: Refusal}>} */
export async function readFacts(http, root, openStorage) {
  const project = root.dataset.project ?? "";
  try {
    const facts = (await http.call("GET", root.dataset.bootstrapUrl ?? "")).body;
    localStorage.setItem(OWNER_KEY, facts.annotator.alias);
    const storage = await openStorage(facts.annotator.alias);
    await storage.write([{ store: "notes", key: `facts-${project}`, value: facts }]).catch(() => undefined);
    return { facts, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const owner = localStorage.getItem(OWNER_KEY);
    const canWork = error.kind === "offline" || error.kind === "busy";
    const kept = owner && canWork ? await (await openStorage(owner)).get("notes", `facts-${project}`) : null;
    return kept ? { facts: kept, refusal: null } : { facts: null, refusal: error };
  }
}
