/** What she asks about an object: its outline as it is drawn now, and what is known of the answer. Pure. */
/** @import { Shape } from "./types.js" */
import { boundsOfShape } from "./hit.js";
import { hasPlace } from "./kinds.js";

/**
 * @typedef {{kind: string, label: string, box?: readonly number[], points?: readonly (readonly number[])[], rotation?: number}} Mark
 *
 * @typedef {object} Unsent a question that the server may not have yet
 * @property {string} key a UUID of this device's own: sending twice is once
 * @property {string} assignment
 * @property {string} text
 * @property {Mark | null} mark none: the whole picture
 * @property {number} frame of a clip
 *
 * @typedef {object} Question as the server tells it
 * @property {number} id
 * @property {string} key
 * @property {string} text
 * @property {string} asked_at
 * @property {string} answer
 * @property {string | null} answered_at
 * @property {Mark | null} mark
 * @property {readonly number[] | null} region where to look
 * @property {string} picture_url
 * @property {number} width
 * @property {number} height
 */

/** Of a kind without corners the box around it. @param {Shape | null | undefined} shape @returns {Mark | null} */
export function markOf(shape) {
  if (!shape || !hasPlace(shape)) return null;
  const { kind, label, box, points } = shape;
  if (box) return { kind, label, box: [...box], ...(typeof shape.rotation === "number" ? { rotation: shape.rotation } : {}) };
  if (points && points.length > 0) return { kind, label, points: points.map(([x, y]) => [x, y]) };
  const bounds = boundsOfShape(shape);
  return { kind: "box", label, box: [bounds.x, bounds.y, bounds.width, bounds.height] };
}

/** Shapes to draw over the picture of a question. @param {Pick<Question, "mark" | "region">} question */
export function shapesOf({ mark, region }) {
  const shaped = (/** @type {any} */ one, /** @type {string} */ id) => /** @type {Shape} */ ({ attributes: {}, ...one, id });
  return {
    hers: mark ? [shaped(mark, "mark")] : [],
    right: region ? [shaped({ kind: "box", label: "", box: region }, "region")] : [],
  };
}

/** Answered ones that she has not been told of. @param {readonly Question[]} questions @param {ReadonlySet<number>} told */
export function newAnswers(questions, told) {
  return questions.filter((one) => one.answered_at !== null && !told.has(one.id));
}
