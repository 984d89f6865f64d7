/** Tracks in the editor: key frames, outside, split, merge, propagate, and ordinary tools at one frame. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { atFrame } from "../../static/js/editor/commands/frames.js";
import { addShapes, changeShapes, removeShapes, reorderShapes, setAttribute, setLabel } from "../../static/js/editor/commands/shapes.js";
import { addKeyFrames, canSplit, mergeFault, mergeTracks, moveKeyFrame, propagate, removeKeyFrames, removeTracks, setOutside, splitTrack } from "../../static/js/editor/commands/tracks.js";
import { keysOf, nextKeyFrame, shapeAt, shownAt, tracksOf } from "../../static/js/editor/model/track.js";
import { perform, startHistory, undo } from "../../static/js/editor/store/history.js";
import { box, seeded } from "./scene.js";

const FRAMES = 40;
const ONTOLOGY = {
  labels: [
    { name: "car", title: { zh_CN: "车", en: "Car" }, kinds: ["box"], attributes: [
      { name: "occluded", title: { zh_CN: "被挡住", en: "Occluded" }, type: /** @type {const} */ ("checkbox"), default: false, per_frame: true },
      { name: "colour", title: { zh_CN: "颜色", en: "Colour" }, type: /** @type {const} */ ("text") },
    ] },
    { name: "bus", title: { zh_CN: "公交", en: "Bus" }, kinds: ["box"], attributes: [] },
  ],
};

function ids() {
  let count = 0;
  return () => `new${(count += 1)}`;
}

/** @param {string} track @param {number} frame @param {number[]} place @param {object} [more] @returns {import("../../static/js/editor/model/types.js").Shape} */
const key = (track, frame, place, more = {}) => box(`${track}-${frame}`, place, { track, frame, keyframe: true, ...more });
const drive = () => ({ shapes: [key("a", 0, [0, 0, 10, 10]), key("a", 10, [100, 0, 10, 10]), key("a", 20, [100, 50, 20, 20])] });

/** @param {import("../../static/js/editor/model/types.js").Doc} doc @param {string} track */
const framesOf = (doc, track) => keysOf(doc, track).map((one) => one.frame);

/** @param {import("../../static/js/editor/model/types.js").Doc} doc @param {readonly string[]} tracks */
const seenBoxes = (doc, tracks) =>
  Array.from({ length: FRAMES }, (_, frame) => {
    const shape = tracks.map((track) => shapeAt(keysOf(doc, track), frame)).find((found) => found);
    return shape ? shape.box?.map((value) => Math.round(value * 1e6) / 1e6) : null;
  });

test("a box drawn at a frame begins a track there", () => {
  const desk = { frame: 7, ontology: ONTOLOGY, newId: ids() };
  const doc = atFrame(addShapes([box("x", [1, 2, 30, 40])]), desk)({ shapes: [] });

  assert.deepEqual(doc.shapes, [box("x", [1, 2, 30, 40], { track: "x", frame: 7, keyframe: true })]);
  assert.equal(shownAt(doc, 6).shapes.length, 0);
  assert.equal(shownAt(doc, 30).shapes[0].id, "x");
});

test("changing an interpolated shape makes a key frame, changing it again there changes that one", () => {
  const desk = { frame: 5, ontology: ONTOLOGY, newId: ids() };
  const move = (/** @type {number[]} */ place) => atFrame(changeShapes(["a"], (shape) => ({ ...shape, box: place })), desk);
  const once = move([60, 5, 10, 10])(drive());
  const twice = move([61, 5, 10, 10])(once);

  assert.deepEqual(framesOf(once, "a"), [0, 5, 10, 20]);
  assert.deepEqual(framesOf(twice, "a"), [0, 5, 10, 20]);
  assert.deepEqual(shapeAt(keysOf(twice, "a"), 5)?.box, [61, 5, 10, 10]);
  assert.deepEqual(shapeAt(keysOf(twice, "a"), 10)?.box, [100, 0, 10, 10]);
});

test("a fixed attribute and the class hold for the whole track, a changing one from its key frame on", () => {
  const desk = { frame: 10, ontology: ONTOLOGY, newId: ids() };
  const coloured = atFrame(setAttribute(["a"], "colour", "red"), desk)(drive());
  const hidden = atFrame(setAttribute(["a"], "occluded", true), { ...desk, frame: 5 })(coloured);
  const renamed = atFrame(setLabel(["a"], ONTOLOGY.labels[1]), desk)(hidden);

  assert.deepEqual(keysOf(coloured, "a").map((one) => one.attributes.colour), ["red", "red", "red"]);
  assert.deepEqual(framesOf(coloured, "a"), [0, 10, 20]);
  assert.deepEqual(keysOf(hidden, "a").map((one) => [one.frame, one.attributes.occluded]), [[0, false], [5, true], [10, false], [20, false]]);
  assert.deepEqual(keysOf(renamed, "a").map((one) => [one.label, Object.keys(one.attributes).length]), Array(4).fill(["bus", 0]));
});

test("removing a shape removes its track; reordering orders tracks", () => {
  const doc = { shapes: [...drive().shapes, key("b", 3, [5, 5, 9, 9])] };
  const desk = { frame: 3, ontology: ONTOLOGY, newId: ids() };

  assert.deepEqual([...tracksOf(atFrame(removeShapes(["a"]), desk)(doc)).keys()], ["b"]);
  assert.deepEqual(shownAt(atFrame(reorderShapes(["b"], -1), desk)(doc), 3).shapes.map((shape) => shape.id), ["b", "a"]);
  assert.equal(atFrame(removeShapes(["nobody"]), desk)(doc), doc);
});

test("key frames are added, removed and moved", () => {
  const added = addKeyFrames(["a"], 4, ids())(drive());

  assert.deepEqual(framesOf(added, "a"), [0, 4, 10, 20]);
  assert.deepEqual(seenBoxes(added, ["a"]), seenBoxes(drive(), ["a"]));
  assert.deepEqual(framesOf(removeKeyFrames(["a"], 10)(drive()), "a"), [0, 20]);
  const lone = { shapes: [key("a", 3, [0, 0, 5, 5])] };
  assert.equal(removeKeyFrames(["a"], 3)(lone), lone);
  assert.deepEqual(framesOf(moveKeyFrame("a", 10, 12)(drive()), "a"), [0, 12, 20]);
  const doc = drive();
  assert.equal(moveKeyFrame("a", 10, 20)(doc), doc);
});

test("outside lasts until the next key frame, and back again", () => {
  const gone = setOutside(["a"], 5, true, ids())(drive());

  assert.deepEqual([4, 5, 9, 10].map((frame) => shapeAt(keysOf(gone, "a"), frame) !== null), [true, false, false, true]);
  assert.deepEqual(seenBoxes(gone, ["a"]).slice(0, 5), seenBoxes(drive(), ["a"]).slice(0, 5));
  const back = setOutside(["a"], 5, false, ids())(gone);
  assert.deepEqual(seenBoxes(back, ["a"]), seenBoxes(drive(), ["a"]));
  const late = setOutside(["a"], 7, false, () => "late")(gone);
  assert.deepEqual([6, 7].map((frame) => shapeAt(keysOf(late, "a"), frame) !== null), [false, true]);
  assert.equal(setOutside(["a"], 0, true, ids())(drive()).shapes.some((one) => one.frame === 0), false, "outside at first is never seen");
});

test("split then merge gives the same frames", () => {
  const chance = seeded(21);
  for (let round = 0; round < 300; round += 1) {
    const spots = [...new Set(Array.from({ length: 2 + chance.below(5) }, () => chance.below(FRAMES)))].sort((a, b) => a - b);
    const shapes = spots.map((frame, index) =>
      key("a", frame, [chance.next() * 99, chance.next() * 99, 5 + chance.next() * 50, 5 + chance.next() * 50], index > 0 && chance.below(4) === 0 ? { outside: true } : {}));
    const doc = { shapes };
    const frame = chance.below(FRAMES);
    const parted = splitTrack("a", frame, "b", ids())(doc);
    if (!canSplit(keysOf(doc, "a"), frame)) {
      assert.equal(parted, doc);
      continue;
    }
    assert.deepEqual(seenBoxes(parted, ["a", "b"]), seenBoxes(doc, ["a"]), `split at ${frame}`);
    for (let before = 0; before < frame; before += 1) assert.equal(shapeAt(keysOf(parted, "b"), before), null);
    for (let later = frame; later < FRAMES; later += 1) assert.equal(shapeAt(keysOf(parted, "a"), later), null);
    assert.equal(mergeFault(parted, "a", "b"), null);
    const joined = mergeTracks("b", "a", new Set(["occluded"]))(parted);
    assert.deepEqual([...tracksOf(joined).keys()], ["a"]);
    assert.deepEqual(seenBoxes(joined, ["a"]), seenBoxes(doc, ["a"]), `merge after split at ${frame}`);
    assert.equal(new Set(joined.shapes.map((one) => one.frame)).size, joined.shapes.length, "no two key frames at one frame");
  }
});

test("merging refuses what is seen twice, another class and another kind", () => {
  const doc = { shapes: [...drive().shapes, key("b", 15, [0, 0, 5, 5]), key("c", 30, [0, 0, 5, 5], { label: "bus", attributes: {} }), key("d", 30, [0, 0, 5, 5], { kind: "rotated_box" }), key("e", 30, [9, 9, 5, 5], { attributes: { occluded: true, colour: "blue" } })] };

  assert.equal(mergeFault(doc, "a", "b"), "overlap");
  assert.equal(mergeFault(doc, "a", "c"), "label");
  assert.equal(mergeFault(doc, "a", "d"), "kind");
  assert.equal(mergeTracks("a", "b", new Set())(doc), doc);
  const joined = mergeTracks("a", "e", new Set(["occluded"]))(doc);
  assert.deepEqual(framesOf(joined, "a"), [0, 10, 20, 30]);
  assert.deepEqual(keysOf(joined, "a").at(-1)?.attributes, { occluded: true });
});

test("propagating copies many objects both ways in one step to undo", () => {
  const doc = { shapes: [...drive().shapes, key("b", 12, [5, 5, 9, 9])] };
  const how = { frame: 12, back: 3, forward: 4, frames: FRAMES, everyFrame: true };
  const history = perform(startHistory(doc), propagate(["a", "b"], how, ids()));
  const { present } = history;

  assert.deepEqual(framesOf(present, "b"), [9, 10, 11, 12, 13, 14, 15, 16]);
  assert.deepEqual(framesOf(present, "a"), [0, 9, 10, 11, 12, 13, 14, 15, 16, 20]);
  for (let frame = 9; frame <= 16; frame += 1) assert.deepEqual(shapeAt(keysOf(present, "a"), frame)?.box, shapeAt(keysOf(doc, "a"), 12)?.box);
  assert.equal(undo(history).present, doc);
  const steady = propagate(["b"], { ...how, everyFrame: false, back: 0, forward: 99 }, ids())(doc);
  assert.deepEqual(framesOf(steady, "b"), [12, 39]);
});

test("tracks are removed whole; the next key frame is found on either side", () => {
  const doc = { shapes: [...drive().shapes, key("b", 12, [5, 5, 9, 9])] };

  assert.deepEqual([...tracksOf(removeTracks(["a"])(doc)).keys()], ["b"]);
  assert.equal(nextKeyFrame(doc, ["a"], 10, 1), 20);
  assert.equal(nextKeyFrame(doc, [], 10, 1), 12);
  assert.equal(nextKeyFrame(doc, ["a"], 10, -1), 0);
  assert.equal(nextKeyFrame(doc, ["b"], 12, 1), null);
});
