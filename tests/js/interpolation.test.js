/** The cases of interpolation_cases.json, which the server answers too, and what holds for any track. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { placeAt, shapeAt, shownAt, spansOf, tracksOf } from "../../static/js/editor/model/track.js";
import { seeded } from "./scene.js";

const { cases } = JSON.parse(readFileSync(new URL("../interpolation_cases.json", import.meta.url), "utf8"));

/** @param {any} actual @param {any} expected @param {string} where */
function near(actual, expected, where) {
  if (typeof expected === "number") return assert.ok(Math.abs(actual - expected) < 1e-9, `${where}: ${actual}, not ${expected}`);
  assert.equal(actual?.length, expected?.length, where);
  for (const [index, value] of expected.entries()) near(actual[index], value, where);
}

/** @param {any} key @param {number} index */
const keyOf = (key, index) => ({ id: `k${index}`, track: "t", label: "car", attributes: {}, keyframe: true, ...key });

for (const { id, keys, shown } of cases) {
  test(`interpolation: ${id}`, () => {
    const doc = { shapes: keys.map(keyOf) };
    for (const { frame, ...expected } of shown) {
      const shape = shownAt(doc, frame).shapes[0] ?? null;
      if (Object.values(expected)[0] === null) {
        assert.equal(shape, null, `frame ${frame}`);
        continue;
      }
      for (const [field, value] of Object.entries(expected)) near(/** @type {any} */ (shape)[field], value, `frame ${frame} ${field}`);
    }
  });
}

/** @param {ReturnType<typeof seeded>} chance @param {number} frames */
function randomTrack(chance, frames) {
  const spots = [...new Set(Array.from({ length: 1 + chance.below(6) }, () => chance.below(frames)))].sort((a, b) => a - b);
  return spots.map((frame, index) => ({
    id: `k${index}`, track: "t", label: "car", kind: "box", attributes: {}, keyframe: true, frame,
    box: [chance.next() * 500, chance.next() * 300, 5 + chance.next() * 90, 5 + chance.next() * 90],
    ...(index > 0 && chance.below(4) === 0 ? { outside: true } : {}),
  }));
}

test("interpolation passes through every key frame", () => {
  const chance = seeded(11);
  for (let round = 0; round < 200; round += 1) {
    const keys = randomTrack(chance, 40);
    for (const key of keys) near(placeAt(keys, key.frame)?.box, key.box, `frame ${key.frame}`);
  }
});

test("scaling the key frames scales every frame between them", () => {
  const chance = seeded(12);
  for (let round = 0; round < 200; round += 1) {
    const keys = randomTrack(chance, 40);
    const factor = 0.1 + chance.next() * 5;
    const scaled = keys.map((key) => ({ ...key, box: key.box.map((value) => value * factor) }));
    for (let frame = 0; frame < 40; frame += 1) {
      const [plain, grown] = [shapeAt(keys, frame), shapeAt(scaled, frame)];
      assert.equal(plain === null, grown === null);
      plain?.box?.forEach((value, index) => assert.ok(Math.abs(value * factor - (grown?.box?.[index] ?? NaN)) < 1e-6));
    }
  }
});

test("a track is seen exactly on the frames of its spans", () => {
  const chance = seeded(13);
  for (let round = 0; round < 200; round += 1) {
    const keys = randomTrack(chance, 40);
    const spans = spansOf(keys, 40);
    for (let frame = 0; frame < 40; frame += 1) {
      assert.equal(shapeAt(keys, frame) !== null, spans.some(({ from, to }) => from <= frame && frame <= to), `frame ${frame}`);
    }
  }
});

test("a shape that did not change is the same object in the next document", () => {
  const chance = seeded(14);
  const keys = randomTrack(chance, 40);
  const other = { ...keys[0], id: "o", track: "o", frame: 0 };
  const [before, after] = [{ shapes: keys }, { shapes: [...keys, other] }];
  const frame = keys[0].frame;
  assert.equal(shownAt(before, frame).shapes[0], shownAt(after, frame).shapes[0]);
  assert.deepEqual([...tracksOf(after).keys()], ["t", "o"]);
});
