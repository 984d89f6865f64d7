/** Her work survives killed tabs, cuts at any moment, and other devices; each answer arrives exactly once. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";
import { seeded } from "./scene.js";

/** @type {ReturnType<typeof device>[]} */
const alive = [];
/** @param {Parameters<typeof device>} parts */
function open(...parts) {
  const made = device(...parts);
  alive.push(made);
  return made;
}
afterEach(() => alive.splice(0).forEach((one) => one.kill()));

test("a killed tab comes back with the same shapes, undo and redo", async () => {
  const server = fakeServer(2);
  server.mode = "ok";
  const before = open(server);
  await before.session.start();
  before.draw("a", [1, 1, 20, 20]);
  before.draw("b", [30, 30, 20, 20]);
  before.dispatch("undo");
  before.store.update({ viewport: { scale: 5, x: -20, y: -30 } });
  await before.desk.keepLook();
  before.kill();

  const after = open(server, before.storage);
  await after.session.start();

  assert.deepEqual(after.shapes(), ["a"]);
  assert.deepEqual(after.store.state.viewport, { scale: 5, x: -20, y: -30 });
  after.dispatch("redo");
  assert.deepEqual(after.shapes(), ["a", "b"]);
  after.dispatch("undo");
  after.dispatch("undo");
  assert.deepEqual(after.shapes(), []);
});

test("a shape counts as kept only when the disk has it", async () => {
  const one = open(fakeServer(1));
  await one.session.start();

  one.draw("a", [1, 1, 20, 20]);
  assert.equal(one.store.state.keeping, "saving");
  assert.equal(one.store.state.kept.shapes.length, 0);
  await one.desk.settle();

  assert.equal(one.store.state.keeping, "here");
  assert.equal(one.store.state.kept.shapes.length, 1);
});

test("a full disk is said, and the draft still reaches the server", async () => {
  const server = fakeServer(1);
  const one = open(server);
  await one.session.start();
  one.storage.write = () => Promise.reject(new DOMException("full", "QuotaExceededError"));

  one.draw("a", [1, 1, 20, 20]);
  await one.desk.settle();
  assert.equal(one.store.state.keeping, "full");
  await one.drafts.flush();

  assert.equal(server.drafts.get("1").annotations.length, 1);
});

test("drafts reach the server and say so", async () => {
  const server = fakeServer(1);
  const one = open(server);
  await one.session.start();
  one.draw("a", [1, 1, 20, 20]);
  await one.drafts.flush();
  await one.desk.settle();

  assert.deepEqual(server.drafts.get("1").annotations, [{ id: "a", kind: "box", label: "car", box: [1, 1, 20, 20], attributes: { occluded: false } }]);
  assert.equal(one.store.state.keeping, "server");
});

test("without a network the work goes on and is sent later", async () => {
  const server = fakeServer(3);
  const one = open(server);
  await one.session.start();
  server.mode = "cut_before";

  for (const id of ["a", "b"]) {
    one.draw(id, [1, 1, 20, 20]);
    await one.session.submit();
    await one.outbox.flush();
  }
  assert.equal(server.submissions.size, 0);
  assert.equal(one.store.state.progress.waiting, 2);
  assert.equal(one.store.state.assignment, "3");
  one.kill();

  server.mode = "ok";
  const again = open(server, one.storage);
  await again.session.start();

  assert.deepEqual([...server.submissions.values()].map((known) => known.assignment), ["1", "2"]);
  assert.equal(again.store.state.progress.waiting, 0);
  assert.equal(again.store.state.assignment, "3");
});

for (let seed = 1; seed <= 30; seed += 1) {
  test(`cuts and killed tabs of seed ${seed}: each answer arrives once, as drawn`, async () => {
    const random = seeded(seed);
    const server = fakeServer(4);
    let one = open(server);
    await one.session.start();
    const wanted = new Map();
    for (let turn = 0; turn < 80 && server.submissions.size < 4; turn += 1) {
      const fate = random.pick(/** @type {const} */ (["ok", "ok", "cut_before", "cut_after", "busy"]));
      server.script = fate === "ok" ? [] : [fate, random.pick(/** @type {const} */ (["ok", "cut_after"]))];
      const id = one.store.state.assignment;
      const deed = random.below(5);
      if (id && deed <= 1) one.draw(`s${turn}`, [random.below(100), 5, 20, 20]);
      if (id && deed === 2) await one.drafts.flush();
      if (id && deed === 3) {
        await one.desk.settle();
        wanted.set(id, one.shapes());
        await one.session.submit();
        await one.outbox.flush();
      }
      if (deed === 4) {
        await one.desk.settle();
        one.kill();
        one = open(server, one.storage);
        await one.session.start();
      }
      await one.desk.settle();
      if (one.store.state.conflict) assert.fail("her own draft was taken for somebody else's");
    }
    server.script = [];
    one.kill();
    one = open(server, one.storage);
    await one.session.start();
    await one.outbox.flush();

    const arrived = new Map([...server.submissions.values()].map((known) => [known.assignment, known.annotations.map((/** @type {{id: string}} */ shape) => shape.id)]));
    assert.deepEqual(arrived, wanted);
    assert.equal(new Set([...server.submissions.values()].map((known) => known.assignment)).size, server.submissions.size);
  });
}

test("two devices: the later one is offered both versions, and her choice can be undone", async () => {
  const server = fakeServer(1);
  const [home, centre] = [open(server), open(server)];
  await home.session.start();
  await centre.session.start();
  home.draw("at-home", [1, 1, 20, 20]);
  await home.drafts.flush();
  await home.desk.settle();
  home.draw("more", [5, 5, 20, 20]);
  await home.drafts.flush();

  centre.draw("at-centre", [9, 9, 20, 20]);
  await centre.drafts.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(centre.store.state.panel, "conflict");
  assert.deepEqual(centre.store.state.conflict?.theirs.map((shape) => shape.id), ["at-home", "more"]);

  await centre.resolve("theirs");
  assert.deepEqual(centre.shapes(), ["at-home", "more"]);
  centre.dispatch("undo");
  await centre.drafts.flush();

  assert.deepEqual(server.drafts.get("1").annotations.map((/** @type {{id: string}} */ shape) => shape.id), ["at-centre"]);
});

test("a fault named by the server brings the picture back with the object marked", async () => {
  const server = fakeServer(2);
  const one = open(server);
  await one.session.start();
  one.draw("a", [1, 1, 20, 20]);
  one.draw("b", [1, 1, 20, 20]);
  server.fault = { status: 422, code: "invalid", faults: [{ path: "annotations[1].box", code: "too_small", detail: "" }] };

  await one.session.submit();
  await one.outbox.flush();
  assert.equal(one.store.state.notice?.action?.effect, "open:1");
  await one.session.openNext("1");

  assert.deepEqual(one.shapes(), ["a", "b"]);
  assert.deepEqual(one.store.state.faults, [{ id: "b", code: "too_small" }]);
  await one.session.submit();
  await one.outbox.flush();
  assert.equal(server.submissions.size, 1);
});

test("a picture handed in on another device counts there and waits no longer here", async () => {
  const server = fakeServer(2);
  const [home, centre] = [open(server), open(server)];
  await home.session.start();
  await centre.session.start();
  home.draw("a", [1, 1, 20, 20]);
  await home.session.submit();
  await home.outbox.flush();

  centre.draw("b", [1, 1, 20, 20]);
  await centre.session.submit();
  await centre.outbox.flush();

  assert.equal(server.submissions.size, 1);
  assert.equal(centre.store.state.progress.waiting, 0);
  assert.equal(centre.store.state.notice?.key, "submit_conflict");
});

test("a session that ended keeps the work and sends it after the sign-in", async () => {
  const server = fakeServer(1);
  const one = open(server);
  await one.session.start();
  one.draw("a", [1, 1, 20, 20]);
  server.mode = "session";
  await one.session.submit();
  await one.outbox.flush();
  assert.equal(one.refusals.at(-1)?.kind, "session");
  one.kill();

  server.mode = "ok";
  const again = open(server, one.storage);
  await again.session.start();

  assert.equal(server.submissions.size, 1);
});

test("the end of the bag tells what was earned; no work tells why", async () => {
  const server = fakeServer(2);
  const one = open(server);
  await one.session.start();
  assert.deepEqual([one.store.state.progress.place, one.store.state.progress.total], [1, 2]);
  await one.session.submit();
  await one.session.skip("blurred");
  await one.outbox.flush();

  assert.equal(one.store.state.phase, "finished");
  assert.equal(one.store.state.progress.earned_e4, 4200);
  await one.session.takeWork();
  assert.equal(one.store.state.phase, "no_work");
  assert.equal(one.store.state.reason, "This project is all done.");
});

test("a double tap on done finishes one picture, not two", async () => {
  const server = fakeServer(3);
  const one = open(server);
  await one.session.start();

  await Promise.all([one.session.submit(), one.session.submit()]);
  await one.outbox.flush();

  assert.equal(server.submissions.size, 1);
  assert.equal(one.store.state.assignment, "2");
});

test("a rest of more than 90 seconds is no working time", async () => {
  const one = open(fakeServer(1));
  await one.session.start();
  one.time.touch();
  one.pass(30_000);
  one.time.touch();
  one.pass(91_000);
  one.time.touch();
  one.pass(10_000);
  one.time.touch();

  assert.equal(one.time.milliseconds, 40_000);
});

test("a corrupt record on the disk does not stop her", async () => {
  const server = fakeServer(1);
  const one = open(server);
  await one.storage.write([{ store: "works", key: "1", value: { id: "1", nonsense: true } }]);

  await one.session.start();

  assert.equal(one.store.state.phase, "working");
  assert.deepEqual(one.shapes(), []);
});
