/** A clip begins with the tracks that are proposed for it, as her own to mend; a picture begins empty beside its proposals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startOf } from "../../static/js/editor/sync/works.js";

const id = "00000000-0000-4000-8000-000000000001";
const key = { id, kind: "box", label: "car", box: [1, 2, 3, 4], attributes: {}, track: "a", frame: 0, keyframe: true };
const clip = /** @type {any} */ ({ id: 1, images: [], sequence: { name: "ride", fps: 10, frames: 5 }, draft: null, prelabels: { source: "m", annotations: [key] } });

test("tracks are there at once, a draft of hers goes before them, and a picture is left empty", () => {
  assert.deepEqual(startOf(clip).shapes.map((shape) => shape.id), [id]);
  assert.deepEqual(startOf({ ...clip, draft: { annotations: [], active_ms: 0, revision: 2 } }).shapes, []);
  assert.deepEqual(startOf({ ...clip, sequence: null }).shapes, []);
});
