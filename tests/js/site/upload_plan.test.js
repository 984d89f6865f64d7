/** How chosen files are cut into requests. */
import assert from "node:assert/strict";
import test from "node:test";
import { bytesBefore, contentRange, fingerprint, MOST_FILES, partAfter, pause_s, PIECE_BYTES, planParts } from "../../../static/js/site/upload_plan.js";

const small = (/** @type {number} */ count) => Array.from({ length: count }, (_, k) => ({ name: `${k}.jpg`, size: 100_000 }));

test("small files go together, in their order, and none is left behind", () => {
  const parts = planParts(small(95));

  assert.deepEqual(parts.flatMap((part) => part.files), Array.from({ length: 95 }, (_, k) => k));
  assert.ok(parts.every((part) => part.files.length <= MOST_FILES && !part.isRange));
  assert.equal(bytesBefore(parts, parts.length), 95 * 100_000);
});

test("a large file goes in ranges that join without a gap", () => {
  const size = 2 * PIECE_BYTES + 5;
  const parts = planParts([{ name: "x.zip", size }]);

  assert.deepEqual(parts.map(contentRange), [
    `bytes 0-${PIECE_BYTES - 1}/${size}`,
    `bytes ${PIECE_BYTES}-${2 * PIECE_BYTES - 1}/${size}`,
    `bytes ${2 * PIECE_BYTES}-${size - 1}/${size}`,
  ]);
});

test("a large file between small ones keeps its place", () => {
  const parts = planParts([...small(2), { name: "x.zip", size: PIECE_BYTES + 1 }, ...small(1)]);

  assert.deepEqual(parts.map((part) => part.files), [[0, 1], [2], [2], [3]]);
});

test("what the server has says where to go on", () => {
  const parts = planParts([{ name: "x.zip", size: 3 * PIECE_BYTES }]);

  assert.equal(partAfter(parts, 0), 0);
  assert.equal(partAfter(parts, PIECE_BYTES), 1);
  assert.equal(partAfter(parts, 3 * PIECE_BYTES), 3);
});

test("another choice of files is not gone on with", () => {
  assert.equal(fingerprint(small(3)), fingerprint(small(3)));
  assert.notEqual(fingerprint(small(3)), fingerprint(small(4)));
  assert.notEqual(fingerprint([{ name: "a", size: 1 }]), fingerprint([{ name: "a", size: 2 }]));
});

test("nothing chosen is no request", () => assert.deepEqual(planParts([]), []));

test("pauses grow and stay under half a minute", () => assert.deepEqual([1, 2, 3, 9].map(pause_s), [1, 2, 4, 30]));
