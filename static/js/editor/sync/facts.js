/** The facts a page starts from: from the server, or as they were kept here when there is no network. */
/** @import { Bootstrap, Storage } from "./types.js" */
/** @import { Http } from "./http.js" */
import { bagToAsk, openAssignments } from "./bag.js";
import { Refusal } from "./http.js";
import { isSoundBag } from "./works.js";

/** @param {Http} http @param {{project: string, url: string}} page @param {Storage} storage of the person whose page it is
 * @returns {Promise<{facts: Bootstrap, refusal: null} | {facts: null, refusal: Refusal}>} */
export async function readFacts(http, { project, url }, storage) {
  const key = `facts-${project}`;
  try {
    const asked = http.call("GET", url);
    askForBag(http, project, storage).catch((error) => console.warn("what is kept here cannot be read", error));
    const { csrf_token, ...facts } = (await asked).body;
    // Not awaited: the first picture need not wait for the disk.
    storage.write([{ store: "notes", key, value: facts }]).catch((error) => console.warn("facts not kept on this device", error));
    return { facts, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const canWork = error.kind === "offline" || error.kind === "busy";
    const kept = canWork ? await storage.get("notes", key).catch(() => null) : null;
    return isSoundFacts(kept) ? { facts: kept, refusal: null } : { facts: null, refusal: error };
  }
}

/** Ask for the bag together with the facts, unless answers wait that must be sent first. @param {Http} http @param {string} project
 * @param {Storage} storage */
async function askForBag(http, project, storage) {
  const [bag, works] = await Promise.all([storage.get("bags", project), storage.all("works")]);
  if (works.some((work) => work?.state === "queued")) return;
  const open = isSoundBag(bag) ? openAssignments(bag).length : 0;
  http.foretell("POST", `/api/v1/projects/${project}/assignments`, bagToAsk(open, 0));
}

/** @param {any} facts @returns {facts is Bootstrap} */
function isSoundFacts(facts) {
  return Boolean(facts?.project && facts.annotator && Array.isArray(facts.ontology?.document?.labels));
}
