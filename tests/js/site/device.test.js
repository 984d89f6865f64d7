/** A look at the device: what is timed, and what is unknown. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inTime, kbitPerSecond } from "../../../static/js/site/device.js";
import { addressOf, ownerOf } from "../../../static/js/editor/sync/addresses.js";

test("a line is measured by what travelled, and one too quick to measure is unknown", () => {
  assert.equal(kbitPerSecond(50_000, 1_000), 400);
  assert.equal(kbitPerSecond(50_000, 2), null);
});

test("what does not answer in time is unknown, and so is what fails", async () => {
  assert.equal(await inTime(new Promise(() => undefined), "unknown", 5), "unknown");
  assert.equal(await inTime(Promise.reject(new Error("no")), "unknown", 5), "unknown");
  assert.equal(await inTime(Promise.resolve("seen"), "unknown", 5), "seen");
});

const cases = /** @type {const} */ ([
  ["/api/v1/projects/7/assignments", "/api/v1/rounds/7/assignments"],
  ["/api/v1/assignments/9/submission", "/api/v1/round-tasks/9/submission"],
  ["/api/v1/submissions/abc/lesson", "/api/v1/round-answers/abc/lesson"],
  ["/api/v1/me/editor-settings", "/api/v1/me/editor-settings"],
]);
for (const [work, round] of cases) {
  test(`a round asks ${round} where work asks ${work}`, () => {
    assert.equal(addressOf(work, false), work);
    assert.equal(addressOf(work, true), round);
  });
}

test("a round has a memory of its own on the device", () => {
  assert.notEqual(ownerOf("5", true), ownerOf("5", false));
});
