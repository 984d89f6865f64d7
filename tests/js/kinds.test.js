/** What every kind of shape must be able to do, and what each does in its own way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationsOf, fingerprint, shapesFrom } from "../../static/js/editor/model/annotation.js";
import { documentFaults, shapeFaults } from "../../static/js/editor/model/check.js";
import { documentOf } from "../../static/js/editor/model/document.js";
import { kindOf } from "../../static/js/editor/model/kinds.js";
import { turnedBox } from "../../static/js/editor/model/rotated_box.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { feed, previewOf } from "../../static/js/editor/tools/workbench.js";
import { ONTOLOGY, box, storeWith, stroke } from "./scene.js";

/** @import { Shape } from "../../static/js/editor/model/types.js" */

const SIZE = { width: 200, height: 100 };
/** @type {Shape[]} */
const SAMPLES = [
  box("box", [20, 20, 40, 30]),
  { ...box("rotated_box", [60, 30, 40, 20]), kind: "rotated_box", rotation: 30 },
  { id: "polygon", kind: "polygon", label: "car", attributes: {}, points: [[20, 20], [60, 20], [60, 60], [20, 50]] },
  { id: "polyline", kind: "polyline", label: "car", attributes: {}, points: [[10, 10], [50, 20], [90, 80]] },
  { id: "points", kind: "points", label: "car", attributes: {}, points: [[10, 10], [50, 20]] },
  { id: "cuboid", kind: "cuboid", label: "car", attributes: {}, points: [[20, 30], [60, 30], [60, 70], [20, 70], [40, 20], [80, 20], [80, 60], [40, 60]] },
  { id: "skeleton", kind: "skeleton", label: "walker", attributes: {}, points: [[20, 20, 2], [10, 60, 1], [0, 0, 0]] },
  box("with all that travels beside it", [20, 20, 40, 30], { amodal: [10, 15, 60, 50], group: "g" }),
];

for (const shape of SAMPLES) {
  const kind = kindOf(shape);

  test(`${shape.id}: moving there and back changes nothing`, () => {
    assert.deepEqual(kind.move(kind.move(shape, 7, -3), -7, 3), shape);
    assert.equal(kind.move(shape, 7, 0).id, shape.id);
    assert.ok(Math.abs(kind.bounds(kind.move(shape, 7, 0)).x - kind.bounds(shape).x - 7) < 0.02);
  });

  test(`${shape.id}: each handle is grabbed where it is painted and follows the hand`, () => {
    for (const handle of kind.handles(shape)) {
      assert.equal(kind.grab(shape, handle, 2), handle.id);
      if (handle.id === "turn") continue;
      const moved = kind.reshape(shape, handle.id, { x: handle.x + 4, y: handle.y + 3 });
      assert.notDeepEqual(moved, shape);
    }
  });

  test(`${shape.id}: survives the journey to the server and back`, () => {
    const back = shapesFrom(JSON.parse(JSON.stringify(annotationsOf(documentOf([shape])))));
    assert.deepEqual(back, { shapes: [shape], strange: 0 });
    assert.equal(fingerprint(back.shapes), fingerprint([shape]));
  });

  test(`${shape.id}: a sample in the picture is sound and one outside is told`, () => {
    assert.deepEqual(documentFaults(documentOf([shape]), ONTOLOGY, SIZE), []);
    const outside = kind.move(shape, 190, 0);
    assert.deepEqual(documentFaults(documentOf([outside]), ONTOLOGY, SIZE), [{ id: shape.id, code: "outside_picture" }]);
    const inside = kind.clip(outside, SIZE);
    assert.ok(kind.bounds(inside).x + kind.bounds(inside).width <= 200.01);
  });
}

test("an edge of a turned box moves alone; the opposite one stays", () => {
  const shape = SAMPLES[1];
  const kind = kindOf(shape);
  const at = (/** @type {Shape} */ one, /** @type {string} */ id) => /** @type {import("../../static/js/editor/model/types.js").Handle} */ (kind.handles(one).find((handle) => handle.id === id));
  const east = at(shape, "e");

  const wider = kind.reshape(shape, "e", { x: east.x + 10, y: east.y + 6 });

  assert.ok(Math.abs(at(wider, "w").x - at(shape, "w").x) < 0.02);
  assert.ok(Math.abs(at(wider, "w").y - at(shape, "w").y) < 0.02);
  assert.equal(wider.rotation, 30);
});

test("the knob turns a box to where the hand is", () => {
  const turned = kindOf(SAMPLES[1]).reshape(SAMPLES[1], "turn", { x: 150, y: 40 });

  assert.equal(turned.rotation, 90);
});

test("one side and a spot opposite make a turned box", () => {
  assert.deepEqual(turnedBox([[10, 10], [50, 10], [30, 30]]), { box: [10, 10, 40, 20], rotation: 0 });
  assert.deepEqual(turnedBox([[10, 10], [10, 50], [0, 20]]), { box: [-15, 25, 40, 10], rotation: 90 });
});

/** @param {import("../../static/js/editor/store/store.js").Store} store @param {...number[]} spots */
function click(store, ...spots) {
  for (const [x, y] of spots) for (const type of /** @type {const} */ (["down", "up"])) store.run((state) => feed(state, stroke(type, x, y)));
}

test("a polygon closes on its first spot, a line ends with Enter, Backspace takes a spot back", () => {
  const store = storeWith([], { tool: "polygon", label: "car" });
  const dispatch = dispatcher(store, {});

  click(store, [10, 10], [60, 10], [90, 90], [60, 60]);
  dispatch("remove");
  click(store, [40, 60], [11, 11]);
  store.update({ tool: "polyline", label: "lane", toolState: null, selection: [] });
  click(store, [100, 10], [120, 50]);
  dispatch("enter");

  const [first, second] = store.state.history.present.shapes;
  assert.deepEqual(first.points, [[10, 10], [60, 10], [90, 90], [40, 60]]);
  assert.deepEqual(second.points, [[100, 10], [120, 50]]);
});

test("spots snap to a neighbour's vertex unless Alt is held", () => {
  const store = storeWith([SAMPLES[2]], { tool: "polyline", label: "lane" });

  click(store, [58, 61]);
  assert.deepEqual(previewOf(store.state)[0].points?.[0], [60, 60]);
});

test("four extreme points make a box", () => {
  const store = storeWith([], { tool: "extreme", label: "car" });

  click(store, [50, 10], [20, 30], [55, 60], [90, 35]);

  assert.deepEqual(store.state.history.present.shapes[0].box, [20, 10, 70, 50]);
});

test("dragging an edge of a polygon puts a vertex there; Delete takes the vertex in hand", () => {
  const store = storeWith([SAMPLES[2]], { selection: ["polygon"] });
  const dispatch = dispatcher(store, {});

  for (const one of [stroke("down", 40, 20), stroke("move", 40, 10), stroke("up", 40, 5)]) store.run((state) => feed(state, one));
  assert.deepEqual(store.state.history.present.shapes[0].points, [[20, 20], [40, 5], [60, 20], [60, 60], [20, 50]]);
  assert.equal(store.state.handle, "v1");
  dispatch("remove");

  assert.deepEqual(store.state.history.present.shapes[0].points, SAMPLES[2].points);
});

test("a missing answer is known at once, and the server's faults find their shapes", () => {
  const light = box("l", [1, 1, 9, 9], { label: "light", attributes: {} });

  assert.deepEqual(documentFaults(documentOf([light]), ONTOLOGY, SIZE), [{ id: "l", code: "attribute_missing", attribute: "state" }]);
  assert.deepEqual(shapeFaults([{ path: "annotations[1].attributes.state", code: "attribute_missing", detail: "" }], [{ id: "x" }, { id: "l" }]), [{ id: "l", code: "attribute_missing", attribute: "state" }]);
});

test("a kind that cannot be painted is carried along untouched", () => {
  const mask = { id: "m", kind: "mask", label: "car", attributes: {}, rle: { size: [2, 2], counts: [1, 3] } };

  const { shapes } = shapesFrom([mask]);

  assert.deepEqual(annotationsOf(documentOf(shapes)), [mask]);
  assert.deepEqual(documentFaults(documentOf(shapes), ONTOLOGY, SIZE), []);
});

test("what is broken is counted, never dropped in silence", () => {
  const read = shapesFrom([{ id: "a", kind: "box", label: "car" }, { id: "b", kind: "box", label: "car", box: [1, 2, null, 4] }, SAMPLES[0]]);

  assert.deepEqual([read.shapes.length, read.strange], [1, 2]);
});
