/** One way in for keys, buttons and menus: a name becomes a change of the state or an effect outside it. */
/** @import { Store } from "../store/store.js" */
import { ACTIONS, chooseLabel, performing } from "../commands/actions.js";
import { changeable } from "../commands/changeable.js";
import { withGroups } from "../commands/groups.js";
import { setFlag } from "../commands/joints.js";
import { answer, nextMissing } from "../commands/questions.js";
import { SEQUENCE_ACTIONS, goTo, goToSide, lookAt, selectTrack } from "../commands/sequence_actions.js";
import { PROPOSAL_ACTIONS, afterTurn, focused, lookingAt, openIn, takeInHand } from "../commands/proposals.js";
import { lookAtComment, tickComment } from "../commands/fix_actions.js";
import { VERIFY_ACTIONS } from "../commands/verify.js";
import { addShapes } from "../commands/shapes.js";
import { clamp } from "../model/geometry.js";
import { labelRule } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { toPicture } from "../store/viewport.js";
import { freshShape } from "./fresh.js";
import { toolForLabel, toolNamed, toolsFor } from "./toolbox.js";
import { feed, isDrawing, sceneOf } from "./workbench.js";

/** @typedef {import("../store/state.js").EditorState} EditorState */
/** @typedef {(argument: string) => void} Effect */
/** @typedef {(name: string) => boolean} Dispatch true when the name meant something */

/** @param {EditorState} state @param {"cancel" | "finish" | "back" | "skip"} type @returns {Partial<EditorState>} */
function strokeWithoutHand(state, type) {
  const point = state.pointer ?? { x: 0, y: 0 };
  return feed(state, { type, point, shift: false, alt: false, touch: false, reach: 0, slack: 0 });
}

/** @param {EditorState} state @param {string} name @returns {Partial<EditorState>} */
function takeLabel(state, name) {
  const label = labelRule(state.ontology, name);
  if (!label) return {};
  // A class for the proposal she looks at: it is taken, with the right name.
  const taken = focused(state) && state.selection.length === 0 ? takeInHand(state) : null;
  if (taken) return { ...taken, ...chooseLabel(label)({ ...state, ...taken }) };
  // An open guide goes on to the class that was chosen.
  const change = { ...chooseLabel(label)(state), ...(state.guide ? { guide: "" } : {}) };
  const hasSelection = state.selection.length > 0;
  if (hasSelection && state.tool === "select") return change;
  const tool = toolForLabel(label, state.tool);
  return { ...change, tool, toolState: tool === state.tool ? state.toolState : null };
}

/** A box in the middle of what she sees, for work by keyboard alone. @param {EditorState} state */
function newInMiddle(state) {
  const { stage, viewport } = state;
  const middle = toPicture(viewport, { x: stage.width / 2, y: stage.height / 2 });
  const side = Math.min(state.size.width, state.size.height);
  const half = Math.min(side / 4, Math.max(4, Math.min(stage.width, stage.height) / 8 / viewport.scale));
  // She may have moved the picture half out of sight: the box is born in it all the same.
  const x = clamp(middle.x, half, state.size.width - half);
  const y = clamp(middle.y, half, state.size.height - half);
  const scene = sceneOf(state);
  const shape = freshShape(scene, "box", { box: [x - half, y - half, half * 2, half * 2] }, scene.newId());
  return { ...performing(addShapes([shape]))(state), selection: [shape.id], handle: null };
}

/** In a sequence it may be on another frame. @param {EditorState} state */
function nextMissingAt(state) {
  const change = nextMissing(state);
  return change.selection ? { ...lookAt(state, change.selection[0]), ...change } : change;
}

/** @param {EditorState} state @param {string} argument place of the joint and its flag, such as "3 1" */
function flagJoint(state, argument) {
  const [index, flag] = argument.split(" ").map(Number);
  const [id] = changeable(state);
  return id ? { ...performing(setFlag(id, index, flag))(state), handle: flag === 0 ? null : `v${index}` } : {};
}

/** @param {ReadonlySet<string>} ids @param {string} id */
function toggled(ids, id) {
  const set = new Set(ids);
  if (!set.delete(id)) set.add(id);
  return set;
}

/** Keys that every hand knows mean the proposal while she looks at one. */
const ON_PROPOSAL = /** @type {Readonly<Record<string, string>>} */ ({
  enter: "proposal_accept", remove: "proposal_reject", grab_next: "proposal_fix", select_next: "proposal_next", select_previous: "proposal_previous",
});

/** @param {EditorState} state @param {string} name */
function meant(state, name) {
  const isLooking = name in ON_PROPOSAL && !isDrawing(state) && state.selection.length === 0 && focused(state) !== null;
  return isLooking ? ON_PROPOSAL[name] : name;
}

/** @param {EditorState} state @param {string} name @returns {Partial<EditorState> | null} */
function changeFor(state, name) {
  const [head, ...rest] = name.split(":");
  const argument = rest.join(":");
  if (head === "label") return takeLabel(state, argument);
  // A key of a tool that no class here may use does nothing.
  if (head === "tool" && !toolsFor(state.ontology.labels).includes(toolNamed(argument))) return {};
  if (head === "tool") return { tool: toolNamed(argument).name, toolState: null };
  if (head === "select" && state.sequence) return selectTrack(state, argument);
  if (head === "select") return { selection: withGroups(shownIn(state), [argument]), handle: null, overlaps: [] };
  if (head === "select_one" && state.sequence) return selectTrack(state, argument);
  if (head === "select_one") return { selection: [argument], handle: null, overlaps: [] };
  if (head === "proposal") return lookingAt(state, openIn(state).find((known) => known.id === argument) ?? null);
  if (head === "frame") return goTo(state, Number(argument));
  if (head === "start" || head === "end") return goToSide(state, argument, head);
  if (head === "answer") return answer(Number(argument))(state);
  if (head === "question") return { question: argument };
  if (head === "joint") return flagJoint(state, argument);
  if (head === "handle") return { handle: argument || null };
  if (head === "panel") return { panel: argument };
  if (head === "guide_part") return { guide: argument };
  if (head === "lesson_view") return { lessonView: argument === "hers" || argument === "right" ? argument : "both" };
  if (head === "lesson_guide") return { panel: "", guide: argument };
  if (head === "comment") return lookAtComment(state, argument);
  if (head === "tick") return tickComment(state, argument);
  if (head === "toggle_hidden") return { hidden: toggled(state.hidden, argument) };
  if (head === "toggle_locked") return { locked: toggled(state.locked, argument) };
  if (name === "toggle_nudge") return { nudging: !state.nudging };
  if (name === "dismiss") return { notice: null };
  if (name === "next_missing") return nextMissingAt(state);
  if (name === "new_in_middle") return newInMiddle(state);
  if (name === "cancel") return isDrawing(state) ? strokeWithoutHand(state, "cancel") : ACTIONS.select_none(state);
  if (name === "skip_joint") return isDrawing(state) ? strokeWithoutHand(state, "skip") : ACTIONS.flag_joint(state);
  if (name === "enter" && isDrawing(state)) return strokeWithoutHand(state, "finish");
  if (name === "remove" && isDrawing(state)) return strokeWithoutHand(state, "back");
  const action = ACTIONS[name] ?? SEQUENCE_ACTIONS[name] ?? PROPOSAL_ACTIONS[name] ?? VERIFY_ACTIONS[name];
  return action ? action(state) : null;
}

/** @param {Store} store @param {Readonly<Record<string, Effect>>} effects @returns {Dispatch} */
export function dispatcher(store, effects) {
  return (asked) => {
    const name = meant(store.state, asked);
    const change = changeFor(store.state, name);
    if (change) {
      // Two versions lie on the picture: until she chose one, only the view may change.
      if (store.state.conflict && !/^(zoom|panel)/.test(name)) return true;
      store.update(name === "undo" || name === "redo" ? afterTurn(store.state, change) : change);
      return true;
    }
    const [head, ...rest] = name.split(":");
    const effect = effects[head];
    effect?.(rest.join(":"));
    return effect !== undefined;
  };
}
