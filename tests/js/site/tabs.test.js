import assert from "node:assert/strict";
import { test } from "node:test";

import { scrollFor } from "../../../static/js/site/tabs.js";
import { hasVideo } from "../../../static/js/site/unfold.js";

test("a tab in the middle of a long row is brought to the middle of what is seen", () => {
  assert.equal(scrollFor({ left: 500, width: 100 }, { width: 390, all: 1000 }), 355);
});

test("the first and the last tab scroll no further than the row goes", () => {
  assert.equal(scrollFor({ left: 0, width: 80 }, { width: 390, all: 1000 }), 0);
  assert.equal(scrollFor({ left: 920, width: 80 }, { width: 390, all: 1000 }), 610);
  assert.equal(scrollFor({ left: 100, width: 80 }, { width: 390, all: 390 }), 0);
});

test("a video is known by its kind or by its name, whatever the browser says of it", () => {
  assert.equal(hasVideo([{ name: "a.jpg", type: "image/jpeg" }, { name: "RIDE.MKV", type: "" }]), true);
  assert.equal(hasVideo([{ name: "clip", type: "video/mp4" }]), true);
  assert.equal(hasVideo([{ name: "video.zip", type: "application/zip" }, { name: "list.csv", type: "text/csv" }]), false);
});
