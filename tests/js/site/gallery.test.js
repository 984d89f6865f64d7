import { test } from "node:test";
import assert from "node:assert/strict";
import { stepFrom } from "../../../static/js/site/gallery.js";

test("arrows walk over a grid of three across and stop at its edges", () => {
  assert.equal(stepFrom("ArrowRight", 0, 3, 7), 1);
  assert.equal(stepFrom("ArrowLeft", 0, 3, 7), null);
  assert.equal(stepFrom("ArrowDown", 1, 3, 7), 4);
  assert.equal(stepFrom("ArrowDown", 5, 3, 7), null);
  assert.equal(stepFrom("ArrowUp", 4, 3, 7), 1);
  assert.equal(stepFrom("Home", 4, 3, 7), 0);
  assert.equal(stepFrom("End", 4, 3, 7), 6);
  assert.equal(stepFrom("x", 4, 3, 7), null);
});
