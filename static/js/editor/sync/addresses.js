/** Where the window's questions go: to the work, or in a round of practice or exam to addresses of its own. Pure. */

/** A round has pictures, drafts and answers in the same words as work, and none of them is work. */
const ROUND = /** @type {const} */ ([
  ["/api/v1/projects/", "/api/v1/rounds/"],
  ["/api/v1/assignments/", "/api/v1/round-tasks/"],
  ["/api/v1/submissions/", "/api/v1/round-answers/"],
]);

/** @param {string} url @param {boolean} isRound @returns {string} */
export function addressOf(url, isRound) {
  const [from, to] = (isRound && ROUND.find(([start]) => url.startsWith(start))) || ["", ""];
  return to + url.slice(from.length);
}

/** Whose memory on this device: a round's numbers are not those of work. @param {string} person @param {boolean} isRound */
export function ownerOf(person, isRound) {
  return isRound ? `${person}-rounds` : person;
}
