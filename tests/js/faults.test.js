/** Random faults at every await, restarts and two devices, from a seed: acknowledged is kept, one answer each, as it was drawn. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { device } from "./device.js";
import { fakeServer } from "./fake_server.js";
import { seeded } from "./scene.js";

/** @typedef {ReturnType<typeof device>} Device */

/** @type {Device[]} */
const alive = [];
afterEach(() => alive.splice(0).forEach((one) => one.kill()));

/** @import { Storage } from "../../static/js/editor/sync/types.js" */

/** One tab's way to the disk: every read and write may be the last before the tab is killed; the disk outlives it.
 * @implements {Storage} */
class MortalStorage {
  /** Awaits left to live. */ left = Infinity;
  disk;

  /** @param {MemoryStorage} disk */
  constructor(disk) {
    this.disk = disk;
  }

  /** @template T @param {() => Promise<T>} deed @returns {Promise<T>} */
  async #alive(deed) {
    this.left -= 1;
    // A killed tab neither goes on nor fails: it is gone.
    if (this.left < 0) return new Promise(() => undefined);
    return deed();
  }

  /** @param {any} store @param {any} key */
  get(store, key) {
    return this.#alive(() => this.disk.get(store, key));
  }

  /** @param {any} store @param {any} [range] */
  all(store, range) {
    return this.#alive(() => this.disk.all(store, range));
  }

  /** @param {any} writes */
  write(writes) {
    return this.#alive(() => this.disk.write(writes));
  }
}

/** The deed, or the death of the tab in the middle of it. @param {Promise<unknown>} deed */
function orDeath(deed) {
  return Promise.race([deed, new Promise((resolve) => setTimeout(resolve, 5))]);
}

/** @param {ReturnType<typeof fakeServer>} server @param {MemoryStorage} disk */
async function open(server, disk) {
  const way = new MortalStorage(disk);
  const one = device(server, /** @type {any} */ (way));
  alive.push(one);
  await orDeath(one.session.start());
  return { ...one, way, kill: () => { way.left = -1; one.kill(); } };
}

/** @param {ReturnType<typeof seeded>} random @param {ReturnType<typeof fakeServer>} server */
function badLine(random, server) {
  const fates = /** @type {const} */ (["ok", "ok", "cut_before", "cut_after", "busy"]);
  server.script = Array.from({ length: random.below(4) }, () => random.pick(fates));
}

for (let seed = 1; seed <= 60; seed += 1) {
  test(`killed at any await, seed ${seed}: what was on the disk is there again, and each answer once`, async () => {
    const random = seeded(seed);
    const server = fakeServer(3);
    const disk = new MemoryStorage();
    let one = await open(server, disk);
    /** What she handed in, by assignment, once the device had it. @type {Map<string, string[]>} */
    const handedIn = new Map();
    for (let turn = 0; turn < 40 && server.submissions.size < 3; turn += 1) {
      badLine(random, server);
      const id = one.store.state.assignment;
      const before = one.shapes();
      if (random.below(3) === 0) one.way.left = random.below(8);
      const deed = random.below(3);
      if (id && deed === 0) one.draw(`s${turn}`, [random.below(100), 5, 20, 20]);
      if (id && deed === 1) await orDeath(one.drafts.flush());
      if (id && deed === 2) {
        await orDeath(one.session.submit());
        await orDeath(one.outbox.flush());
        if (one.way.left >= 0) handedIn.set(id, before);
      }
      await orDeath(one.desk.settle());
      if (one.way.left < 0) {
        one.kill();
        const kept = one.store.state.kept.shapes.map((shape) => shape.id);
        one = await open(server, disk);
        // A shape that was said to be kept is there, on the desk or handed in.
        const now = new Set([...one.shapes(), ...[...server.submissions.values()].flatMap((known) => known.annotations.map((/** @type {{id: string}} */ shape) => shape.id))]);
        const waiting = (await one.outbox.waiting()).flatMap((work) => work.submission?.annotations.map((shape) => shape.id) ?? []);
        for (const shape of kept) assert.ok(now.has(shape) || waiting.includes(shape), `${shape} was kept and is gone`);
      }
      if (one.store.state.conflict) assert.fail("her own draft was taken for somebody else's");
    }
    server.script = [];
    one.kill();
    one = await open(server, disk);
    await one.outbox.flush();

    const arrived = new Map([...server.submissions.values()].map((known) => [known.assignment, known.annotations.map((/** @type {{id: string}} */ shape) => shape.id)]));
    assert.equal(arrived.size, server.submissions.size);
    for (const [id, shapes] of handedIn) assert.deepEqual(arrived.get(id), shapes);
  });
}

for (let seed = 1; seed <= 40; seed += 1) {
  test(`two devices on a bad line, seed ${seed}: one answer each, and it is one that was drawn`, async () => {
    const random = seeded(seed * 977);
    const server = fakeServer(3);
    const disks = [new MemoryStorage(), new MemoryStorage()];
    const desks = [await open(server, disks[0]), await open(server, disks[1])];
    /** Everything that was ever handed in for an assignment, on either device. @type {Map<string, string[]>} */
    const offered = new Map();
    for (let turn = 0; turn < 60 && server.submissions.size < 3; turn += 1) {
      badLine(random, server);
      const which = random.below(2);
      const one = desks[which];
      const id = one.store.state.assignment;
      const deed = random.below(5);
      if (one.store.state.conflict) await one.resolve(random.pick(/** @type {const} */ (["mine", "theirs"])));
      else if (id && deed <= 1) one.draw(`d${which}t${turn}`, [random.below(100), 5, 20, 20]);
      else if (id && deed === 2) await one.drafts.flush();
      else if (id && deed === 3) {
        offered.set(id, [...(offered.get(id) ?? []), one.shapes().join()]);
        await one.session.submit();
        await one.outbox.flush();
      } else if (deed === 4) {
        await one.desk.settle();
        one.kill();
        desks[which] = await open(server, disks[which]);
      }
      await desks[which].desk.settle();
    }
    server.script = [];
    for (const [which, one] of desks.entries()) {
      one.kill();
      desks[which] = await open(server, disks[which]);
      await desks[which].outbox.flush();
      assert.deepEqual(await desks[which].outbox.waiting(), []);
    }

    const answers = [...server.submissions.values()];
    assert.equal(new Set(answers.map((known) => known.assignment)).size, answers.length);
    for (const { assignment, annotations } of answers) {
      const drawn = annotations.map((/** @type {{id: string}} */ shape) => shape.id).join();
      assert.ok(offered.get(assignment)?.includes(drawn), `${assignment}: ${drawn} was never handed in`);
    }
    for (const id of offered.keys()) assert.ok(answers.some((known) => known.assignment === id), `${id} was handed in and is not there`);
  });
}
