/** Picking, moving and reshaping. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf } from "../../static/js/editor/model/document.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { feed } from "../../static/js/editor/tools/workbench.js";
import { box, storeWith, stroke } from "./scene.js";

/** @param {import("../../static/js/editor/store/store.js").Store} store @param {...import("../../static/js/editor/tools/types.js").Stroke} strokes */
function act(store, ...strokes) {
  for (const one of strokes) store.run((state) => feed(state, one));
}

/** @param {import("../../static/js/editor/store/store.js").Store} store @param {string} id */
const boxOf = (store, id) => store.state.history.present.shapes.find((shape) => shape.id === id)?.box;
const NESTED = [box("small", [40, 40, 10, 10]), box("large", [0, 0, 150, 90]), box("middle", [30, 30, 40, 40])];

test("the smallest shape under the hand wins", () => {
  const store = storeWith(NESTED);

  act(store, stroke("down", 45, 45), stroke("up", 45, 45));

  assert.deepEqual(store.state.selection, ["small"]);
});

test("Tab walks through what overlaps and the picked one can be dragged from below", () => {
  const store = storeWith(NESTED);
  const dispatch = dispatcher(store, {});
  act(store, stroke("down", 45, 45), stroke("up", 45, 45));

  dispatch("select_next");
  assert.deepEqual(store.state.selection, ["middle"]);
  act(store, stroke("down", 45, 45), stroke("move", 50, 50), stroke("up", 55, 47));

  assert.deepEqual(boxOf(store, "middle"), [40, 32, 40, 40]);
  assert.deepEqual(boxOf(store, "small"), [40, 40, 10, 10]);
});

test("a whole edge can be grabbed, not only its dot, and keeps its distance to the hand", () => {
  const store = storeWith([box("a", [20, 20, 100, 40])], { selection: ["a"] });

  act(store, stroke("down", 50, 21), stroke("move", 50, 10), stroke("up", 50, 11));

  assert.deepEqual(boxOf(store, "a"), [20, 10, 100, 50]);
});

test("a drag is one step of undo", () => {
  const store = storeWith([box("a", [20, 20, 30, 30])]);

  act(store, stroke("down", 35, 35), stroke("move", 40, 40), stroke("move", 50, 40), stroke("up", 55, 35));
  assert.deepEqual(boxOf(store, "a"), [40, 20, 30, 30]);
  dispatcher(store, {})("undo");

  assert.deepEqual(boxOf(store, "a"), [20, 20, 30, 30]);
});

test("locked and hidden shapes cannot be picked", () => {
  const store = storeWith(NESTED, { locked: new Set(["small"]), hidden: new Set(["middle"]) });

  act(store, stroke("down", 45, 45), stroke("up", 45, 45));

  assert.deepEqual(store.state.selection, ["large"]);
});

test("Shift gathers, a drag moves all, and a click beside lets go", () => {
  const store = storeWith([box("a", [10, 10, 20, 20]), box("b", [60, 10, 20, 20])]);

  act(store, stroke("down", 20, 20), stroke("up", 20, 20), stroke("down", 70, 20, { shift: true }), stroke("up", 70, 20));
  act(store, stroke("down", 20, 20), stroke("move", 25, 25), stroke("up", 30, 30));
  assert.deepEqual([boxOf(store, "a"), boxOf(store, "b")], [[20, 20, 20, 20], [70, 20, 20, 20]]);
  act(store, stroke("down", 150, 80), stroke("up", 150, 80));

  assert.deepEqual(store.state.selection, []);
});

test("arrows move the whole shape, or the grabbed edge", () => {
  const store = storeWith([box("a", [20, 20, 30, 30])], { selection: ["a"] });
  const dispatch = dispatcher(store, {});

  dispatch("nudge_right");
  dispatch("nudge_down_far");
  assert.deepEqual(boxOf(store, "a"), [21, 30, 30, 30]);
  store.update({ handle: "e" });
  dispatch("nudge_right_far");

  assert.deepEqual(boxOf(store, "a"), [21, 30, 40, 30]);
});

test("what is of a class that this picture does not have is not pasted, and that is said", () => {
  const strange = box("s", [60, 10, 20, 20], { label: "tram" });
  const store = storeWith([box("a", [10, 10, 20, 20])], { clipboard: documentOf([box("b", [30, 30, 20, 20]), strange]) });

  dispatcher(store, {})("paste");

  assert.deepEqual(store.state.history.present.shapes.map((shape) => shape.label), ["car", "car"]);
  assert.deepEqual([store.state.notice?.key, store.state.notice?.values], ["paste_no_label", { count: 1 }]);
  assert.ok(store.state.clipboard.shapes.includes(strange));
});

test("a copy is pasted aside with a new id and can be pasted into another picture as it was", () => {
  const store = storeWith([box("a", [20, 20, 30, 30])], { selection: ["a"] });
  const dispatch = dispatcher(store, {});

  dispatch("copy");
  dispatch("paste");
  const [, copy] = store.state.history.present.shapes;
  assert.deepEqual(copy.box, [28, 28, 30, 30]);
  assert.notEqual(copy.id, "a");

  const next = storeWith([], { clipboard: store.state.clipboard });
  dispatcher(next, {})("paste");
  assert.deepEqual(next.state.history.present.shapes[0].box, [28, 28, 30, 30]);
});

test("a label key renames what is selected and stays for the next box", () => {
  const store = storeWith([box("a", [20, 20, 30, 30], { attributes: { occluded: true } })], { selection: ["a"], tool: "box" });

  dispatcher(store, {})("label:light");

  assert.deepEqual(store.state.history.present.shapes[0].attributes, {});
  assert.equal(store.state.history.present.shapes[0].label, "light");
  assert.equal(store.state.label, "light");
});
