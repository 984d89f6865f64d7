/** Drawing a box as hands do it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { feed, isDrawing, previewOf } from "../../static/js/editor/tools/workbench.js";
import { box, storeWith, stroke } from "./scene.js";

/** @param {import("../../static/js/editor/store/store.js").Store} store @param {...import("../../static/js/editor/tools/types.js").Stroke} strokes */
function draw(store, ...strokes) {
  for (const one of strokes) store.run((state) => feed(state, one));
}

/** @param {import("../../static/js/editor/store/store.js").Store} store */
const shapes = (store) => store.state.history.present.shapes;

test("press, drag and let go draws a box of the chosen class", () => {
  const store = storeWith([], { tool: "box", label: "car" });

  draw(store, stroke("down", 10, 10), stroke("move", 30, 20), stroke("move", 50, 40), stroke("up", 60, 50));

  assert.deepEqual(shapes(store)[0].box, [10, 10, 50, 40]);
  assert.equal(shapes(store)[0].label, "car");
  assert.deepEqual(shapes(store)[0].attributes, { occluded: false });
  assert.deepEqual(store.state.selection, [shapes(store)[0].id]);
});

test("two clicks draw the same box", () => {
  const store = storeWith([], { tool: "box", label: "car" });

  draw(store, stroke("down", 60, 50), stroke("up", 60, 50), stroke("move", 20, 20), stroke("down", 10, 10), stroke("up", 10, 10));

  assert.deepEqual(shapes(store)[0].box, [10, 10, 50, 40]);
});

test("a second press may be corrected before the finger lifts", () => {
  const store = storeWith([], { tool: "box", label: "car" });

  draw(store, stroke("down", 10, 10), stroke("up", 10, 10), stroke("down", 70, 70), stroke("move", 60, 50), stroke("up", 60, 50));

  assert.deepEqual(shapes(store)[0].box, [10, 10, 50, 40]);
});

test("a box may begin inside another and is cut at the picture's edge", () => {
  const store = storeWith([box("outer", [0, 0, 150, 90])], { tool: "box", label: "car" });

  draw(store, stroke("down", 100, 40), stroke("move", 150, 80), stroke("up", 260, 140));

  assert.deepEqual(shapes(store).map((shape) => shape.box), [[0, 0, 150, 90], [100, 40, 100, 60]]);
});

test("a slip of the hand draws nothing and Escape forgets the first corner", () => {
  const store = storeWith([], { tool: "box", label: "car" });
  const dispatch = dispatcher(store, {});

  draw(store, stroke("down", 10, 10), stroke("up", 10, 10), stroke("down", 10.5, 60), stroke("up", 10.5, 60));
  assert.equal(isDrawing(store.state), true);
  dispatch("cancel");

  assert.equal(shapes(store).length, 0);
  assert.equal(isDrawing(store.state), false);
});

test("a half-drawn box is plain data and goes on after a reload", () => {
  const store = storeWith([], { tool: "box", label: "car" });
  draw(store, stroke("down", 10, 10), stroke("up", 10, 10));

  const reloaded = storeWith([], { tool: "box", label: "car", toolState: structuredClone(store.state.toolState) });
  draw(reloaded, stroke("move", 40, 30));

  assert.deepEqual(previewOf(reloaded.state)[0].box, [10, 10, 30, 20]);
});

test("the edge of the selected box can be dragged with the drawing tool in hand", () => {
  const store = storeWith([box("a", [20, 20, 40, 40])], { tool: "box", label: "car", selection: ["a"] });

  draw(store, stroke("down", 61, 40), stroke("move", 70, 40), stroke("up", 81, 40));

  assert.deepEqual(shapes(store).map((shape) => shape.box), [[20, 20, 60, 40]]);
  assert.equal(store.state.tool, "box");
  assert.equal(store.state.toolState, null);
});

test("Alt draws even where an edge could be grabbed", () => {
  const store = storeWith([box("a", [20, 20, 40, 40])], { tool: "box", label: "car", selection: ["a"] });

  draw(store, stroke("down", 60, 40, { alt: true }), stroke("move", 90, 60), stroke("up", 90, 60));

  assert.equal(shapes(store).length, 2);
});
