/** What counts as not sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { unsentOf } from "../../../static/js/site/unsent.js";

const cases = /** @type {const} */ ([
  ["nothing on the device", [], 0, ""],
  ["what waits", [{ state: "queued", project: "7" }], 1, "7"],
  ["a drawing that the server lacks", [{ state: "open", dirty: true, project: "8" }], 1, "8"],
  ["a drawing that the server has", [{ state: "open", dirty: false, project: "8" }], 0, ""],
  ["records that cannot be read", [null, 5, { nonsense: 1 }], 0, ""],
]);
for (const [what, works, waiting, project] of cases) {
  test(`${what}: ${waiting} not sent`, () => assert.deepEqual(unsentOf(works), { waiting, project }));
}
