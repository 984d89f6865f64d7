/** Has the next bag lent and its first pictures fetched while she does the last ones of this, so that it begins at once. */
/** @import { Http } from "./http.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Pictures } from "./pictures.js" */
/** @import { Assignment, Bag } from "./types.js" */
import { bagToAsk, openAssignments, picturesOf } from "./bag.js";
import { Refusal } from "./http.js";

/** So few pictures left. */
const NEARLY_DONE = 2;

/** @param {{project: string, http: Http, outbox: Outbox, pictures: Pictures}} parts
 * @returns {(bag: Bag) => Promise<void>} asks once a bag */
export function nextBag({ project, http, outbox, pictures }) {
  let asked = "";
  return async (bag) => {
    const name = String(bag.assignments.at(-1)?.id);
    const open = openAssignments(bag);
    if (open.length === 0 || open.length > NEARLY_DONE || asked === name || open.some((assignment) => assignment.fix)) return;
    // Without a network nothing can be fetched; what waits goes first.
    if ((await outbox.waiting()).some((work) => work.project === project)) return;
    asked = name;
    try {
      const answer = await http.call("POST", `/api/v1/projects/${project}/assignments`, bagToAsk(0, open.length));
      const known = new Set(bag.assignments.map((assignment) => String(assignment.id)));
      const fresh = answer.body.assignments.filter((/** @type {Assignment} */ assignment) => !known.has(String(assignment.id)));
      await pictures.fetchAhead(fresh.flatMap((/** @type {Assignment} */ assignment) => picturesOf(assignment).slice(0, 1)), 1);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  };
}
