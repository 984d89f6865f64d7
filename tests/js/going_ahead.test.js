/** On a device where nothing is kept yet, the first picture travels beside the editor's script. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { goAhead } from "../../static/js/editor/sync/going_ahead.js";
import { Http } from "../../static/js/editor/sync/http.js";

const PAGE = { project: "7", person: "3", csrf: "token", url: "/api/v1/projects/7/bootstrap" };
const BAG = { assignments: [{ images: [{ preview_url: "/media/images/1/preview" }] }] };
const ASKED = ["GET /api/v1/projects/7/bootstrap", 'POST /api/v1/projects/7/assignments {"beside":0}', "GET /media/images/1/preview"];

/** @param {{bag?: unknown, isCut?: boolean}} [answers] */
function server({ bag = BAG, isCut = false } = {}) {
  /** @type {string[]} */
  const asked = [];
  /** @type {any} */
  const fetcher = async (/** @type {string} */ url, /** @type {any} */ { method = "GET", body }) => {
    asked.push(`${method} ${url} ${body ?? ""}`.trim());
    if (isCut) throw new TypeError("cut");
    return new Response(url.startsWith("/media") ? "picture" : JSON.stringify(url === PAGE.url ? { facts: 1 } : bag));
  };
  return { asked, fetcher };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

test("facts, bag and first picture are asked for, each once, and the editor takes them over", async () => {
  const { asked, fetcher } = server();

  const foretold = await goAhead(PAGE, { fetcher, databases: async () => [{ name: "douya-editor-4" }] });
  await aMoment();
  assert.deepEqual(asked, ASKED);
  const http = new Http(fetcher, "token", { person: "3", foretold });
  http.foretell("POST", "/api/v1/projects/7/assignments", { beside: 0 });

  assert.deepEqual((await http.call("GET", PAGE.url)).body, { facts: 1 });
  assert.deepEqual((await http.call("POST", "/api/v1/projects/7/assignments", { beside: 0 })).body, BAG);
  assert.equal(await (await http.take("GET", "/media/images/1/preview"))?.text(), "picture");
  assert.deepEqual(asked, ASKED);
});

test("what was taken once is asked for again the next time", async () => {
  const { asked, fetcher } = server();
  const http = new Http(fetcher, "token", { foretold: await goAhead(PAGE, { fetcher, databases: async () => [] }) });

  await http.call("GET", PAGE.url);
  await http.call("GET", PAGE.url);

  assert.equal(asked.filter((words) => words === `GET ${PAGE.url}`).length, 2);
});

test("a device that keeps her work is asked first what it keeps", async () => {
  const { asked, fetcher } = server();

  const foretold = await goAhead(PAGE, { fetcher, databases: async () => [{ name: "douya-editor-3" }] });
  await aMoment();

  assert.equal(foretold.size, 0);
  assert.deepEqual(asked, []);
});

for (const [why, databases] of /** @type {const} */ ([
  ["does not say", undefined],
  ["refuses to say", () => Promise.reject(new Error("private mode"))],
])) {
  test(`a browser that ${why} what it keeps is asked by the editor alone`, async () => {
    const { asked, fetcher } = server();

    assert.equal((await goAhead(PAGE, { fetcher, databases })).size, 0);
    assert.deepEqual(asked, []);
  });
}

test("an empty bag has no first picture", async () => {
  const { asked, fetcher } = server({ bag: { assignments: [], reason: "finished" } });

  await goAhead(PAGE, { fetcher, databases: async () => [] });
  await aMoment();

  assert.deepEqual(asked, ASKED.slice(0, 2));
});

test("a cut is told to whoever takes the answer", async () => {
  const { fetcher } = server({ isCut: true });
  const http = new Http(fetcher, "token", { foretold: await goAhead(PAGE, { fetcher, databases: async () => [] }) });

  await assert.rejects(http.call("GET", PAGE.url), { kind: "offline" });
});
