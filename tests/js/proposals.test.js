/** Proposals: the least certain first, decided by one key, undone, kept on the device, told with the answer. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PROPOSAL_ACTIONS, openIn } from "../../static/js/editor/commands/proposals.js";
import { applyPatch, difference, documentOf } from "../../static/js/editor/model/document.js";
import { decisionsIn, openProposals, proposalsFrom } from "../../static/js/editor/model/proposals.js";
import { historyFrom, recordOf } from "../../static/js/editor/store/history.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { swipeOf } from "../../static/js/editor/tools/swipe.js";
import { feed } from "../../static/js/editor/tools/workbench.js";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";
import { box, seeded, storeWith, stroke } from "./scene.js";

/** @param {string} id @param {number} x @param {number} [confidence] */
const found = (id, x, confidence) => ({ ...box(id, [x, 10, 30, 20]), ...(confidence === undefined ? {} : { confidence }) });
const PRELABELS = { source: "detector-7", annotations: [found("sure", 10, 0.9), found("unsaid", 60), found("doubtful", 110, 0.2)] };

/** @param {readonly import("../../static/js/editor/model/types.js").Shape[]} [drawn] */
function scene(drawn = []) {
  const proposals = proposalsFrom(PRELABELS);
  const store = storeWith(drawn, { proposals, focus: "doubtful", tool: "select" });
  return { store, dispatch: dispatcher(store, {}), open: () => openIn(store.state).map((one) => one.id), drawn: () => store.state.history.present.shapes.map((shape) => shape.id) };
}

test("the least certain comes first, one without a number last", () => {
  assert.deepEqual(scene().open(), ["doubtful", "sure", "unsaid"]);
});

test("accept takes the proposal into the answer without its confidence and goes on to the next, close up", () => {
  const { store, dispatch, drawn } = scene();
  const before = store.state.viewport;

  dispatch("proposal_accept");

  assert.deepEqual(drawn(), ["doubtful"]);
  assert.ok(!("confidence" in store.state.history.present.shapes[0]));
  assert.equal(store.state.focus, "sure");
  assert.notDeepEqual(store.state.viewport, before);
});

test("keys that every hand knows decide the proposal she looks at", () => {
  const { store, dispatch, drawn, open } = scene();

  dispatch("enter");
  dispatch("remove");
  assert.deepEqual([drawn(), open(), store.state.focus], [["doubtful"], ["unsaid"], "unsaid"]);
  dispatch("grab_next");

  assert.deepEqual([drawn(), open(), store.state.selection], [["doubtful", "unsaid"], [], ["unsaid"]]);
  assert.deepEqual(decisionsIn(store.state.history.present, store.state.proposals).map((one) => one.decision), ["rejected", "accepted", "accepted"]);
});

test("a blind key decides nothing: it only leads to the first", () => {
  const { store, dispatch, drawn } = scene();
  store.update({ focus: null });

  dispatch("proposal_accept");

  assert.deepEqual([drawn(), store.state.focus], [[], "doubtful"]);
});

test("next and previous walk in a ring", () => {
  const { store, dispatch } = scene();
  const seen = ["proposal_next", "proposal_next", "proposal_next", "proposal_previous"].map((name) => {
    dispatch(name);
    return store.state.focus;
  });

  assert.deepEqual(seen, ["sure", "unsaid", "doubtful", "unsaid"]);
});

test("undo brings a proposal back before her eyes, redo takes it again", () => {
  const { store, dispatch, drawn, open } = scene();
  dispatch("proposal_accept");
  dispatch("proposal_reject");

  dispatch("undo");
  assert.deepEqual([open(), store.state.focus], [["sure", "unsaid"], "sure"]);
  dispatch("undo");
  assert.deepEqual([drawn(), open().length, store.state.focus], [[], 3, "doubtful"]);
  dispatch("redo");
  assert.deepEqual([drawn(), store.state.focus], [["doubtful"], "sure"]);
});

test("all that are left are accepted at once, and one undo takes it back", () => {
  const { store, dispatch, drawn, open } = scene();
  dispatch("proposal_reject");

  dispatch("proposal_accept_all");
  assert.deepEqual([drawn(), open(), store.state.notice?.action?.effect], [["sure", "unsaid"], [], "undo"]);
  dispatch("undo");

  assert.deepEqual([drawn(), open()], [[], ["sure", "unsaid"]]);
});

test("dragging an edge of the proposal takes and mends it", () => {
  const { store } = scene();
  const send = (/** @type {any} */ type, /** @type {number} */ x) => store.update(feed(store.state, stroke(type, x, 20)));

  send("down", 140);
  send("move", 160);
  send("up", 160);

  assert.deepEqual(store.state.history.present.shapes[0].box, [110, 10, 50, 20]);
  assert.equal(decisionsIn(store.state.history.present, store.state.proposals)[0].decision, "fixed");
});

test("a press inside another proposal looks at it and draws nothing", () => {
  const { store, drawn } = scene();

  store.update(feed(store.state, stroke("down", 25, 20)));
  store.update(feed(store.state, stroke("up", 25, 20)));

  assert.deepEqual([store.state.focus, drawn()], ["sure", []]);
});

test("a class key gives the proposal its right name and takes it", () => {
  const { store, dispatch, drawn } = scene();

  dispatch("label:light");

  assert.deepEqual([drawn(), store.state.history.present.shapes[0].label], [["doubtful"], "light"]);
  assert.equal(decisionsIn(store.state.history.present, store.state.proposals)[0].decision, "fixed");
});

test("an accepted one that is deleted later counts as rejected and is not proposed again", () => {
  const { store, dispatch, open } = scene();
  dispatch("proposal_accept");
  store.update({ selection: ["doubtful"] });

  dispatch("remove");

  assert.deepEqual(open(), ["sure", "unsaid"]);
  assert.equal(decisionsIn(store.state.history.present, store.state.proposals)[0].decision, "rejected");
});

for (let seed = 1; seed <= 20; seed += 1) {
  test(`whatever was decided (seed ${seed}) is the same after the steps were written and read`, () => {
    const random = seeded(seed);
    const { store, dispatch } = scene([box("own", [1, 1, 5, 5])]);
    for (let step = 0; step < 25; step += 1) dispatch(random.pick([...Object.keys(PROPOSAL_ACTIONS), "undo", "redo", "undo"]));

    const { base, patches, cursor } = recordOf(store.state.history);
    const again = historyFrom(base, JSON.parse(JSON.stringify(patches)), cursor);

    const facts = (/** @type {any} */ doc) => [doc.shapes.map((/** @type {any} */ shape) => shape.id), doc.decided ?? []];
    assert.deepEqual([...again.past, again.present, ...again.future].map(facts), [...store.state.history.past, store.state.history.present, ...store.state.history.future].map(facts));
  });
}

test("a change without a decision carries no list of decisions", () => {
  const doc = { ...documentOf([box("a", [1, 1, 5, 5])]), decided: ["x"] };
  const patch = difference(doc, { ...doc, shapes: [] });

  assert.ok(!("decided" in patch));
  assert.deepEqual(applyPatch(doc, patch).decided, ["x"]);
});

test("what she decided survives a killed tab, goes with the draft to another device, and comes with the answer", async () => {
  const server = fakeServer(1);
  const phone = device(server.with({ prelabels: PRELABELS }));
  await phone.session.start();
  phone.dispatch("proposal_accept");
  phone.dispatch("proposal_reject");
  await phone.desk.settle();
  await phone.drafts.flush();
  phone.kill();

  const again = device(server, phone.storage);
  await again.session.start();
  assert.deepEqual(openIn(again.store.state).map((one) => one.id), ["unsaid"]);
  again.kill();
  const other = device(server);
  await other.session.start();
  assert.deepEqual([other.shapes(), openIn(other.store.state).map((one) => one.id)], [["doubtful"], ["unsaid"]]);
  other.dispatch("proposal_reject");
  await other.session.submit();
  await other.outbox.flush();

  const [answer] = [...server.submissions.values()];
  assert.deepEqual(answer.proposals, [{ id: "sure", decision: "rejected" }, { id: "unsaid", decision: "rejected" }, { id: "doubtful", decision: "accepted" }]);
  assert.deepEqual(answer.annotations.map((/** @type {any} */ shape) => Object.keys(shape).includes("confidence")), [false]);
  other.kill();
});

test("a finger's way over a card: far or fast sideways counts, up and down does not", () => {
  assert.equal(swipeOf(80, 10, 400), "right");
  assert.equal(swipeOf(-80, -20, 400), "left");
  assert.equal(swipeOf(35, 2, 50), "right");
  assert.equal(swipeOf(35, 2, 500), null);
  assert.equal(swipeOf(80, 90, 200), null);
  assert.equal(swipeOf(3, 0, 1), null);
});

test("proposals that nobody made cost nothing", () => {
  const none = proposalsFrom(null);

  assert.equal(openProposals(documentOf([]), none), none.shapes);
});
