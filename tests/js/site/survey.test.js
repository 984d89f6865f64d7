/** A survey on the device: what it adds up to, what stays, what is sent. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SurveyShelf, newKey, parseYuan, perPerson } from "../../../static/js/site/survey_shelf.js";
import { sendSurvey } from "../../../static/js/site/survey_send.js";

/** @returns {Storage} */
function storage() {
  const held = new Map();
  const fake = {
    getItem: (/** @type {string} */ key) => held.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void held.set(key, value),
    removeItem: (/** @type {string} */ key) => void held.delete(key),
    key: (/** @type {number} */ index) => [...held.keys()][index] ?? null,
    clear: () => held.clear(),
    get length() { return held.size; },
  };
  return fake;
}

for (const [text, e4] of /** @type {const} */ ([["", 0], ["3600", 36_000_000], ["3,600.50", 36_005_000], ["-1", null], ["1e9", null], ["很多", null]])) {
  test(`"${text}" is ${e4}`, () => assert.equal(parseYuan(text), e4));
}

test("income less costs is shared by all members, and can be a loss", () => {
  assert.equal(perPerson({ wage: "8000", transfer: "100.99", production_cost: "500" }, 4), 1900);
  assert.equal(perPerson({ production_cost: "10" }, 4), -3);
  assert.equal(perPerson({ wage: "?" }, 4), null);
});

test("only what was sent leaves the device, and each sees her own", () => {
  const all = storage();
  const shelf = new SurveyShelf(all, "7");
  const [first, second] = [newKey(), newKey()];
  shelf.keep("12", { fields: { wage: "1" }, screen: 6, state: "waiting", key: first });
  assert.deepEqual(new SurveyShelf(all, "71").waiting(), []);
  assert.deepEqual(shelf.waiting(), ["12"]);

  shelf.keep("12", { fields: { wage: "2" }, screen: 1, state: "draft", key: second });
  assert.equal(shelf.sent("12", first), false);
  assert.equal(shelf.read("12")?.fields.wage, "2");
  assert.equal(shelf.sent("12", second), true);
  assert.equal(shelf.read("12"), null);
});

/** @param {(url: string) => Response} answer */
function post(answer) {
  return { fetcher: async (/** @type {any} */ url) => answer(String(url)), csrf: { value: "old" }, renewUrl: "/women" };
}
const kept = { fields: { wage: "1", month: "2026-06" }, screen: 6, state: /** @type {const} */ ("waiting"), key: newKey() };

for (const [status, outcome] of /** @type {const} */ ([[201, "sent"], [401, "sign-in"], [503, "later"], [429, "later"], [409, "refused"]])) {
  test(`answer ${status} is ${outcome}`, async () => {
    const answer = await sendSurvey(post(() => Response.json({ detail: "words", code: "c" }, { status })), "12", kept);
    assert.equal(answer.outcome, outcome);
    assert.equal(answer.words, outcome === "refused" ? "words" : "");
  });
}

test("no network is no refusal", async () => {
  const answer = await sendSurvey(post(() => { throw new TypeError("failed"); }), "12", kept);
  assert.equal(answer.outcome, "offline");
});

test("a page that lay open too long gets a new token and sends once more", async () => {
  const tokens = /** @type {string[]} */ ([]);
  const fetcher = async (/** @type {any} */ url, /** @type {any} */ options) => {
    if (url === "/women") return new Response('<meta name="csrf-token" content="new">');
    tokens.push(options.headers["X-CSRFToken"]);
    return Response.json({ detail: "", code: "" }, { status: tokens.length === 1 ? 403 : 201 });
  };
  const answer = await sendSurvey({ fetcher, csrf: { value: "old" }, renewUrl: "/women" }, "12", kept);
  assert.equal(answer.outcome, "sent");
  assert.deepEqual(tokens, ["old", "new"]);
});
