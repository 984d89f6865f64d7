/** The lesson comes after the receipt, in kind words, and never in her way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shapesFor, wordsFor } from "../../static/js/editor/model/lesson.js";
import { fetchLesson } from "../../static/js/editor/sync/lessons.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { Refusal } from "../../static/js/editor/sync/http.js";
import { box, storeWith } from "./scene.js";

const lesson = (more = {}) => /** @type {any} */ ({ score: 0.8, passed: true, hers: [box("a", [0, 0, 1, 1])], reference: [box("b", [1, 1, 2, 2])], hints: [{ fault: "missed", label: "car", count: 2 }], ...more });
const work = /** @type {any} */ ({ submissionId: "s-1" });

test("a lesson says it kindly, by how much fits", () => {
  assert.equal(wordsFor(lesson({ score: 1, hints: [] })), "lesson_all_right");
  assert.equal(wordsFor(lesson()), "lesson_good");
  assert.equal(wordsFor(lesson({ score: 0.3, passed: false })), "lesson_look");
});

test("hers, the right ones, or both are drawn", () => {
  const ids = (/** @type {any} */ view) => Object.values(shapesFor(lesson(), view)).map((shapes) => shapes.length);

  assert.deepEqual(ids("both"), [1, 1]);
  assert.deepEqual(ids("hers"), [1, 0]);
  assert.deepEqual(ids("right"), [0, 1]);
});

test("only a check picture asks the server for more", async () => {
  const store = storeWith([]);
  /** @type {string[]} */
  const asked = [];
  const http = /** @type {any} */ ({ call: async (/** @type {string} */ _method, /** @type {string} */ url) => { asked.push(url); return { status: 200, body: lesson() }; } });

  await fetchLesson({ http, store }, work, { lesson: false });
  await fetchLesson({ http, store }, work, null);
  assert.deepEqual(asked, []);
  await fetchLesson({ http, store }, work, { lesson: true });
  assert.deepEqual(asked, ["/api/v1/submissions/s-1/lesson"]);
  assert.equal(store.state.lesson?.score, 0.8);
  // She goes on meanwhile: the phase, the panel and the picture are as they were.
  assert.equal(store.state.panel, "");
});

test("a lesson that is cut on the way stops nobody, and one that was withdrawn shows nothing", async () => {
  const store = storeWith([]);
  const cut = /** @type {any} */ ({ call: async () => { throw new Refusal("offline", 0, {}); } });
  const gone = /** @type {any} */ ({ call: async () => ({ status: 204, body: null }) });

  await fetchLesson({ http: cut, store }, work, { lesson: true });
  await fetchLesson({ http: gone, store }, work, { lesson: true });

  assert.equal(store.state.lesson, null);
});

test("she turns between the answers, opens the guide at the class, and puts it away", () => {
  const store = storeWith([], { lesson: lesson(), panel: "lesson" });
  const dispatch = dispatcher(store, {});

  dispatch("lesson_view:right");
  assert.equal(store.state.lessonView, "right");
  dispatch("lesson_guide:car");
  assert.equal(store.state.panel, "");
  assert.equal(store.state.guide, "car");
  dispatch("lesson_close");
  assert.equal(store.state.lesson, null);
});
