/** Work at one frame of a sequence: a change of what is seen there, carried over to the key frames behind it. */
/** @import { Attributes, Command, Doc, Ontology, Shape } from "../model/types.js" */
import { difference, shapeById } from "../model/document.js";
import { hasPlace } from "../model/kinds.js";
import { labelRule } from "../model/ontology.js";
import { identityOf, keyAt, keysOf, shownAt } from "../model/track.js";

const GEOMETRY = /** @type {const} */ (["box", "rotation", "points", "rle", "value", "extreme", "amodal"]);
const OWN = /** @type {const} */ (["id", "track", "frame", "keyframe", "outside", "attributes", ...GEOMETRY]);

/** @typedef {{frame: number, ontology: Ontology, newId: () => string}} Desk where and with what she works */

/** @param {Ontology} ontology @param {string} label @returns {ReadonlySet<string>} attributes that may change from frame to frame */
export function perFrame(ontology, label) {
  const rules = labelRule(ontology, label)?.attributes ?? [];
  return new Set(rules.filter((rule) => rule.per_frame).map((rule) => rule.name));
}

/** @param {Attributes} attributes @param {(name: string) => boolean} isWanted */
function picked(attributes, isWanted) {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}

/** What holds for the whole track, laid over one of its key frames: label, group and fixed attributes.
 * @param {Shape} key @param {Shape} shape @param {ReadonlySet<string>} changing @returns {Shape} */
function withFixed(key, shape, changing) {
  const others = Object.fromEntries(Object.entries(shape).filter(([field]) => !OWN.includes(/** @type {any} */ (field))));
  const kept = Object.fromEntries(Object.entries(key).filter(([field]) => OWN.includes(/** @type {any} */ (field))));
  const own = picked(key.attributes, (name) => changing.has(name));
  const defaults = key.label === shape.label ? {} : picked(shape.attributes, (name) => changing.has(name));
  const attributes = { ...picked(shape.attributes, (name) => !changing.has(name)), ...defaults, ...own };
  return /** @type {Shape} */ ({ ...kept, ...others, attributes });
}

/** @param {unknown} a @param {unknown} b */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** @param {Shape} before @param {Shape} after @param {ReadonlySet<string>} changing */
function changesHere(before, after, changing) {
  if (GEOMETRY.some((field) => before[field] !== after[field] && !same(before[field], after[field]))) return true;
  return [...changing].some((name) => before.attributes[name] !== after.attributes[name]) && before.label === after.label;
}

/** @param {Shape} shape as seen @param {string} id @param {number} frame @returns {Shape} */
export function keyFrame(shape, id, frame) {
  return { ...shape, id, track: identityOf(shape), frame, keyframe: true };
}

/** The key frames of one track after its shape was changed at a frame. @param {Doc} doc @param {Shape} before @param {Shape} after
 * @param {Desk} desk @returns {Shape[]} those that are new or different */
function changedKeys(doc, before, after, { frame, ontology, newId }) {
  const keys = keysOf(doc, after.id);
  const changing = perFrame(ontology, after.label);
  const changed = keys.map((key) => withFixed(key, after, changing)).filter((key, index) => !same(key, keys[index]));
  if (!changesHere(before, after, changing)) return changed;
  const spot = hasPlace(after) ? frame : 0;
  const here = keyFrame(after, keyAt(keys, spot)?.id ?? newId(), spot);
  return [...changed.filter((key) => key.frame !== spot), here];
}

/** Tracks as their shapes are ordered at this frame; the others stay where they are. @param {Doc} doc @param {readonly string[]} order */
function reordered(doc, order) {
  const seen = new Set(order);
  const tracks = [...new Set(doc.shapes.map(identityOf))];
  const queue = order.filter((track) => tracks.includes(track));
  const sorted = tracks.map((track) => (seen.has(track) ? (queue.shift() ?? track) : track));
  return sorted.flatMap((track) => doc.shapes.filter((shape) => identityOf(shape) === track));
}

/** A new shape begins a track; a changed one gets a key frame here; what holds for the whole track is changed on all its
 * key frames; a removed shape takes its track along. @param {Command} command for one picture @param {Desk} desk @returns {Command} */
export function atFrame(command, desk) {
  return (doc) => {
    const shown = shownAt(doc, desk.frame);
    const after = command(shown);
    if (after === shown) return doc;
    const { put, remove, order } = difference(shown, after);
    const gone = new Set(remove);
    const fresh = put.flatMap((shape) => {
      const before = shapeById(shown, shape.id);
      if (before) return changedKeys(doc, before, shape, desk);
      return [keyFrame(shape, shape.id, hasPlace(shape) ? desk.frame : 0)];
    });
    const changed = new Map(fresh.map((key) => [key.id, key]));
    const kept = doc.shapes.filter((shape) => !gone.has(identityOf(shape))).map((shape) => changed.get(shape.id) ?? shape);
    const known = new Set(kept.map((shape) => shape.id));
    const shapes = [...kept, ...fresh.filter((key) => !known.has(key.id))];
    return order ? { ...doc, shapes: reordered({ shapes }, order) } : { ...doc, shapes };
  };
}
