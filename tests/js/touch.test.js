/** Fingers, pen and loupe: what a hand on glass may do, and where the magnifier stands. */
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { documentOf } from "../../static/js/editor/model/document.js";
import { startHistory } from "../../static/js/editor/store/history.js";
import { initialState } from "../../static/js/editor/store/state.js";
import { Store } from "../../static/js/editor/store/store.js";
import { grabNext, nudge } from "../../static/js/editor/commands/actions.js";
import { PointerHand } from "../../static/js/editor/tools/pointer.js";
import { focusOf, loupePlace } from "../../static/js/editor/view/loupe.js";
import { ONTOLOGY, box } from "./scene.js";

/** @param {readonly ReturnType<typeof box>[]} shapes @param {Partial<import("../../static/js/editor/store/state.js").EditorState>} [more] */
function desk(shapes = [], more = {}) {
  const store = new Store({
    ...initialState(ONTOLOGY), phase: "working", assignment: "1", tool: "box", label: "car", size: { width: 800, height: 600 },
    stage: { width: 800, height: 600 }, history: startHistory(documentOf(shapes)), ...more,
  });
  const hand = new PointerHand(store, () => ({ x: 0, y: 0 }));
  const contact = (/** @type {number} */ x, /** @type {number} */ y, pointerType = "touch", pointerId = 1) => ({
    pointerType, pointerId, button: 0, clientX: x, clientY: y, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false,
  });
  const boxes = () => store.state.history.present.shapes.map((shape) => shape.box);
  return { store, hand, contact, boxes };
}

test("a second finger while drawing takes the stroke back and moves the picture", () => {
  const { store, hand, contact, boxes } = desk();
  const viewport = store.state.viewport;
  hand.down(contact(100, 100));
  hand.move(contact(200, 200));
  hand.down(contact(300, 300, "touch", 2));
  hand.move(contact(400, 400, "touch", 2));
  hand.up(contact(400, 400, "touch", 2));
  hand.move(contact(250, 250));
  hand.up(contact(250, 250));

  assert.deepEqual(boxes(), []);
  assert.equal(store.state.toolState, null);
  assert.equal(store.state.touching, false);
  assert.notDeepEqual(store.state.viewport, viewport);
});

test("once a pen was seen the pen draws and a finger moves the picture", () => {
  const { store, hand, contact, boxes } = desk([], { viewport: { scale: 2, x: 0, y: 0 } });
  hand.down(contact(100, 100, "pen", 5));
  hand.move(contact(200, 200, "pen", 5));
  hand.up(contact(200, 200, "pen", 5));
  hand.down(contact(300, 300));
  hand.move(contact(250, 250));
  hand.up(contact(250, 250));

  assert.deepEqual(boxes(), [[50, 50, 50, 50]]);
  assert.deepEqual(store.state.viewport, { scale: 2, x: -50, y: -50 });
  assert.equal(store.state.notice?.key, "pen_seen");
});

test("the palm beside the pen does nothing, whether it comes before or after", () => {
  const { hand, contact, boxes, store } = desk();
  hand.down(contact(500, 500, "touch", 1));
  hand.move(contact(520, 520, "touch", 1));
  hand.down(contact(100, 100, "pen", 5));
  hand.down(contact(550, 500, "touch", 2));
  hand.move(contact(200, 200, "pen", 5));
  hand.move(contact(600, 550, "touch", 2));
  hand.up(contact(200, 200, "pen", 5));
  hand.up(contact(520, 520, "touch", 1));
  hand.up(contact(600, 550, "touch", 2));

  assert.deepEqual(boxes(), [[100, 100, 100, 100]]);
  assert.deepEqual(store.state.viewport, { scale: 1, x: 0, y: 0 });
});

test("she can have her fingers draw beside a pen", () => {
  const { hand, contact, boxes } = desk([], { fingers: "always" });
  hand.down(contact(100, 100, "pen", 5));
  hand.up(contact(100, 100, "pen", 5));
  hand.down(contact(200, 200));
  hand.move(contact(300, 300));
  hand.up(contact(200, 200));

  assert.equal(boxes().length, 1);
});

test("a finger that rests on overlapping objects picks them one after the other", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const { store, hand, contact, boxes } = desk([box("large", [0, 0, 400, 400]), box("small", [50, 50, 100, 100])]);
  const rest = () => {
    hand.down(contact(90, 90));
    mock.timers.tick(700);
    hand.up(contact(90, 90));
    return store.state.selection;
  };

  assert.deepEqual(rest(), ["small"]);
  assert.deepEqual(rest(), ["large"]);
  assert.deepEqual(rest(), ["small"]);
  assert.equal(boxes().length, 2);
});

test("a finger that moves on draws, however slowly", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const { hand, contact, boxes } = desk([box("large", [0, 0, 400, 400])]);
  hand.down(contact(90, 90));
  hand.move(contact(105, 90));
  mock.timers.tick(2000);
  hand.move(contact(200, 200));
  hand.up(contact(200, 200));

  assert.deepEqual(boxes()[1], [90, 90, 110, 110]);
});

for (const stage of [{ width: 390, height: 560 }, { width: 700, height: 240 }, { width: 1000, height: 700 }]) {
  test(`the loupe lies wholly on a stage of ${stage.width} x ${stage.height} and clear of the finger`, () => {
    for (let x = 0; x <= stage.width; x += 7) {
      for (let y = 0; y <= stage.height; y += 7) {
        const place = loupePlace({ x, y }, stage);
        const middle = { x: place.x + 66, y: place.y + 66 };
        assert.ok(place.x >= 4 && place.y >= 4 && place.x + 132 <= stage.width && place.y + 132 <= stage.height, `off the stage at ${x}, ${y}`);
        assert.ok(Math.hypot(middle.x - x, middle.y - y) - 66 >= 30, `under the finger at ${x}, ${y}`);
      }
    }
  });
}

test("an edge moved by keys is looked at closely, until the mouse comes", () => {
  const { store, hand, contact } = desk([box("a", [100, 100, 200, 100])], { selection: ["a"] });
  store.run(grabNext);
  store.run(nudge(0, -10));
  const { handle } = store.state;
  assert.notEqual(handle, null);
  assert.notEqual(focusOf(store.state), null);

  hand.move(contact(10, 10, "mouse"));

  assert.equal(focusOf(store.state), null);
});

test("the mouse on an edge sees that edge at the place of its hand", () => {
  const { store, hand, contact } = desk([box("a", [100, 100, 200, 100])], { selection: ["a"], tool: "select" });
  hand.down(contact(150, 100, "mouse"));
  hand.move(contact(150, 120, "mouse"));

  assert.deepEqual(focusOf(store.state), { x: 150, y: 120 });
});
