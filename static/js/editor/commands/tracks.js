/** Changes of whole tracks, each a function from document to document. */
/** @import { Command, Doc, Shape } from "../model/types.js" */
/** @import { Keys } from "../model/track.js" */
import { frameOf, identityOf, isSeenAt, keyAt, keysOf, placeAt, shapeAt } from "../model/track.js";
import { keyFrame } from "./frames.js";

/** @typedef {() => string} NewId */

/** Put key frames of one track in the place of those it had: known ids stay where they are, new ones come last.
 * @param {Doc} doc @param {string} track @param {Keys} keys @returns {Doc} */
function withKeys(doc, track, keys) {
  // What is outside from its very first key frame on was never seen.
  const first = keys.findIndex((key) => !key.outside);
  const wanted = new Map((first < 0 ? [] : keys.slice(first)).map((key) => [key.id, key]));
  const kept = doc.shapes.filter((shape) => identityOf(shape) !== track || wanted.has(shape.id)).map((shape) => wanted.get(shape.id) ?? shape);
  const known = new Set(kept.map((shape) => shape.id));
  const shapes = [...kept, ...[...wanted.values()].filter((key) => !known.has(key.id))];
  const isSame = shapes.length === doc.shapes.length && shapes.every((shape, index) => shape === doc.shapes[index]);
  return isSame ? doc : { ...doc, shapes };
}

/** @param {Keys} keys @param {Shape} key */
function withKey(keys, key) {
  return [...keys.filter((known) => frameOf(known) !== frameOf(key)), key].sort((a, b) => frameOf(a) - frameOf(b));
}

/** @param {Shape} key @returns {Shape} */
function inside(key) {
  const { outside: _, ...shape } = key;
  return shape;
}

/** @param {readonly string[]} tracks @returns {Command} */
export function removeTracks(tracks) {
  return (doc) => {
    const shapes = doc.shapes.filter((shape) => !tracks.includes(identityOf(shape)));
    return shapes.length === doc.shapes.length ? doc : { ...doc, shapes };
  };
}

/** Fix what is seen at a frame, so that it stays when key frames around it change. @param {readonly string[]} tracks
 * @param {number} frame @param {NewId} newId @returns {Command} */
export function addKeyFrames(tracks, frame, newId) {
  return (doc) =>
    tracks.reduce((done, track) => {
      const keys = keysOf(done, track);
      const shape = shapeAt(keys, frame);
      return shape && !keyAt(keys, frame) ? withKeys(done, track, withKey(keys, keyFrame(shape, newId(), frame))) : done;
    }, doc);
}

/** A track keeps at least one key frame; to be rid of it, remove the track. @param {readonly string[]} tracks
 * @param {number} frame @returns {Command} */
export function removeKeyFrames(tracks, frame) {
  return (doc) =>
    tracks.reduce((done, track) => {
      const rest = keysOf(done, track).filter((key) => frameOf(key) !== frame);
      return rest.some((key) => !key.outside) ? withKeys(done, track, rest) : done;
    }, doc);
}

/** The key frame goes to another frame; one that is there already stays, and nothing moves. @param {string} track
 * @param {number} from @param {number} to @returns {Command} */
export function moveKeyFrame(track, from, to) {
  return (doc) => {
    const keys = keysOf(doc, track);
    const key = keyAt(keys, from);
    if (!key || keyAt(keys, to) || to < 0) return doc;
    const rest = keys.filter((known) => known !== key);
    return withKeys(doc, track, withKey(rest, { ...key, frame: to }));
  };
}

/** Out of sight, or in sight again, from this frame to the next key frame. @param {readonly string[]} tracks
 * @param {number} frame @param {boolean} outside @param {NewId} newId @returns {Command} */
export function setOutside(tracks, frame, outside, newId) {
  return (doc) =>
    tracks.reduce((done, track) => {
      const keys = keysOf(done, track);
      const place = placeAt(keys, frame);
      if (!place || isSeenAt(keys, frame) !== outside) return done;
      const key = inside(keyAt(keys, frame) ?? keyFrame(place, newId(), frame));
      return withKeys(done, track, withKey(keys, outside ? { ...key, outside: true } : key));
    }, doc);
}

/** What was seen from this frame on becomes a track of its own; each frame looks as before.
 * @param {string} track @param {number} frame @param {string} second name of the new track @param {NewId} newId @returns {Command} */
export function splitTrack(track, frame, second, newId) {
  return (doc) => {
    const keys = keysOf(doc, track);
    const place = placeAt(keys, frame);
    if (!place || !canSplit(keys, frame)) return doc;
    const before = keys.filter((key) => frameOf(key) < frame);
    const last = /** @type {Shape} */ (placeAt(keys, frame - 1));
    const held = keyAt(keys, frame - 1) || !isSeenAt(keys, frame - 1) ? before : [...before, keyFrame(last, newId(), frame - 1)];
    const end = { ...keyFrame(last, newId(), frame), outside: true };
    const first = withKeys(doc, track, isSeenAt(keys, frame - 1) ? [...held, end] : held);
    const start = keyFrame({ ...place, id: second }, newId(), frame);
    const after = keys.filter((key) => frameOf(key) > frame).map((key) => ({ ...key, track: second }));
    const isSeen = isSeenAt(keys, frame);
    return withKeys(first, second, isSeen ? [start, ...after] : after);
  };
}

/** Something must be left on both sides. @param {Keys} keys @param {number} frame */
export function canSplit(keys, frame) {
  const isBefore = keys.some((key) => !key.outside && frameOf(key) < frame);
  return isBefore && (isSeenAt(keys, frame) || keys.some((key) => !key.outside && frameOf(key) > frame));
}

/** @param {Doc} doc @param {string} a @param {string} b @returns {{first: Keys, second: Keys}} the one that begins earlier first */
function inOrder(doc, a, b) {
  const [left, right] = [keysOf(doc, a), keysOf(doc, b)];
  return frameOf(left[0]) <= frameOf(right[0]) ? { first: left, second: right } : { first: right, second: left };
}

/** Why two tracks cannot be one; nothing when they can. @param {Doc} doc @param {string} a @param {string} b
 * @returns {"kind" | "label" | "overlap" | null} */
export function mergeFault(doc, a, b) {
  const { first, second } = inOrder(doc, a, b);
  if (first[0].kind !== second[0].kind) return "kind";
  if (first[0].label !== second[0].label) return "label";
  // A track that was not ended lasts to the end of the clip: only what she drew counts as its end.
  const isOver = first.every((key) => key.outside || frameOf(key) < frameOf(second[0]));
  return isOver ? null : "overlap";
}

/** The later track becomes the continuation of the earlier one and takes its fixed attributes.
 * @param {string} a @param {string} b @param {ReadonlySet<string>} changing attributes that may change from frame to frame
 * @returns {Command} */
export function mergeTracks(a, b, changing) {
  return (doc) => {
    if (a === b || mergeFault(doc, a, b) !== null) return doc;
    const { first, second } = inOrder(doc, a, b);
    const name = identityOf(first[0]);
    const fixed = Object.fromEntries(Object.entries(first[0].attributes).filter(([key]) => !changing.has(key)));
    const start = frameOf(second[0]);
    const before = first.filter((key) => frameOf(key) < start);
    const after = second.map((key) => ({ ...key, track: name, attributes: { ...own(key, changing), ...fixed } }));
    const without = removeTracks([identityOf(second[0])])(doc);
    return withKeys(without, name, [...before, ...after]);
  };
}

/** @param {Shape} key @param {ReadonlySet<string>} changing */
function own(key, changing) {
  return Object.fromEntries(Object.entries(key.attributes).filter(([name]) => changing.has(name)));
}

/**
 * @typedef {object} Propagation
 * @property {number} frame to copy from
 * @property {number} back how many frames before it
 * @property {number} forward how many frames after it
 * @property {number} frames of the sequence
 * @property {boolean} everyFrame a key frame on each of them, or one at the far end with a steady track between
 */

/** What is seen at a frame also holds on the frames around it; key frames there are replaced.
 * @param {readonly string[]} tracks @param {Propagation} how @param {NewId} newId @returns {Command} */
export function propagate(tracks, { frame, back, forward, frames, everyFrame }, newId) {
  const from = Math.max(0, frame - back);
  const to = Math.min(frames - 1, frame + forward);
  const targets = everyFrame ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : [...new Set([from, frame, to])];
  return (doc) =>
    tracks.reduce((done, track) => {
      const keys = keysOf(done, track);
      const shape = shapeAt(keys, frame);
      if (!shape || from === to) return done;
      const kept = keys.filter((key) => frameOf(key) < from || frameOf(key) > to);
      const copies = targets.map((at) => keyFrame(shape, keyAt(keys, at)?.id ?? newId(), at));
      return withKeys(done, track, [...kept, ...copies].sort((a, b) => frameOf(a) - frameOf(b)));
    }, doc);
}
