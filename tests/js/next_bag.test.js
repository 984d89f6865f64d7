// The next bag is lent and its first pictures fetched before this one ends.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../../static/js/editor/sync/http.js";
import { nextBag } from "../../static/js/editor/sync/next_bag.js";

const assignment = (/** @type {number} */ id, more = {}) => ({ id, images: [{ preview_url: `/p/${id}` }], fix: null, ...more });
const bagOf = (/** @type {number} */ total, /** @type {number} */ done, more = {}) =>
  /** @type {any} */ ({
    assignments: Array.from({ length: total }, (_, index) => assignment(index + 1, more)),
    finished: Array.from({ length: done }, (_, index) => ({ id: String(index + 1), rate_e4: 1, state: "sent" })),
  });

/** @param {{waiting?: unknown[], fails?: boolean}} [how] */
function desk({ waiting = [], fails = false } = {}) {
  const asked = /** @type {unknown[]} */ ([]);
  const fetched = /** @type {string[]} */ ([]);
  const parts = /** @type {any} */ ({
    project: "7",
    outbox: { waiting: async () => waiting },
    pictures: { fetchAhead: async (/** @type {string[]} */ urls) => fetched.push(...urls) },
    http: {
      call: async (/** @type {string} */ method, /** @type {string} */ url, /** @type {unknown} */ body) => {
        asked.push([method, url, body]);
        if (fails) throw new Refusal("offline", 0, {});
        return { body: { assignments: [assignment(9), assignment(10), assignment(11), assignment(12)] } };
      },
    },
  });
  return { asked, fetched, next: nextBag(parts) };
}

test("with two pictures left the next bag is asked for once, and its pictures are fetched", async () => {
  const one = desk();
  await one.next(bagOf(10, 7));
  assert.deepEqual(one.asked, []);

  await one.next(bagOf(10, 8));
  await one.next(bagOf(10, 9));

  assert.deepEqual(one.asked, [["POST", "/api/v1/projects/7/assignments", { beside: 2 }]]);
  assert.deepEqual(one.fetched, ["/p/11", "/p/12"]);
});

test("nothing is asked for at the end, while answers wait to be sent, or while something is mended", async () => {
  const atTheEnd = desk();
  await atTheEnd.next(bagOf(10, 10));
  const offline = desk({ waiting: [{ project: "7" }] });
  await offline.next(bagOf(10, 9));
  const mending = desk();
  await mending.next(bagOf(2, 0, { fix: {} }));

  assert.deepEqual([...atTheEnd.asked, ...offline.asked, ...mending.asked], []);
});

test("a refusal is no trouble: she is asked again at the end of the bag", async () => {
  const one = desk({ fails: true });

  await one.next(bagOf(10, 9));

  assert.deepEqual(one.fetched, []);
});
