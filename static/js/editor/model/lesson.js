/** What a check picture teaches, right after it was handed in. Pure. */
/** @import { Shape } from "./types.js" */

/**
 * @typedef {{fault: "missed" | "extra" | "misnamed" | "loose", label: string, count: number}} Hint
 * @typedef {"both" | "hers" | "right"} LessonView which answer is drawn
 *
 * @typedef {object} Lesson
 * @property {number} score 0 ... 1
 * @property {boolean} passed
 * @property {string} picture_url
 * @property {number} width
 * @property {number} height
 * @property {readonly Shape[]} hers
 * @property {readonly Shape[]} reference
 * @property {readonly Hint[]} hints at most three, the most frequent first
 */

const ALL_RIGHT = 0.95;

/** How to say it: a key of the texts. @param {Lesson} lesson */
export function wordsFor({ score, passed, hints }) {
  if (score >= ALL_RIGHT && hints.length === 0) return "lesson_all_right";
  return passed ? "lesson_good" : "lesson_look";
}

/** Shapes to draw for a view. @param {Lesson} lesson @param {LessonView} view */
export function shapesFor({ hers, reference }, view) {
  return { hers: view === "right" ? [] : hers, right: view === "hers" ? [] : reference };
}
