/** Verifying: at most two questions an object, each answer undone, kept, and handed in as a choice that names its object. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, leftToVerify } from "../../static/js/editor/commands/verify.js";
import { afterReply } from "../../static/js/editor/model/verify.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { VERIFY_BINDINGS, actionFor } from "../../static/js/editor/tools/keys.js";
import { feed } from "../../static/js/editor/tools/workbench.js";
import { en } from "../../static/js/i18n/en/words.js";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";
import { box, storeWith, stroke } from "./scene.js";

const OBJECTS = [box("a", [10, 10, 30, 20]), box("b", [60, 10, 30, 20], { label: "light" }), { ...box("c", [0, 0, 0, 0]), kind: "points", box: undefined, points: [[5, 5]] }];

function scene() {
  const store = storeWith([], { verify: /** @type {any} */ (OBJECTS), tool: "select" });
  const dispatch = dispatcher(store, {});
  return { store, say: (/** @type {string[]} */ ...names) => names.forEach((name) => dispatch(`verify_${name}`)), told: () => store.state.history.present.shapes.map((shape) => [shape.object, shape.value]) };
}

/** @type {[string[], string][]} */
const WAYS = [[["yes", "yes"], "right"], [["yes", "no"], "loose"], [["yes", "unsure"], "unsure"], [["no", "yes"], "wrong_class"], [["no", "no"], "not_there"], [["no", "unsure"], "unsure"], [["unsure"], "unsure"]];
for (const [replies, verdict] of WAYS) {
  test(`${replies.join(", ")} says: ${verdict}`, () => {
    const { say, told } = scene();

    say(...replies);

    assert.deepEqual(told(), [["a", verdict]]);
  });
}

test("what has no edges is not asked whether it is tight", () => {
  assert.deepEqual(afterReply("class", "yes", OBJECTS[2]), { verdict: "right" });
});

test("the answer names its object and its label, and the next object comes close up", () => {
  const { store, say } = scene();
  const before = store.state.viewport;

  say("yes", "yes");

  const [choice] = store.state.history.present.shapes;
  assert.deepEqual([choice.kind, choice.label, choice.object, choice.attributes], ["choice", "car", "a", {}]);
  assert.equal(asked(store.state)?.id, "b");
  assert.notDeepEqual(store.state.viewport, before);
});

test("back goes a question back, then an answer, and again comes forward", () => {
  const { store, say, told } = scene();
  say("yes", "no", "no");

  say("back");
  assert.deepEqual([store.state.step, asked(store.state)?.id], ["class", "b"]);
  say("back");
  assert.deepEqual([told(), asked(store.state)?.id], [[], "a"]);
  say("again");
  assert.deepEqual(told(), [["a", "loose"]]);
});

test("after the last object nothing is asked, and a further key changes nothing", () => {
  const { store, say, told } = scene();
  say("unsure", "unsure", "unsure");
  const before = told();

  say("yes", "no");

  assert.deepEqual([leftToVerify(store.state).length, told()], [0, before]);
});

test("a press on the picture draws nothing", () => {
  const { store } = scene();
  store.update({ tool: "box" });

  assert.deepEqual(feed(store.state, stroke("down", 20, 20)), {});
});

test("three answers have a key under each hand, by its place", () => {
  const press = (/** @type {string} */ code) => actionFor({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }, { labels: [] }, VERIFY_BINDINGS);

  assert.deepEqual(["KeyY", "Digit2", "ArrowDown", "Backspace", "KeyB"].map(press), ["verify_yes", "verify_no", "verify_unsure", "verify_back", null]);
  const chords = VERIFY_BINDINGS.map((binding) => binding.chord);
  assert.equal(new Set(chords).size, chords.length);
  for (const name of ["class", "tight", "other"]) assert.ok(`verify_ask_${name}` in en);
});

test("answers survive a killed tab and are handed in as they were given", async () => {
  const server = fakeServer(1).with({ kind: "verify", verify: { source: "prelabels", objects: OBJECTS } });
  const phone = device(server);
  await phone.session.start();
  for (const name of ["yes", "yes", "no", "no"]) phone.dispatch(`verify_${name}`);
  await phone.desk.settle();
  phone.kill();

  const again = device(server, phone.storage);
  await again.session.start();
  assert.equal(asked(again.store.state)?.id, "c");
  again.dispatch("verify_unsure");
  await again.session.submit();
  await again.outbox.flush();

  const [answer] = [...server.submissions.values()];
  assert.deepEqual(answer.annotations.map((/** @type {any} */ one) => [one.kind, one.object, one.value, Object.keys(one).sort()]), [
    ["choice", "a", "right", ["attributes", "id", "kind", "label", "object", "value"]],
    ["choice", "b", "not_there", ["attributes", "id", "kind", "label", "object", "value"]],
    ["choice", "c", "unsure", ["attributes", "id", "kind", "label", "object", "value"]],
  ]);
  again.kill();
});
