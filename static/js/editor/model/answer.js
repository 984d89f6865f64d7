/** Answers about the whole picture: a choice that holds, or a text. They have no place on it. */
/** @import { Kind } from "./types.js" */

/** @param {string} name @returns {Kind} */
function answerKind(name) {
  return {
    name,
    isAnswer: true,
    bounds: () => ({ x: 0, y: 0, width: 0, height: 0 }),
    area: () => Infinity,
    hits: () => false,
    handles: () => [],
    grab: () => null,
    reshape: (shape) => shape,
    move: (shape) => shape,
    clip: (shape) => shape,
    isDegenerate: (shape) => shape.value === "",
    outlines: () => [],
  };
}

export const choice = answerKind("choice");
export const text = answerKind("text");

/** A kind this editor cannot paint: it is carried along untouched, so that saving never loses it. */
export const unseen = answerKind("unseen");
