/** Verifying: is each object that exists already right? At most two questions an object. Pure. */
/** @import { Doc, Shape } from "./types.js" */

/**
 * @typedef {"class" | "tight" | "other"} Step which question stands: is it this, is the outline tight, is it something else
 * @typedef {"yes" | "no" | "unsure"} Reply
 * @typedef {"right" | "loose" | "wrong_class" | "not_there" | "unsure"} Verdict
 */

const WITHOUT_EDGES = ["points", "skeleton"];

/** What a reply leads to: the next question, or what is said of the object. @param {Step} step @param {Reply} reply @param {Shape} object
 * @returns {{step: Step} | {verdict: Verdict}} */
export function afterReply(step, reply, object) {
  if (reply === "unsure") return { verdict: "unsure" };
  const isYes = reply === "yes";
  if (step === "class" && isYes) return WITHOUT_EDGES.includes(object.kind) ? { verdict: "right" } : { step: "tight" };
  if (step === "class") return { step: "other" };
  if (step === "tight") return { verdict: isYes ? "right" : "loose" };
  return { verdict: isYes ? "wrong_class" : "not_there" };
}

/** Objects nobody has asked her about yet in this document, in their order. @param {Doc} doc @param {readonly Shape[]} objects */
export function unanswered(doc, objects) {
  const done = new Set(doc.shapes.map((shape) => shape.object));
  return objects.filter((object) => !done.has(object.id));
}

/** The annotation that says it. @param {Shape} object @param {Verdict} value @param {string} id @returns {Shape} */
export function choiceFor(object, value, id) {
  return { id, kind: "choice", label: object.label, attributes: {}, value, object: object.id };
}
