/** Damaged records, a full disk, changed labels, leases, bags taken along: told in words, nothing readable lost. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { leaseLeft, leaseSeen } from "../../static/js/editor/sync/lease_time.js";
import { LabelVersions, labelChange } from "../../static/js/editor/sync/label_versions.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { Pictures } from "../../static/js/editor/sync/pictures.js";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";

/** @type {ReturnType<typeof device>[]} */
const alive = [];
/** @param {Parameters<typeof device>} parts */
async function start(...parts) {
  const one = device(...parts);
  alive.push(one);
  await one.session.start();
  return one;
}
afterEach(() => alive.splice(0).forEach((one) => one.kill()));

const full = () => Promise.reject(new DOMException("full", "QuotaExceededError"));

test("a damaged step leaves those before it, and says how many are gone", async () => {
  const server = fakeServer(1);
  const one = await start(server);
  one.draw("a", [1, 1, 20, 20]);
  one.draw("b", [30, 30, 20, 20]);
  await one.desk.settle();
  await one.storage.write([{ store: "steps", key: ["1", 2], value: { put: "nonsense" } }]);
  one.kill();

  const again = await start(server, one.storage);

  assert.deepEqual(again.shapes(), ["a"]);
  assert.deepEqual(again.store.state.notice?.values, { count: 1 });
  assert.deepEqual(again.troubles, [["unreadable", "steps", 1]]);
});

test("when the server has more than what could be read, hers goes on and the readable part is one undo away", async () => {
  const server = fakeServer(1);
  const one = await start(server);
  one.draw("a", [1, 1, 20, 20]);
  one.draw("b", [30, 30, 20, 20]);
  await one.drafts.flush();
  await one.desk.settle();
  await one.storage.write([{ store: "steps", key: ["1", 2], value: null }]);
  one.kill();

  const again = await start(server, one.storage);
  assert.deepEqual(again.shapes(), ["a", "b"]);
  again.dispatch("undo");

  assert.deepEqual(again.shapes(), ["a"]);
});

test("a damaged bag or work is set aside for the file she can save", async () => {
  const server = fakeServer(2);
  const one = await start(server);
  await one.storage.write([
    { store: "bags", key: "7", value: { assignments: "gone" } },
    { store: "works", key: "1", value: { id: "1", shreds: "of her work" } },
  ]);
  one.kill();

  const again = await start(server, one.storage);
  await again.mine.look();

  assert.equal(again.store.state.phase, "working");
  assert.equal(again.store.state.device?.unreadable, 2);
  assert.match(await again.mine.unsent(), /shreds of her work|shreds/);
});

test("after the disk was full the whole work is written down, without a gap", async () => {
  const server = fakeServer(1);
  const one = await start(server);
  one.draw("a", [1, 1, 20, 20]);
  await one.desk.settle();
  const write = one.storage.write.bind(one.storage);
  one.storage.write = full;
  one.draw("b", [5, 5, 20, 20]);
  await one.desk.settle();
  assert.deepEqual(one.troubles, [["full", "steps", 1]]);
  one.storage.write = write;
  one.draw("c", [9, 9, 20, 20]);
  await one.desk.settle();
  one.kill();

  const again = await start(server, one.storage);

  assert.deepEqual(again.shapes(), ["a", "b", "c"]);
  again.dispatch("undo");
  assert.deepEqual(again.shapes(), ["a", "b"]);
});

test("making room drops pictures, keeps her work, and says so", async () => {
  const one = await start(fakeServer(2));
  one.draw("a", [1, 1, 20, 20]);
  await one.pictures.keep("/p/2");
  await one.mine.freePictures();

  assert.equal(one.store.state.device?.pictureCount, 0);
  assert.equal(one.store.state.notice?.key, "room_made");
  assert.equal((await one.storage.all("steps")).length, 2);
});

test("a bag taken along is complete on this device before she is told so", async () => {
  const server = fakeServer(3);
  const one = await start(server);
  await one.takeAlong();
  assert.equal(one.store.state.offlineBag?.phase, "ready");
  assert.equal(one.store.state.offlineBag?.count, 3);
  server.mode = "cut_before";
  one.kill();

  const again = await start(server, one.storage);

  assert.equal(again.store.state.assignment, "1");
  assert.equal((await again.pictures.usage()).count >= 3, true);
});

test("a bag that does not fit says that the device is full", async () => {
  const one = await start(fakeServer(3));
  await one.desk.settle();
  await one.pictures.forgetAll();
  const write = one.storage.write.bind(one.storage);
  one.storage.write = (writes) => (writes.some((change) => change.store === "pictures") ? full() : write(writes));

  await one.takeAlong();

  assert.equal(one.store.state.offlineBag?.phase, "full");
});

test("no more bitmaps are held after 200 pictures than after four, and each other one was closed", async () => {
  let made = 0;
  let closed = 0;
  const decode = async () => /** @type {any} */ ((made += 1, { width: 100, close: () => { closed += 1; } }));
  const pictures = new Pictures({ storage: new MemoryStorage(), fetcher: async () => new Response(new Blob(["p"])), decode });

  for (let number = 0; number < 200; number += 1) await pictures.bitmap(`/p/${number}`);
  await new Promise((resolve) => setImmediate(resolve));

  assert.equal(pictures.live, 4);
  assert.equal(made - closed, 4);
});

const HOUR = 3_600_000;
const noon = Date.parse("2026-11-24T12:00:00Z");
const lease = { lease_expires_at: "2026-11-24T13:00:00Z" };
for (const [clock, device_ms] of /** @type {const} */ ([["right", noon], ["in 1970", 86_400_000], ["in 2090", 3_786_912_000_000]])) {
  test(`an hour of lease is an hour on a device whose clock is ${clock}`, () => {
    const seen = leaseSeen(/** @type {any} */ (lease), noon, device_ms);

    assert.equal(leaseLeft(seen, device_ms), HOUR);
    assert.equal(leaseLeft(seen, device_ms + 2 * HOUR), -HOUR);
    assert.equal(leaseLeft(seen, device_ms - HOUR), null);
  });
}

test("without the server's time nobody pretends to know", () => {
  assert.equal(leaseLeft(leaseSeen(/** @type {any} */ (lease), NaN, noon), noon), null);
});

test("labels that came and went are named", () => {
  const labels = (/** @type {string[]} */ ...names) => /** @type {any} */ ({ labels: names.map((name) => ({ name, title: { zh_CN: name } })) });

  assert.deepEqual(labelChange(labels("car", "bus"), labels("car", "truck"), "zh_CN"), { come: "truck", gone: "bus" });
  assert.equal(labelChange(labels("car"), labels("car"), "zh_CN"), null);
});

test("labels changed overnight are told in the morning, and once", async () => {
  const storage = new MemoryStorage();
  const evening = /** @type {any} */ ({ labels: [{ name: "car", title: { en: "Car" } }] });
  const morning = /** @type {any} */ ({ labels: [{ name: "bus", title: { en: "Bus" } }, { name: "van", title: { en: "Van" } }] });
  const sitting = async () => {
    const labels = new LabelVersions({ project: "7", storage, http: /** @type {any} */ (null), facts: /** @type {any} */ ({ ontology: { version: 1, document: evening } }) });
    await labels.recall();
    return labels;
  };

  assert.equal((await sitting()).changeTo(evening, "en"), null);
  assert.deepEqual((await sitting()).changeTo(morning, "en"), { come: "Bus, Van", gone: "Car" });
  assert.equal((await sitting()).changeTo(morning, "en"), null);
});

test("her version goes on and one undo shows the other, after a reload too", async () => {
  const server = fakeServer(1);
  const [home, centre] = [await start(server), await start(server)];
  home.draw("at-home", [1, 1, 20, 20]);
  await home.drafts.flush();
  centre.draw("at-centre", [9, 9, 20, 20]);
  await centre.drafts.flush();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(centre.store.state.panel, "conflict");

  centre.draw("while-choosing", [2, 2, 20, 20]);
  await centre.resolve("mine");
  await centre.desk.settle();
  centre.kill();
  const again = await start(server, centre.storage);

  again.dispatch("undo");
  assert.deepEqual(again.shapes(), ["at-home"]);
});
