/** A reviewer's comments lead to their places, are ticked off, and the answer that came back goes first. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf } from "../../static/js/editor/model/document.js";
import { placeOfComment, rightShapes } from "../../static/js/editor/model/fix.js";
import { mergedBag, openAssignments } from "../../static/js/editor/sync/bag.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { toScreen } from "../../static/js/editor/store/viewport.js";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";
import { box, storeWith } from "./scene.js";

const hers = box("a", [10, 10, 20, 10]);
const right = box("right", [120, 40, 30, 20]);
const comment = (/** @type {string} */ id, more = {}) => ({ id, shape_id: null, point: null, text: id, expected: null, ...more });
/** @type {any} */
const FIX = {
  note: "look again",
  until: "2026-12-01T00:00:00Z",
  comments: [comment("at hers", { shape_id: "a" }), comment("missed", { expected: right, point: [135, 50] }), comment("place", { point: [50, 60] }), comment("all")],
};

test("a comment stands at her object, at the right shape, at its place, or at the whole picture", () => {
  const doc = documentOf([hers]);

  assert.deepEqual(FIX.comments.map((/** @type {any} */ one) => placeOfComment(one, doc)), [
    { x: 10, y: 10, width: 20, height: 10 },
    { x: 120, y: 40, width: 30, height: 20 },
    { x: 50, y: 60, width: 0, height: 0 },
    null,
  ]);
  // Taken away or moved, the comment does not point at what is gone.
  assert.equal(placeOfComment(FIX.comments[0], documentOf([])), null);
});

test("looking at a comment selects her object and brings its place into the middle", () => {
  const store = storeWith([hers], { fix: FIX });
  const dispatch = dispatcher(store, {});

  dispatch("comment:at hers");
  assert.deepEqual(store.state.selection, ["a"]);
  dispatch("comment:place");
  assert.deepEqual(store.state.selection, []);
  const { x, y } = toScreen(store.state.viewport, { x: 50, y: 60 });
  assert.ok(x > 0 && x < 400 && y > 0 && y < 200);
  dispatch("comment:nothing");
});

test("what is ticked off shows its right shape no more, and can be opened again", () => {
  const store = storeWith([hers], { fix: FIX });
  const dispatch = dispatcher(store, {});

  assert.deepEqual(rightShapes(FIX, store.state.ticked), [right]);
  dispatch("tick:missed");
  assert.deepEqual(rightShapes(FIX, store.state.ticked), []);
  dispatch("tick:missed");
  assert.deepEqual(rightShapes(FIX, store.state.ticked), [right]);
});

const assignment = (/** @type {number} */ id, /** @type {any} */ fix = null) => /** @type {any} */ ({ id, images: [], rate_e4: 1, fix });

test("an answer that came back is open again and goes before new pictures", () => {
  const bag = /** @type {any} */ ({ project: "7", assignments: [assignment(1), assignment(2)], total: 2, finished: [{ id: "1", rate_e4: 1, state: "sent" }], reason: "" });

  const merged = mergedBag(bag, { assignments: [assignment(1, FIX), assignment(2), assignment(3)] }, "7", new Set());

  assert.deepEqual(openAssignments(merged).map((one) => one.id), [1, 2, 3]);
  assert.deepEqual(merged.finished, []);
});

test("a mended answer on its way is not opened once more", () => {
  const bag = /** @type {any} */ ({ project: "7", assignments: [assignment(1, FIX), assignment(2)], total: 2, finished: [{ id: "1", rate_e4: 1, state: "queued" }], reason: "" });

  const merged = mergedBag(bag, { assignments: [assignment(1, FIX), assignment(2)] }, "7", new Set());

  assert.deepEqual(openAssignments(merged).map((one) => one.id), [2]);
});

test("her answer comes back with its boxes, ticks outlive a killed tab, and a cut sends one version", async () => {
  const server = fakeServer(1);
  const first = device(server);
  await first.session.start();
  first.draw("car-1", [10, 10, 30, 20]);
  await first.session.submit();
  await first.outbox.flush();
  server.giveBack("1", FIX);

  await first.session.takeWork();
  assert.deepEqual(first.shapes(), ["car-1"]);
  assert.equal(first.store.state.fix?.note, "look again");
  first.dispatch("tick:missed");
  await first.desk.keepLook();
  first.draw("person-1", [50, 50, 10, 20]);
  await first.desk.settle();
  first.kill();

  const second = device(server, first.storage);
  await second.session.start();
  assert.deepEqual(second.shapes(), ["car-1", "person-1"]);
  assert.ok(second.store.state.ticked.has("missed"));
  server.script = ["cut_after"];
  await second.session.submit();
  await second.outbox.flush();
  await second.outbox.flush();

  assert.equal(server.submissions.size, 2);
  assert.deepEqual(server.versions.get("1").annotations.map((/** @type {any} */ one) => one.id), ["car-1", "person-1"]);
  assert.equal(second.store.state.progress.waiting, 0);
  second.kill();
});
