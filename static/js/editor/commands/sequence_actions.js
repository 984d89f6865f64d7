/** What keys and buttons do in a sequence, by name: walking through its frames, and the life of a track. */
/** @import { Action } from "./actions.js" */
/** @import { EditorState } from "../store/state.js" */
import { clamp } from "../model/geometry.js";
import { newId } from "../model/ids.js";
import { labelRule } from "../model/ontology.js";
import { frameOf, identityOf, isSeenAt, keysOf, nextKeyFrame, shapeAt, spansOf } from "../model/track.js";
import { perform } from "../store/history.js";
import { changeable, performing, withHistory } from "./actions.js";
import { perFrame } from "./frames.js";
import { setAttribute } from "./shapes.js";
import { addKeyFrames, canSplit, mergeFault, mergeTracks, moveKeyFrame, propagate, removeKeyFrames, setOutside, splitTrack } from "./tracks.js";

export const FAR = 10;
export const SPEEDS = Object.freeze([0.25, 0.5, 1, 2]);
export const OCCLUDED = "occluded";

/** @param {EditorState} state @param {number} frame @returns {Partial<EditorState>} */
export function goTo(state, frame) {
  if (!state.sequence) return {};
  return { wanted: clamp(Math.round(frame), 0, state.sequence.frames - 1), playing: false };
}

/** Steps are counted from the frame she asked for last, so that quick presses add up. @param {number} step @returns {Action} */
const stepBy = (step) => (state) => goTo(state, state.wanted + step);

/** @param {1 | -1} step @returns {Action} */
function toKeyFrame(step) {
  return (state) => {
    const frame = nextKeyFrame(state.history.present, state.selection, state.wanted, step);
    return frame === null ? {} : goTo(state, frame);
  };
}

/** Where a track begins or ends. @param {EditorState} state @param {string} track @param {"start" | "end"} side @returns {Partial<EditorState>} */
export function goToSide(state, track, side) {
  const spans = spansOf(keysOf(state.history.present, track), state.sequence?.frames ?? 0);
  const frame = side === "start" ? spans[0]?.from : spans.at(-1)?.to;
  return frame === undefined ? {} : { ...goTo(state, frame), selection: [track], handle: null };
}

/** Choosing a track that is not on this frame goes to where it is. @param {EditorState} state @param {string} track @returns {Partial<EditorState>} */
export function lookAt(state, track) {
  if (!state.sequence || shapeAt(keysOf(state.history.present, track), state.frame)) return {};
  return goToSide(state, track, "start");
}

/** @param {EditorState} state @param {string} id of a track, or of one of its key frames @returns {Partial<EditorState>} */
export function selectTrack(state, id) {
  const shapes = state.history.present.shapes;
  const key = shapes.some((shape) => identityOf(shape) === id) ? null : shapes.find((shape) => shape.id === id);
  if (!key) return { ...lookAt(state, id), selection: [id], handle: null, overlaps: [] };
  return { ...goTo(state, frameOf(key)), selection: [identityOf(key)], handle: null, overlaps: [] };
}

/** @param {EditorState} state @param {import("../model/types.js").Command} command of the whole document */
function wholly(state, command) {
  return state.sequence ? withHistory(state, perform(state.history, command)) : {};
}

const fresh = () => newId();

/** @param {string} key @returns {Partial<EditorState>} */
function say(key) {
  return { notice: { key, tone: "warn" } };
}

/** @type {Action} */
function toggleOutside(state) {
  const tracks = changeable(state);
  const isSeen = tracks.some((track) => isSeenAt(keysOf(state.history.present, track), state.frame));
  return wholly(state, setOutside(tracks, state.frame, isSeen, fresh));
}

/** @type {Action} */
function toggleOccluded(state) {
  const tracks = changeable(state);
  const shape = shapeAt(keysOf(state.history.present, tracks[0] ?? ""), state.frame);
  const rule = shape && labelRule(state.ontology, shape.label)?.attributes?.find((known) => known.name === OCCLUDED);
  if (!shape || !rule) return {};
  if (rule.type === "checkbox") return performing(setAttribute(tracks, OCCLUDED, shape.attributes[OCCLUDED] !== true))(state);
  // Degrees from 0 to 3: each press goes one on, and after the last to the first.
  const values = (rule.values ?? []).map((entry) => (typeof entry === "object" ? entry.value : entry));
  if (values.length === 0) return {};
  const at = values.findIndex((value) => value === shape.attributes[OCCLUDED]);
  return performing(setAttribute(tracks, OCCLUDED, values[(Math.max(at, 0) + 1) % values.length]))(state);
}

/** @type {Action} */
function split(state) {
  const [track] = changeable(state);
  if (!state.sequence || !track) return {};
  if (!canSplit(keysOf(state.history.present, track), state.frame)) return say("split_needs_both");
  const second = newId();
  return { ...wholly(state, splitTrack(track, state.frame, second, fresh)), selection: [second], handle: null };
}

/** First press: this is the one to be continued; second press on another: that one continues it. @type {Action} */
function merge(state) {
  const [chosen, other = state.joining] = changeable(state);
  if (!state.sequence || !chosen) return {};
  if (!other || other === chosen || keysOf(state.history.present, other).length === 0) {
    return { joining: chosen, notice: { key: "merge_choose", tone: "calm" } };
  }
  const fault = mergeFault(state.history.present, chosen, other);
  if (fault) return { ...say(`merge_${fault}`), joining: null };
  const changing = perFrame(state.ontology, keysOf(state.history.present, chosen)[0].label);
  const change = wholly(state, mergeTracks(chosen, other, changing));
  const alive = change.history?.present.shapes.some((shape) => identityOf(shape) === chosen);
  return { ...change, selection: [alive ? chosen : other], handle: null, joining: null, notice: null };
}

/** @param {EditorState} state @param {{back: number, forward: number, everyFrame: boolean}} how @returns {Partial<EditorState>} */
export function propagated(state, how) {
  const frames = state.sequence?.frames ?? 0;
  return wholly(state, propagate(changeable(state), { ...how, frame: state.frame, frames }, fresh));
}

/** @param {1 | -1} step @returns {Action} */
function shiftKeyFrame(step) {
  return (state) => {
    const [track] = changeable(state);
    const to = state.frame + step;
    if (!state.sequence || !track || to < 0 || to >= state.sequence.frames) return {};
    const change = wholly(state, moveKeyFrame(track, state.frame, to));
    return change.history === state.history ? {} : { ...change, ...goTo(state, to) };
  };
}

/** @type {Action} */
function removeKey(state) {
  const change = wholly(state, removeKeyFrames(changeable(state), state.frame));
  const isLast = change.history === state.history && changeable(state).length > 0;
  return isLast ? say("key_frame_stays") : change;
}

/** @type {Readonly<Record<string, Action>>} */
export const SEQUENCE_ACTIONS = {
  frame_next: stepBy(1),
  frame_previous: stepBy(-1),
  frame_next_far: stepBy(FAR),
  frame_previous_far: stepBy(-FAR),
  frame_first: (state) => goTo(state, 0),
  frame_last: (state) => goTo(state, Infinity),
  key_next: toKeyFrame(1),
  key_previous: toKeyFrame(-1),
  play: (state) => {
    if (!state.sequence || state.playing) return { playing: false };
    // At the end it begins anew.
    return { playing: true, wanted: state.frame === state.sequence.frames - 1 ? 0 : state.frame };
  },
  faster: (state) => ({ speed: SPEEDS[(SPEEDS.indexOf(state.speed) + 1) % SPEEDS.length] }),
  outside: toggleOutside,
  occluded: toggleOccluded,
  key_add: (state) => wholly(state, addKeyFrames(changeable(state), state.frame, fresh)),
  key_remove: removeKey,
  key_earlier: shiftKeyFrame(-1),
  key_later: shiftKeyFrame(1),
  split,
  merge,
  merge_cancel: () => ({ joining: null, notice: null }),
};
