/** A reviewer's window sends her decision and nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DecideHttp } from "../../static/js/editor/sync/decide.js";

const assignment = /** @type {any} */ ({ id: "decide-3", currency: "CNY" });

/** @param {(url: string, options: any) => any} answer */
function windowWith(answer) {
  /** @type {any[]} */ const sent = [];
  const fetcher = /** @type {any} */ (async (/** @type {string} */ url, /** @type {any} */ options) => {
    sent.push([options.method, url, JSON.parse(options.body)]);
    return answer(url, options);
  });
  return { sent, http: new DecideHttp({ fetcher, csrf: "c", person: "1", assignment, url: "/api/v1/tasks/3/decision", now: () => 1_000 }) };
}

const ok = () => new Response(JSON.stringify({ round: 2, agreement: 1 }), { status: 200, headers: { "Content-Type": "application/json" } });

test("drafts and settings stay here; the decision alone goes out, and then there is no more to do", async () => {
  const { sent, http } = windowWith(ok);

  const before = await http.call("POST", "/api/v1/projects/7/assignments", {});
  await http.call("PUT", "/api/v1/assignments/decide-3/draft", { annotations: [] });
  const receipt = await http.call("POST", "/api/v1/assignments/decide-3/submission", { submission_id: "s", annotations: [{ id: "a" }], active_ms: 5 });
  const after = await http.call("POST", "/api/v1/projects/7/assignments", {});

  assert.deepEqual(before.body.assignments, [assignment]);
  assert.deepEqual(sent, [["POST", "/api/v1/tasks/3/decision", { annotations: [{ id: "a" }] }]]);
  assert.equal(receipt.body.submission_id, "s");
  assert.deepEqual(after.body.assignments, []);
  assert.ok(http.isOver);
});

test("a refused decision stays to be mended", async () => {
  const problem = { code: "invalid", title: "no", detail: "no", faults: [{ path: "annotations[0].box" }] };
  const { http } = windowWith(() => new Response(JSON.stringify(problem), { status: 422, headers: { "Content-Type": "application/problem+json" } }));

  await assert.rejects(http.call("POST", "/api/v1/assignments/decide-3/submission", { submission_id: "s", annotations: [], active_ms: 5 }), { kind: "invalid" });

  assert.equal(http.isOver, false);
});
