/** Answering one object after another; each answer is a step of the document, so undo asks again. */
/** @import { Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Action } from "./actions.js" */
import { boundsOfShape } from "../model/hit.js";
import { newId } from "../model/ids.js";
import { afterReply, choiceFor, unanswered } from "../model/verify.js";
import { redo, undo } from "../store/history.js";
import { closeUpAbove, fit } from "../store/viewport.js";
import { performing, withHistory } from "./actions.js";
import { addShapes } from "./shapes.js";

/** Objects that still want an answer. @param {EditorState} state @returns {readonly Shape[]} */
export function leftToVerify(state) {
  return state.verify ? unanswered(state.history.present, state.verify) : [];
}

/** The object she is asked about. @param {EditorState} state @returns {Shape | null} */
export function asked(state) {
  return leftToVerify(state)[0] ?? null;
}

/** The first question about the object that comes next, close up; the whole picture when there is none.
 * @param {EditorState} before @param {Partial<EditorState>} change @returns {Partial<EditorState>} */
function onward(before, change) {
  const after = { ...before, ...change };
  const object = asked(after);
  const viewport = object ? closeUpAbove(boundsOfShape(object), after.size, after.stage) : fit(after.size, after.stage);
  return { ...change, step: "class", viewport };
}

/** @param {import("../model/verify.js").Reply} reply @returns {Action} */
function say(reply) {
  return (state) => {
    const object = asked(state);
    if (!object) return {};
    const next = afterReply(state.step, reply, object);
    if ("step" in next) return { step: next.step };
    return onward(state, performing(addShapes([choiceFor(object, next.verdict, newId())]))(state));
  };
}

/** A question back within one object, else the answer before is taken back. @type {Action} */
function back(state) {
  if (state.step !== "class") return { step: "class" };
  return onward(state, withHistory(state, undo(state.history)));
}

/** @type {Readonly<Record<string, Action>>} */
export const VERIFY_ACTIONS = {
  verify_yes: say("yes"),
  verify_no: say("no"),
  verify_unsure: say("unsure"),
  verify_back: back,
  verify_again: (state) => onward(state, withHistory(state, redo(state.history))),
};
