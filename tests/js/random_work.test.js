/** Whatever hands and keys do to shapes of every kind: undo and redo are whole, the device reads back what was done, and no
 * shape is ever broken or lost out of the picture. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationsOf, fingerprint, shapesFrom } from "../../static/js/editor/model/annotation.js";
import { documentOf } from "../../static/js/editor/model/document.js";
import { kindOf } from "../../static/js/editor/model/kinds.js";
import { redo, startHistory, undo } from "../../static/js/editor/store/history.js";
import { readHistory, startWrites, stepWrites } from "../../static/js/editor/sync/journal.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { freshWork, isOwnDraft, versionToOpen } from "../../static/js/editor/sync/works.js";
import { randomWork } from "./random_work.js";

/** @import { Doc, Shape } from "../../static/js/editor/model/types.js" */
/** @import { Assignment, Work } from "../../static/js/editor/sync/types.js" */

const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);
const STEPS = 120;
const SIZE = { width: 200, height: 100 };

/** @type {Assignment} */
const ASSIGNMENT = { id: 1, task_id: 1, images: [{ name: "a", url: "", preview_url: "", ...SIZE }], rate_e4: 1, currency: "CNY", lease_expires_at: "", draft: null };

/** As it travels to the server and back. @param {Doc} doc @returns {Shape[]} */
const sent = (doc) => JSON.parse(JSON.stringify(annotationsOf(doc)));

/** @param {Shape} shape */
function assertSound(shape) {
  const numbers = [shape.box, shape.amodal, shape.points?.flat(), shape.extreme?.flat(), shape.rotation].flat().filter((value) => value !== undefined);
  assert.ok(numbers.length > 0 && numbers.every(Number.isFinite), JSON.stringify(shape));
  const kind = kindOf(shape);
  assert.equal(kind.isDegenerate(shape), false, JSON.stringify(shape));
  const { x, y, width, height } = kind.bounds(shape);
  assert.ok(x >= -1 && y >= -1 && x + width <= SIZE.width + 1 && y + height <= SIZE.height + 1, JSON.stringify(shape));
  if (!shape.amodal) return;
  const [left, top, across, down] = shape.amodal;
  assert.ok(left >= -SIZE.width && top >= -SIZE.height && left + across <= 2 * SIZE.width && top + down <= 2 * SIZE.height, JSON.stringify(shape));
}

const met = new Set();

for (const seed of SEEDS) {
  test(`random work of seed ${seed} leaves every shape sound and can be taken back whole`, () => {
    const { store, step } = randomWork(seed);
    const start = store.state.history.present;
    for (let count = 0; count < STEPS; count += 1) {
      step();
      for (const shape of store.state.history.present.shapes) {
        assertSound(shape);
        met.add(shape.kind);
      }
    }
    let history = store.state.history;
    while (history.future.length > 0) history = redo(history);
    const end = history.present;

    let back = history;
    while (back.past.length > 0) back = undo(back);
    let forth = back;
    while (forth.future.length > 0) forth = redo(forth);

    assert.equal(back.present, start);
    assert.equal(forth.present, end);
    assert.deepEqual(shapesFrom(sent(end)), { shapes: end.shapes, strange: 0 });
  });

  test(`random work of seed ${seed} is read back from the device at any moment`, async () => {
    const { store, random, step } = randomWork(seed);
    const storage = new MemoryStorage();
    /** @type {Work} */
    let work = freshWork(ASSIGNMENT, "7", 0);
    await storage.write(startWrites(work, store.state.history.present));
    /** @type {import("../../static/js/editor/sync/types.js").Write[][]} */
    const unwritten = [];
    store.listen((state, previous) => {
      if (state.history === previous.history) return;
      const next = stepWrites(work, previous.history, state.history);
      work = next.work;
      unwritten.push([{ store: "works", key: work.id, value: work }, ...next.writes]);
    });
    for (let count = 0; count < STEPS; count += 1) {
      step();
      for (const writes of unwritten.splice(0)) await storage.write(writes);
      if (random.next() > 0.15) continue;

      const known = /** @type {Work} */ (await storage.get("works", work.id) ?? work);
      const again = (await readHistory(storage, known))?.history;

      assert.deepEqual(again, store.state.history);
    }
  });

  test(`a draft of any moment of seed ${seed}'s work, and the steps after it, are the whole`, () => {
    const { store, random, step } = randomWork(seed);
    /** @type {Shape[][]} */
    const drafts = [];
    for (let count = 0; count < STEPS; count += 1) {
      step();
      if (random.next() < 0.1) drafts.push(sent(store.state.history.present));
    }
    const { history } = store.state;
    const work = { ...freshWork(ASSIGNMENT, "7", 0), dirty: true };
    for (const annotations of drafts) {
      // Undone and drawn over, a draft may be no step any more: then it is another version, and she is asked.
      const isStep = [...history.past, history.present, ...history.future].some((doc) => fingerprint(sent(doc)) === fingerprint(annotations));
      assert.equal(isOwnDraft(history, annotations), isStep);
      const choice = versionToOpen(work, history, { ...ASSIGNMENT, draft: { annotations, active_ms: 0, revision: 5 } });
      assert.equal(choice, isStep ? "local" : "conflict");
      // On another device that never saw the steps the draft is taken as it is.
      const elsewhere = startHistory(documentOf(shapesFrom(annotations).shapes));
      assert.equal(fingerprint(sent(elsewhere.present)), fingerprint(annotations));
    }
  });
}

test("the random work met every kind that can be drawn", () => {
  assert.deepEqual([...met].sort(), ["box", "cuboid", "points", "polygon", "polyline", "rotated_box", "skeleton"]);
});
