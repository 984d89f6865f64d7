/** A word after 50 minutes of work, whatever pictures and reloads lie between; a rest begins the count anew. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { initialState } from "../../static/js/editor/store/state.js";
import { Store } from "../../static/js/editor/store/store.js";
import { ActiveTime } from "../../static/js/editor/sync/active_time.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { keepPictureHelp } from "../../static/js/editor/sync/picture_help.js";
import { Rest } from "../../static/js/editor/sync/rest.js";
import { ACTIONS, adjustPicture } from "../../static/js/editor/commands/actions.js";
import { ONTOLOGY } from "./scene.js";

const MINUTE = 60_000;

/** @param {MemoryStorage} [storage] @param {number} [start] of the wall clock */
async function sitting(storage = new MemoryStorage(), start = 0) {
  let now = start;
  const store = new Store({ ...initialState(ONTOLOGY), phase: "working" });
  const time = new ActiveTime(() => now);
  const rest = new Rest({ store, storage, time, now: () => now });
  await rest.open();
  return {
    store, time, storage,
    /** @param {number} minutes of work, a touch each minute */
    async work(minutes) {
      for (let minute = 0; minute < minutes; minute += 1) {
        time.touch();
        now += MINUTE;
        time.touch();
        await rest.look();
      }
    },
    away: (/** @type {number} */ minutes) => { now += minutes * MINUTE; },
    now: () => now,
  };
}

/** @param {{store: Store}} one */
const said = (one) => one.store.state.notice?.key ?? "";

test("after 50 minutes of work she is asked to rest, in calm words", async () => {
  const one = await sitting();
  await one.work(49);
  assert.equal(said(one), "");

  await one.work(1);

  assert.equal(said(one), "take_a_break");
  assert.equal(one.store.state.notice?.tone, "calm");
});

test("the count goes on over pictures and reloads", async () => {
  const one = await sitting();
  await one.work(30);
  one.time.restart(0);
  const two = await sitting(one.storage, one.now() + MINUTE);

  await two.work(19);
  assert.equal(said(two), "");
  await two.work(1);

  assert.equal(said(two), "take_a_break");
});

test("five minutes away are a rest, with the page open or closed", async () => {
  const one = await sitting();
  await one.work(45);
  one.away(6);
  await one.work(40);
  assert.equal(said(one), "");
  const two = await sitting(one.storage, one.now() + 6 * MINUTE);

  await two.work(45);

  assert.equal(said(two), "");
});

test("put off, the word comes again after ten more minutes of work", async () => {
  const one = await sitting();
  await one.work(50);
  one.store.update({ notice: null });

  await one.work(9);
  assert.equal(said(one), "");
  await one.work(1);

  assert.equal(said(one), "take_a_break");
});

test("thinking before a picture is no work that is counted against her eyes", async () => {
  const one = await sitting();
  one.time.touch();
  one.away(3);
  one.time.touch();

  assert.equal(one.time.shiftMs, 0);
});

test("a night drive stays lit from picture to picture and after a reload, until one tap", async () => {
  const storage = new MemoryStorage();
  const first = await sitting(storage);
  await keepPictureHelp({ store: first.store, storage, project: "7" });
  first.store.run(adjustPicture("gamma", 2));
  first.store.run(ACTIONS.invert);
  const again = await sitting(storage);
  await keepPictureHelp({ store: again.store, storage, project: "7" });
  const other = await sitting(storage);
  await keepPictureHelp({ store: other.store, storage, project: "8" });

  assert.deepEqual(again.store.state.help, { brightness: 1, contrast: 1, gamma: 2, invert: true });
  assert.deepEqual(other.store.state.help, { brightness: 1, contrast: 1, gamma: 1 });
  again.store.run(ACTIONS.reset_picture);
  assert.deepEqual(again.store.state.help, { brightness: 1, contrast: 1, gamma: 1 });
});
