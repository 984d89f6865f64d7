/** Labels are tried without a server: pictures come again, nothing goes out, and what stands on the screen follows the labels. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { documentOf } from "../../static/js/editor/model/document.js";
import { startHistory } from "../../static/js/editor/store/history.js";
import { initialState } from "../../static/js/editor/store/state.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { TrialHttp, TrialLabels } from "../../static/js/editor/sync/trial.js";
import { underLabels } from "../../static/js/editor/trial_labels.js";
import { trialWords_en } from "../../static/js/i18n/en/trial.js";
import { trialWords_zh_CN } from "../../static/js/i18n/zh_CN/trial.js";
import { box } from "./scene.js";

const PICTURES = [1, 2].map((number) => ({ name: `${number}`, url: `/${number}`, preview_url: `/${number}/p`, width: 80, height: 60 }));
const http = () => new TrialHttp({ pictures: PICTURES, currency: "CNY", now: () => 1_000 });
const label = (/** @type {string} */ name, kinds = ["box"]) => /** @type {any} */ ({ name, title: { zh_CN: name, en: name }, color: "#000000", kinds, key: "Digit1", attributes: [] });

test("what was handed in is not handed out again, and all pictures come again once all are done", async () => {
  const server = http();
  const first = (await server.call("POST", "/api/v1/projects/7/assignments", {})).body.assignments;

  const receipt = await server.call("POST", `/api/v1/assignments/${first[0].id}/submission`, { submission_id: "s" });
  const left = (await server.call("POST", "/api/v1/projects/7/assignments", {})).body.assignments;
  await server.call("POST", `/api/v1/assignments/${first[1].id}/release`, { reason: "other" });
  const again = (await server.call("POST", "/api/v1/projects/7/assignments", {})).body.assignments;

  assert.equal(receipt.body.submission_id, "s");
  assert.deepEqual(left, [first[1]]);
  assert.equal(again.length, 2);
  assert.ok(again.every((/** @type {any} */ one) => one.rate_e4 === 0 && one.id !== first[0].id));
});

test("drafts and keys are taken and lead nowhere", async () => {
  const server = http();

  assert.equal((await server.call("PUT", "/api/v1/assignments/x/draft", {})).status, 204);
  assert.deepEqual((await server.call("PUT", "/api/v1/me/editor-settings", { revision: 3 })).body, { revision: 3 });
  assert.equal(server.take(), undefined);
});

test("every picture has the labels as they stand in the form now", () => {
  const facts = /** @type {any} */ ({ ontology: { version: "trial", document: { labels: [label("car")] } } });
  const labels = new TrialLabels({ project: "7", storage: new MemoryStorage(), http: http(), facts });

  labels.use(/** @type {any} */ ({ labels: [label("bus")] }));

  assert.deepEqual(labels.of().labels.map((one) => one.name), ["bus"]);
});

test("shapes that the changed labels do not know go, the others stay, and a label that is gone is no longer chosen", () => {
  const before = /** @type {any} */ ({ labels: [label("car"), label("tree")] });
  const shapes = [{ ...box("a", [1, 1, 9, 9]), label: "car" }, { ...box("b", [20, 20, 9, 9]), label: "tree" }];
  const state = { ...initialState(before), label: "tree", tool: "box", history: startHistory(documentOf(shapes)) };

  const after = underLabels(/** @type {any} */ ({ labels: [label("car"), label("lane", ["polyline"])] }))(state);

  assert.deepEqual(after.history?.present.shapes.map((one) => one.id), ["a"]);
  assert.equal(after.label, "car");
});

test("both languages say the same of a trial", () => {
  assert.deepEqual(Object.keys(trialWords_zh_CN), Object.keys(trialWords_en));
});
