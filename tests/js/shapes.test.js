/** What only some kinds can do: joints, depth, borders, fewer points, the whole of a thing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "../../static/js/editor/model/kinds.js";
import { fewerPoints } from "../../static/js/editor/model/simplify.js";
import { truncatedPercent } from "../../static/js/editor/model/truncation.js";
import { insertVertex } from "../../static/js/editor/commands/actions.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { feed, nextJoint, previewOf } from "../../static/js/editor/tools/workbench.js";
import { ONTOLOGY, box, storeWith, stroke } from "./scene.js";

/** @import { Shape } from "../../static/js/editor/model/types.js" */
/** @import { Store } from "../../static/js/editor/store/store.js" */

/** @param {Store} store @param {readonly number[]} spot @param {Partial<import("../../static/js/editor/tools/types.js").Stroke>} [more] */
function click(store, [x, y], more) {
  for (const type of /** @type {const} */ (["down", "up"])) store.run((state) => feed(state, stroke(type, x, y, more)));
}

/** @param {Store} store @param {readonly number[]} from @param {readonly number[]} to @param {Partial<import("../../static/js/editor/tools/types.js").Stroke>} [more] */
function drag(store, from, to, more) {
  store.run((state) => feed(state, stroke("down", from[0], from[1], more)));
  store.run((state) => feed(state, stroke("move", (from[0] + to[0]) / 2, (from[1] + to[1]) / 2, more)));
  store.run((state) => feed(state, stroke("move", to[0], to[1], more)));
  store.run((state) => feed(state, stroke("up", to[0], to[1], more)));
}

/** @param {Store} store */
const shapes = (store) => store.state.history.present.shapes;
/** @type {Shape} */
const POSE = { id: "pose", kind: "skeleton", label: "walker", attributes: {}, points: [[50, 10, 2], [40, 60, 2], [60, 62, 1]] };
/** @type {Shape} */
const AREA = { id: "area", kind: "polygon", label: "car", attributes: {}, points: [[20, 20], [60, 20], [60, 60], [20, 60]] };

test("a skeleton is placed joint by joint under their names; Shift hides, a key leaves out", () => {
  const store = storeWith([], { tool: "skeleton", label: "walker" });
  const dispatch = dispatcher(store, {});

  assert.equal(nextJoint(store.state)?.name, "head");
  click(store, [50, 10]);
  assert.deepEqual([nextJoint(store.state)?.name, nextJoint(store.state)?.place], ["left_foot", 2]);
  dispatch("skip_joint");
  click(store, [60, 62], { shift: true });

  assert.deepEqual(shapes(store)[0].points, [[50, 10, 2], [0, 0, 0], [60, 62, 1]]);
  assert.deepEqual(store.state.selection, [shapes(store)[0].id]);
});

test("Backspace takes a joint back and Enter leaves out what is not placed", () => {
  const store = storeWith([], { tool: "skeleton", label: "walker" });
  const dispatch = dispatcher(store, {});

  click(store, [50, 10]);
  click(store, [10, 90]);
  dispatch("remove");
  dispatch("enter");

  assert.deepEqual(shapes(store)[0].points, [[50, 10, 2], [0, 0, 0], [0, 0, 0]]);
});

test("one joint moves alone, Delete says it is not there, and it can come back", () => {
  const store = storeWith([POSE], { selection: ["pose"] });
  const dispatch = dispatcher(store, {});

  drag(store, [40, 60], [30, 70]);
  assert.deepEqual(shapes(store)[0].points?.[1], [30, 70, 2]);
  dispatch("remove");
  assert.deepEqual(shapes(store)[0].points, [[50, 10, 2], [0, 0, 0], [60, 62, 1]]);
  dispatch("joint:1 2");

  assert.deepEqual(shapes(store)[0].points?.[1], [55, 36, 2]);
});

test("the last joint of a skeleton cannot be taken away", () => {
  const lonely = { ...POSE, points: [[50, 10, 2], [0, 0, 0], [0, 0, 0]] };
  const store = storeWith([lonely], { selection: ["pose"] });

  dispatcher(store, {})("joint:0 0");

  assert.deepEqual(shapes(store), [lonely]);
});

test("left and right change places", () => {
  const store = storeWith([POSE], { selection: ["pose"] });

  dispatcher(store, {})("mirror");

  assert.deepEqual(shapes(store)[0].points, [[50, 10, 2], [60, 62, 1], [40, 60, 2]]);
});

test("a cuboid is a front face by a drag and a depth by a click", () => {
  const store = storeWith([], { tool: "cuboid", label: "car" });

  drag(store, [20, 30], [60, 70]);
  store.run((state) => feed(state, stroke("move", 75, 60)));
  assert.deepEqual(previewOf(store.state)[0].points?.[6], [75, 60]);
  click(store, [80, 60]);

  assert.deepEqual(shapes(store)[0].points, [[20, 30], [60, 30], [60, 70], [20, 70], [40, 20], [80, 20], [80, 60], [40, 60]]);
});

test("a front corner takes the back along, a back corner bends the back alone, a face moves as one", () => {
  const shape = { id: "c", kind: "cuboid", label: "car", attributes: {}, points: [[20, 30], [60, 30], [60, 70], [20, 70], [40, 20], [80, 20], [80, 60], [40, 60]] };
  const kind = kindOf(shape);

  assert.deepEqual(kind.reshape(shape, "v2", { x: 70, y: 80 }).points, [[20, 30], [70, 30], [70, 80], [20, 80], [40, 20], [90, 20], [90, 70], [40, 70]]);
  assert.deepEqual(kind.reshape(shape, "v6", { x: 70, y: 50 }).points, [...shape.points.slice(0, 4), [40, 20], [70, 20], [70, 50], [40, 50]]);
  assert.deepEqual(kind.reshape(shape, "back", { x: 70, y: 40 }).points?.slice(4), [[50, 20], [90, 20], [90, 60], [50, 60]]);
});

test("extreme points travel with the box until it is changed", () => {
  const store = storeWith([], { tool: "extreme", label: "car" });
  const dispatch = dispatcher(store, {});

  for (const spot of [[50, 10], [20, 30], [55, 60], [90, 35]]) click(store, spot);
  assert.deepEqual(shapes(store)[0].extreme, [[50, 10], [20, 30], [55, 60], [90, 35]]);
  dispatch("nudge_right");

  assert.equal("extreme" in shapes(store)[0], false);
  dispatch("undo");
  assert.equal(shapes(store)[0].extreme?.length, 4);
});

test("a vertex that is drawn or dragged snaps to a neighbour's vertex, then to its edge, and not with Alt", () => {
  const store = storeWith([AREA], { tool: "polyline", label: "lane" });
  click(store, [58, 61]);
  click(store, [41, 62]);
  click(store, [40, 63], { alt: true });
  dispatcher(store, {})("enter");
  assert.deepEqual(shapes(store)[1].points, [[60, 60], [41, 60], [40, 63]]);

  store.update({ tool: "select", toolState: null });
  drag(store, [40, 63], [21, 61]);

  assert.deepEqual(shapes(store)[1].points?.[2], [20, 60]);
});

test("a double click on an edge puts a vertex there, and nowhere else", () => {
  const store = storeWith([AREA], { selection: ["area"] });

  store.run(insertVertex({ x: 40, y: 21 }, 8));
  assert.deepEqual(shapes(store)[0].points, [[20, 20], [40, 21], [60, 20], [60, 60], [20, 60]]);
  assert.equal(store.state.handle, "v1");
  store.run(insertVertex({ x: 40, y: 40 }, 8));
  store.run(insertVertex({ x: 60, y: 20 }, 8));

  assert.equal(shapes(store)[0].points?.length, 5);
});

test("a line loses points that lie within the tolerance, with undo", () => {
  const line = { id: "l", kind: "polyline", label: "lane", attributes: {}, points: [[0, 0], [10, 0.5], [20, 0], [30, 30], [40, 0.2], [50, 0]] };
  const store = storeWith([line], { selection: ["l"], panel: "simplify", tolerance: 1 });
  const dispatch = dispatcher(store, {});

  assert.deepEqual(previewOf(store.state)[0].points, [[0, 0], [20, 0], [30, 30], [40, 0.2], [50, 0]]);
  dispatch("simplify_now");
  assert.deepEqual(shapes(store)[0].points, [[0, 0], [20, 0], [30, 30], [40, 0.2], [50, 0]]);
  dispatch("undo");

  assert.deepEqual(shapes(store), [line]);
});

test("an area keeps three corners however coarse the tolerance", () => {
  const store = storeWith([AREA], { selection: ["area"], tolerance: 500 });

  dispatcher(store, {})("simplify_now");

  assert.deepEqual(shapes(store), [AREA]);
  assert.deepEqual(fewerPoints([[0, 0], [10, 0], [20, 0], [20, 20], [0, 20]], 1, true), [[0, 0], [20, 0], [20, 20], [0, 20]]);
});

test("a box that the edge cuts proposes how much is missing", () => {
  const size = { width: 200, height: 100 };

  assert.equal(truncatedPercent({ x: 10, y: 10, width: 50, height: 50 }, size), 0);
  assert.equal(truncatedPercent({ x: 150, y: 10, width: 100, height: 50 }, size), 50);
  assert.equal(truncatedPercent({ x: 150, y: 10, width: 50, height: 50 }, size), 10);
});

test("the proposal is made as the label asks and may be changed", () => {
  const label = { ...ONTOLOGY.labels[0], attributes: [{ name: "truncated", title: { zh_CN: "出画面", en: "Cut off" }, type: /** @type {const} */ ("number"), default: 0 }] };
  const store = storeWith([], { tool: "box", label: "car", ontology: { labels: [label] } });

  drag(store, [150, 20], [250, 60]);
  drag(store, [10, 20], [50, 60]);

  assert.deepEqual(shapes(store).map((shape) => shape.attributes.truncated), [50, 0]);
});

test("the whole of a thing may reach outside the picture, by its own handles", () => {
  const ontology = { labels: [{ ...ONTOLOGY.labels[0], amodal: true }] };
  const store = storeWith([box("a", [150, 20, 50, 40])], { ontology, selection: ["a"] });
  const dispatch = dispatcher(store, {});

  dispatch("amodal");
  assert.deepEqual(shapes(store)[0].amodal, [150, 20, 66.67, 40]);
  drag(store, [216.67, 40], [500, 40]);
  assert.deepEqual(shapes(store)[0].amodal, [150, 20, 250, 40]);
  assert.deepEqual(shapes(store)[0].box, [150, 20, 50, 40]);
  dispatch("nudge_left");
  dispatch("select_none");
  store.update({ selection: ["a"], handle: null });
  dispatch("nudge_down");
  assert.deepEqual(shapes(store)[0].amodal?.[1], 21);
  dispatch("amodal");

  assert.equal("amodal" in shapes(store)[0], false);
});

test("a group is picked, moved and copied as one; Alt picks the single one", () => {
  const store = storeWith([box("a", [10, 10, 20, 20]), box("b", [50, 10, 20, 20]), box("c", [100, 10, 20, 20])], { selection: ["a", "b"] });
  const dispatch = dispatcher(store, {});

  dispatch("group");
  dispatch("select_none");
  click(store, [20, 20]);
  assert.deepEqual(store.state.selection, ["a", "b"]);
  drag(store, [20, 20], [25, 30]);
  assert.deepEqual(shapes(store).map((shape) => shape.box?.[1]), [20, 20, 10]);
  click(store, [20, 30], { alt: true });
  assert.deepEqual(store.state.selection, ["a"]);
  dispatch("select:b");
  assert.deepEqual([...store.state.selection].sort(), ["a", "b"]);
  dispatch("duplicate");

  const groups = shapes(store).map((shape) => shape.group);
  assert.equal(groups[0], groups[1]);
  assert.equal(groups[3], groups[4]);
  assert.notEqual(groups[0], groups[3]);
  dispatch("ungroup");
  assert.equal(shapes(store)[3].group, undefined);
});

test("a rubber band picks what lies wholly in it, and Shift adds", () => {
  const store = storeWith([box("a", [10, 10, 20, 20]), box("b", [50, 10, 20, 20]), box("c", [100, 10, 20, 20])]);

  drag(store, [5, 5], [80, 40]);
  assert.deepEqual(store.state.selection, ["a", "b"]);
  drag(store, [95, 5], [130, 40], { shift: true });
  assert.deepEqual(store.state.selection, ["a", "b", "c"]);
  drag(store, [5, 60], [15, 70]);

  assert.deepEqual(store.state.selection, []);
});

test("shapes go to the front and to the back together", () => {
  const store = storeWith(["a", "b", "c", "d"].map((id) => box(id, [10, 10, 20, 20])), { selection: ["a", "c"] });
  const dispatch = dispatcher(store, {});
  const order = () => shapes(store).map((shape) => shape.id).join("");

  dispatch("to_front");
  assert.equal(order(), "bdac");
  dispatch("backward");
  assert.equal(order(), "bacd");
  dispatch("to_back");

  assert.equal(order(), "acbd");
});

test("what was copied goes to the next picture in its place, without what has no place there", () => {
  const store = storeWith([box("a", [10, 10, 20, 20]), { id: "t", kind: "text", label: "car", attributes: {}, value: "x" }], { selection: ["a", "t"] });
  const dispatch = dispatcher(store, {});
  dispatch("copy");

  const next = storeWith([], { clipboard: store.state.clipboard, size: { width: 25, height: 100 } });
  dispatcher(next, {})("paste");

  assert.deepEqual(shapes(next).map((shape) => shape.box), [[10, 10, 15, 20]]);
  assert.notEqual(shapes(next)[0].id, "a");
});

test("missing answers are found one after the other, and a digit answers the open question", () => {
  const light = (/** @type {string} */ id) => box(id, [10, 10, 20, 20], { label: "light", attributes: {} });
  const store = storeWith([light("a"), box("b", [1, 1, 5, 5]), light("c")]);
  const dispatch = dispatcher(store, {});

  dispatch("next_missing");
  assert.deepEqual(store.state.selection, ["a"]);
  dispatch("answer:2");
  assert.equal(shapes(store)[0].attributes.state, "green");
  dispatch("next_missing");
  assert.deepEqual(store.state.selection, ["c"]);
  dispatch("answer:9");
  assert.deepEqual(shapes(store)[2].attributes, {});
  dispatch("answer:1");
  dispatch("next_missing");

  assert.equal(shapes(store)[2].attributes.state, "red");
  assert.deepEqual(store.state.selection, ["c"]);
});

test("a hidden or locked shape is neither snapped to nor caught by the band", () => {
  const store = storeWith([AREA], { locked: new Set(["area"]) });

  drag(store, [5, 5], [90, 90]);
  assert.deepEqual(store.state.selection, []);
  store.update({ tool: "polyline", label: "lane", toolState: null });
  click(store, [58, 61]);

  assert.deepEqual(previewOf(store.state)[0].points?.[0], [58, 61]);
});

