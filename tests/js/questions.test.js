/** Her questions are kept until the server has them, and their answers are told once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { markOf, newAnswers, shapesOf } from "../../static/js/editor/model/question.js";
import { Refusal } from "../../static/js/editor/sync/http.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { Questions } from "../../static/js/editor/sync/questions.js";
import { box, storeWith } from "./scene.js";

/** A server that may be out of reach. */
function server() {
  const line = {
    isCut: false,
    /** @type {any[]} */ known: [],
    /** @type {string[]} */ calls: [],
    call: async (/** @type {string} */ method, /** @type {string} */ url, /** @type {any} */ body) => {
      line.calls.push(`${method} ${url}`);
      if (line.isCut) throw new Refusal("offline", 0, {});
      if (method === "GET") return { status: 200, body: { questions: line.known } };
      if (body.text.includes("?!")) throw new Refusal("invalid", 422, { detail: "too short" });
      if (!line.known.some((one) => one.key === body.key)) line.known.push({ id: line.known.length + 1, ...body, answer: "", answered_at: null, region: null });
      return { status: 201, body: line.known.at(-1) };
    },
  };
  return line;
}

function desk(line = server(), storage = new MemoryStorage()) {
  const store = storeWith([box("a", [10, 20, 30, 40])], { selection: ["a"], assignment: "7" });
  const questions = new Questions({ store, storage, http: /** @type {any} */ (line), project: "3" });
  return { store, storage, line, questions };
}

test("a question carries the chosen object as it is drawn now", async () => {
  const { store, line, questions } = desk();

  await questions.ask("  要框吗？ ");

  assert.equal(line.calls[0], "POST /api/v1/assignments/7/questions");
  assert.deepEqual(line.known[0].mark, { kind: "box", label: "car", box: [10, 20, 30, 40] });
  assert.equal(line.known[0].text, "要框吗？");
  assert.equal(store.state.notice?.key, "question_kept");
  assert.equal(store.state.questions.length, 1);
  assert.deepEqual(store.state.unsentQuestions, []);
});

test("nothing chosen asks about the whole picture, and no words ask nothing", async () => {
  const { store, line, questions } = desk();
  store.update({ selection: [] });

  await questions.ask("   ");
  await questions.ask("这张图要画吗？");

  assert.deepEqual(line.known.map((one) => one.mark), [null]);
});

test("without a network it waits on this device and is sent once by the next window", async () => {
  const { storage, line, store, questions } = desk();
  line.isCut = true;
  await questions.ask("要框吗？");
  assert.equal(store.state.unsentQuestions.length, 1);

  line.isCut = false;
  const next = desk(line, storage);
  await next.questions.open();
  await next.questions.open();

  assert.equal(line.known.length, 1);
  assert.deepEqual(next.store.state.unsentQuestions, []);
});

test("a question that is refused is said and does not stand before the next", async () => {
  const { line, store, questions } = desk();
  line.isCut = true;
  await questions.ask("?!");
  await questions.ask("要框吗？");
  line.isCut = false;

  await questions.flush();

  assert.deepEqual(line.known.map((one) => one.text), ["要框吗？"]);
  assert.equal(store.state.notice?.key, "question_refused");
});

test("an answer is told once, when nothing else is being said", async () => {
  const { storage, line, store, questions } = desk();
  await questions.ask("要框吗？");
  line.known[0] = { ...line.known[0], answer: "要", answered_at: "2026-11-26T04:00:00Z" };
  await questions.look();
  assert.equal(store.state.notice?.key, "question_kept");

  store.update({ notice: null });
  await questions.look();
  assert.equal(store.state.notice?.key, "question_answered");
  store.update({ panel: "questions" });
  await questions.tell();
  assert.equal(store.state.notice, null);

  const next = desk(line, storage);
  await next.questions.open();
  assert.equal(next.store.state.notice, null);
  assert.equal(next.store.state.questions[0].answer, "要");
});

test("marks and places become shapes to draw", () => {
  assert.equal(markOf(null), null);
  assert.deepEqual(markOf(/** @type {any} */ ({ id: "a", kind: "polygon", label: "road", points: [[0, 0], [4, 0], [4, 4]], attributes: {} })), { kind: "polygon", label: "road", points: [[0, 0], [4, 0], [4, 4]] });
  const shapes = shapesOf({ mark: { kind: "box", label: "car", box: [1, 2, 3, 4] }, region: [5, 6, 7, 8] });
  assert.deepEqual([shapes.hers[0].id, shapes.right[0].box], ["mark", [5, 6, 7, 8]]);
  assert.deepEqual(newAnswers([], new Set()), []);
});
