/** The facts a page starts from: from the server, or as they were kept here when there is no network. */
/** @import { Bootstrap, Storage } from "./types.js" */
/** @import { Http } from "./http.js" */
import { Refusal } from "./http.js";

/** @param {Http} http @param {{project: string, url: string}} page @param {Storage} storage of the person whose page it is
 * @returns {Promise<{facts: Bootstrap, refusal: null} | {facts: null, refusal: Refusal}>} */
export async function readFacts(http, { project, url }, storage) {
  const key = `facts-${project}`;
  try {
    const { csrf_token, ...facts } = (await http.call("GET", url)).body;
    await storage.write([{ store: "notes", key, value: facts }]).catch((error) => console.warn("facts not kept on this device", error));
    return { facts, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const canWork = error.kind === "offline" || error.kind === "busy";
    const kept = canWork ? await storage.get("notes", key).catch(() => null) : null;
    return isSoundFacts(kept) ? { facts: kept, refusal: null } : { facts: null, refusal: error };
  }
}

/** @param {any} facts @returns {facts is Bootstrap} */
function isSoundFacts(facts) {
  return Boolean(facts?.project && facts.annotator && Array.isArray(facts.ontology?.document?.labels));
}
