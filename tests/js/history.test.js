/** Undo and redo over random work: all the way back is the start, all the way forward is the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { addShapes, changeShapes, moveShapes, removeShapes, reorderShapes, setAttribute, setLabel } from "../../static/js/editor/commands/shapes.js";
import { applyPatch, difference, documentOf } from "../../static/js/editor/model/document.js";
import { historyFrom, perform, recordOf, redo, startHistory, undo } from "../../static/js/editor/store/history.js";
import { ONTOLOGY, box, seeded } from "./scene.js";

const SIZE = { width: 200, height: 100 };

/** @param {ReturnType<typeof seeded>} random @param {import("../../static/js/editor/model/types.js").Doc} doc @param {number} step */
function randomCommand(random, doc, step) {
  const ids = doc.shapes.map((shape) => shape.id);
  const id = ids.length ? random.pick(ids) : "";
  const choices = [
    () => addShapes([box(`s${step}`, [random.below(150), random.below(60), 5 + random.below(40), 5 + random.below(30)])]),
    () => removeShapes([id]),
    () => moveShapes([id, random.pick([...ids, ""])], random.below(40) - 20, random.below(40) - 20, SIZE),
    () => setLabel([id], random.pick(ONTOLOGY.labels)),
    () => setAttribute([id], "occluded", random.pick([true, false, undefined])),
    () => reorderShapes([id], random.pick([1, -1, Infinity, -Infinity])),
    () => changeShapes([id], (shape) => ({ ...shape, box: [1, 1, 10, 10] })),
  ];
  return random.pick(choices)();
}

for (let seed = 1; seed <= 40; seed += 1) {
  test(`random work of seed ${seed} can be undone and redone whole`, () => {
    const random = seeded(seed);
    const start = documentOf([box("first", [10, 10, 20, 20])]);
    let history = startHistory(start);
    for (let step = 0; step < 60; step += 1) {
      const turn = random.next();
      if (turn < 0.12) history = undo(history);
      else if (turn < 0.2) history = redo(history);
      else history = perform(history, randomCommand(random, history.present, step));
    }
    while (history.future.length > 0) history = redo(history);
    const end = history.present;

    let back = history;
    while (back.past.length > 0) back = undo(back);
    let forth = back;
    while (forth.future.length > 0) forth = redo(forth);

    assert.equal(back.present, start);
    assert.equal(forth.present, end);
  });

  test(`the record of seed ${seed} gives the same history back`, () => {
    const random = seeded(seed);
    let history = startHistory(documentOf([]));
    for (let step = 0; step < 40; step += 1) history = perform(history, randomCommand(random, history.present, step));
    for (let step = random.below(10); step > 0; step -= 1) history = undo(history);

    const { base, patches, cursor } = recordOf(history);
    const again = historyFrom(base, structuredClone(patches), cursor);

    assert.deepEqual(again, history);
  });
}

test("a command that changes nothing leaves no step", () => {
  const history = startHistory(documentOf([box("a", [0, 0, 10, 10])]));

  assert.equal(perform(history, moveShapes(["a"], -5, -5, SIZE)), history);
  assert.equal(perform(history, setLabel(["a"], ONTOLOGY.labels[0])), history);
  assert.equal(perform(history, removeShapes(["b"])), history);
});

test("shapes moved together stop where the first meets the edge", () => {
  const doc = documentOf([box("a", [5, 5, 10, 10]), box("b", [50, 50, 10, 10])]);

  const moved = moveShapes(["a", "b"], -20, 3, SIZE)(doc);

  assert.deepEqual(moved.shapes.map((shape) => shape.box), [[0, 8, 10, 10], [45, 53, 10, 10]]);
});

test("a patch names only what changed, and the order when it matters", () => {
  const [a, b, c] = [box("a", [0, 0, 1, 1]), box("b", [0, 0, 2, 2]), box("c", [0, 0, 3, 3])];

  const grown = difference(documentOf([a, b]), documentOf([a, b, c]));
  const turned = difference(documentOf([a, b]), documentOf([b, a]));

  assert.deepEqual(grown, { put: [c], remove: [], order: null });
  assert.deepEqual(applyPatch(documentOf([a, b]), turned).shapes, [b, a]);
});
