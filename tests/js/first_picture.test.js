/** On a line of 300 ms each question that waits for another is felt: what the first picture waits for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFacts } from "../../static/js/editor/sync/facts.js";
import { Http } from "../../static/js/editor/sync/http.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";

const PAGE = { project: "7", url: "/api/v1/projects/7/bootstrap" };
const FACTS = { project: { id: 7 }, annotator: { id: 1 }, ontology: { version: 1, document: { labels: [] } } };

/** A server that notes what is asked, and answers when told. */
function slowServer() {
  /** @type {string[]} */
  const asked = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  const fetcher = (/** @type {any} */ url, /** @type {any} */ { method, body }) => {
    asked.push(`${method} ${url} ${body ?? ""}`.trim());
    const answer = url === PAGE.url ? FACTS : { assignments: [], reason: "finished" };
    return new Promise((resolve) => waiting.push(() => resolve(new Response(JSON.stringify(answer)))));
  };
  const answerAll = () => waiting.splice(0).forEach((answer) => answer());
  return { asked, answerAll, http: new Http(/** @type {any} */ (fetcher), "token") };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

test("the bag is asked for together with the facts, and once", async () => {
  const { asked, answerAll, http } = slowServer();

  const reading = readFacts(http, PAGE, new MemoryStorage());
  await aMoment();
  assert.deepEqual(asked, ["GET /api/v1/projects/7/bootstrap", 'POST /api/v1/projects/7/assignments {"beside":0}']);
  answerAll();
  assert.equal((await reading).refusal, null);
  const bag = await http.call("POST", "/api/v1/projects/7/assignments", { beside: 0 });

  assert.equal(bag.body.reason, "finished");
  assert.equal(asked.length, 2);
});

test("answers that wait are sent before a bag is asked for", async () => {
  const { asked, answerAll, http } = slowServer();
  const storage = new MemoryStorage();
  await storage.write([{ store: "works", key: "3", value: { id: "3", project: "7", state: "queued" } }]);

  const reading = readFacts(http, PAGE, storage);
  await aMoment();
  answerAll();
  await reading;

  assert.deepEqual(asked, ["GET /api/v1/projects/7/bootstrap"]);
});

test("a question foretold and cut is asked again by nobody: whoever calls hears of it", async () => {
  const http = new Http(() => Promise.reject(new TypeError("cut")), "token");
  http.foretell("POST", "/x", { count: 1 });

  await assert.rejects(http.call("POST", "/x", { count: 1 }), { kind: "offline" });
});
