/** Tracks: one thing through the frames of a video, drawn at a few key frames and interpolated between them. */
/** @import { Doc, Shape, Vertices } from "./types.js" */
import { documentOf } from "./document.js";

/** @typedef {readonly Shape[]} Keys key frames of one track, by frame */
/** @typedef {{from: number, to: number}} Span frames, both included */

/** What a person picks: the track in a sequence, the shape itself in a picture. @param {Shape} shape */
export function identityOf(shape) {
  return shape.track ?? shape.id;
}

/** @param {Shape} shape */
export function frameOf(shape) {
  return shape.frame ?? 0;
}

/** @type {WeakMap<Doc, ReadonlyMap<string, Keys>>} */
const tracksCache = new WeakMap();

/** Every track with its key frames, in the order the tracks were begun. @param {Doc} doc @returns {ReadonlyMap<string, Keys>} */
export function tracksOf(doc) {
  const known = tracksCache.get(doc);
  if (known) return known;
  /** @type {Map<string, Shape[]>} */
  const tracks = new Map();
  for (const shape of doc.shapes) {
    const keys = tracks.get(identityOf(shape));
    if (keys) keys.push(shape);
    else tracks.set(identityOf(shape), [shape]);
  }
  for (const keys of tracks.values()) keys.sort((a, b) => frameOf(a) - frameOf(b));
  tracksCache.set(doc, tracks);
  return tracks;
}

/** @param {Doc} doc @param {string} track @returns {Keys} */
export function keysOf(doc, track) {
  return tracksOf(doc).get(track) ?? [];
}

/** Place in the list of the last key frame at or before a frame; -1 before the first. @param {Keys} keys @param {number} frame */
function placeBefore(keys, frame) {
  let place = -1;
  while (place + 1 < keys.length && frameOf(keys[place + 1]) <= frame) place += 1;
  return place;
}

/** @param {Keys} keys @param {number} frame @returns {Shape | null} */
export function keyAt(keys, frame) {
  return keys.find((key) => frameOf(key) === frame) ?? null;
}

/** @param {number} a @param {number} b @param {number} share */
function mixed(a, b, share) {
  return a + (b - a) * share;
}

/** The short way round. @param {number} a degrees @param {number} b degrees @param {number} share */
function mixedAngle(a, b, share) {
  const way = ((((b - a) % 360) + 540) % 360) - 180;
  return (((a + way * share) % 360) + 360) % 360;
}

/** A point that one of the two does not have (a skeleton's, flag 0) stays as it was. @param {Vertices} a @param {Vertices} b @param {number} share */
function mixedPoints(a, b, share) {
  if (a.length !== b.length) return a;
  return a.map((point, index) => {
    const [x, y, ...flags] = point;
    const other = b[index];
    if (flags[0] === 0 || other[2] === 0) return point;
    return [mixed(x, other[0], share), mixed(y, other[1], share), ...flags];
  });
}

/** What a picture would hold: the shape under its track's name, without the fields of a key frame. @param {Shape} key @returns {Shape} */
function seen(key) {
  const { track, frame: _frame, keyframe: _keyframe, outside: _outside, ...shape } = key;
  return { ...shape, id: track ?? key.id };
}

/** @param {Shape} a @param {Shape} b @param {number} frame @returns {Shape} */
function between(a, b, frame) {
  const shape = seen(a);
  const way = frameOf(b) - frameOf(a);
  if (way <= 0 || frame <= frameOf(a)) return shape;
  const share = (frame - frameOf(a)) / way;
  const { box: from, points } = a;
  const to = b.box;
  return {
    ...shape,
    ...(from && to ? { box: from.map((value, index) => mixed(value, to[index], share)) } : {}),
    ...(a.rotation !== undefined && b.rotation !== undefined ? { rotation: mixedAngle(a.rotation, b.rotation, share) } : {}),
    ...(points && b.points ? { points: mixedPoints(points, b.points, share) } : {}),
  };
}

/** @type {WeakMap<Shape, WeakMap<Shape, Map<number, Shape>>>} */
const legs = new WeakMap();

/** The same two key frames give the same object again, so that whatever is known of it need not be found anew.
 * @param {Shape} a @param {Shape} b @param {number} frame */
function betweenOnce(a, b, frame) {
  const to = legs.get(a) ?? new WeakMap();
  legs.set(a, to);
  const frames = to.get(b) ?? new Map();
  to.set(b, frames);
  const shape = frames.get(frame) ?? between(a, b, frame);
  frames.set(frame, shape);
  return /** @type {Shape} */ (shape);
}

/** Where a track is or would be at a frame, seen or not; nothing before its first key frame. @param {Keys} keys
 * @param {number} frame @returns {Shape | null} */
export function placeAt(keys, frame) {
  const place = placeBefore(keys, frame);
  if (place < 0) return null;
  return betweenOnce(keys[place], keys[place + 1] ?? keys[place], frame);
}

/** @param {Keys} keys @param {number} frame */
export function isSeenAt(keys, frame) {
  const place = placeBefore(keys, frame);
  return place >= 0 && !keys[place].outside;
}

/** A track as it is seen at a frame, under the track's name as its id; nothing where it is outside. After the last key
 * frame it stays as it was. @param {Keys} keys @param {number} frame @returns {Shape | null} */
export function shapeAt(keys, frame) {
  return isSeenAt(keys, frame) ? placeAt(keys, frame) : null;
}

/** @type {WeakMap<Doc, Map<number, Doc>>} */
const frameCache = new WeakMap();

/** All that is seen at a frame, as if it were one picture. @param {Doc} doc @param {number} frame @returns {Doc} */
export function shownAt(doc, frame) {
  const frames = frameCache.get(doc) ?? new Map();
  frameCache.set(doc, frames);
  const known = frames.get(frame);
  if (known) return known;
  const shown = documentOf([...tracksOf(doc).values()].flatMap((keys) => shapeAt(keys, frame) ?? []));
  frames.set(frame, shown);
  return shown;
}

/** From when to when a track is seen. @param {Keys} keys @param {number} frames of the sequence @returns {Span[]} */
export function spansOf(keys, frames) {
  /** @type {Span[]} */
  const spans = [];
  keys.forEach((key, index) => {
    if (key.outside) return;
    const to = (index + 1 < keys.length ? frameOf(keys[index + 1]) : frames) - 1;
    const last = spans.at(-1);
    if (last && last.to === frameOf(key) - 1) last.to = to;
    else spans.push({ from: frameOf(key), to });
  });
  return spans;
}

/** The nearest key frame on one side, of these tracks or of all. @param {Doc} doc @param {readonly string[]} tracks none means all
 * @param {number} frame @param {1 | -1} step @returns {number | null} */
export function nextKeyFrame(doc, tracks, frame, step) {
  const wanted = doc.shapes.filter((shape) => tracks.length === 0 || tracks.includes(identityOf(shape))).map(frameOf);
  const ahead = wanted.filter((known) => (known - frame) * step > 0);
  if (ahead.length === 0) return null;
  return step > 0 ? Math.min(...ahead) : Math.max(...ahead);
}
