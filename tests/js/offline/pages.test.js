/** The service worker's rules: whole versions only, nobody another's page, the network first but for the labelling page. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { answering } from "../../../static/js/offline/answers.js";
import { assetsOf, sortOf } from "../../../static/js/offline/requests.js";
import { Shelf } from "../../../static/js/offline/shelf.js";
import { fakeCaches } from "./fake_caches.js";

const HERE = "http://here";
const asset = (/** @type {string} */ hash, name = "js/editor/main.js") => `/static/${hash.padEnd(12, "0")}/${name}`;

/** A site whose version, visitor and line a test may change. */
function site() {
  const made = {
    version: "a", person: "7", isDown: false, missing: /** @type {string[]} */ ([]), asked: /** @type {string[]} */ ([]),
    /** @param {any} request */
    fetch: async (request) => {
      const path = new URL(typeof request === "string" ? request : request.url, HERE).pathname;
      made.asked.push(path);
      if (made.isDown || made.missing.includes(path)) throw new TypeError("network");
      if (path.startsWith("/static/")) {
        const isExact = path.startsWith(asset(made.version).slice(0, 21)) || path.startsWith("/static/ffff");
        return new Response(`code of ${path}`, { headers: { "Cache-Control": isExact ? "public, immutable" : "no-cache" } });
      }
      if (path === "/offline") return new Response(`<link href="${asset("ffff", "css/off.css")}"> no network`);
      /** @type {Record<string, string>} */
      const headers = made.person ? { "X-Douya-Person": made.person } : {};
      return new Response(`<title>P</title><script src="${asset(made.version)}"></script> page of ${made.person} ${made.version}`, { headers });
    },
  };
  return made;
}

/** @type {ReturnType<typeof site>} */ let server;
/** @type {any} */ let caches;
/** @type {ReturnType<typeof answering>} */ let worker;
beforeEach(async () => {
  server = site();
  caches = fakeCaches();
  const fetcher = /** @type {any} */ (server.fetch);
  const shelf = new Shelf({ caches, fetcher, always: [asset("ffff", "css/tokens.css")] });
  await shelf.stock();
  worker = answering({ shelf, fetcher, origin: HERE });
});

/** @param {string} path @param {string} [method] */
async function visit(path, method = "GET") {
  /** @type {Promise<unknown>[]} */
  const later = [];
  const request = /** @type {any} */ ({ method, mode: path.startsWith("/static") ? "no-cors" : "navigate", url: HERE + path });
  const answer = await worker.answer(request, (work) => later.push(work));
  const text = answer ? await answer.text() : null;
  await Promise.all(later);
  return text;
}

const sorts = /** @type {const} */ ([
  ["GET", "navigate", "/work/7", "editor"],
  ["GET", "navigate", "/work", "page"],
  ["POST", "navigate", "/sign-out", "door"],
  ["POST", "navigate", "/locale", "form"],
  ["GET", "cors", "/api/v1/me", "other"],
  ["GET", "no-cors", "/images/4/preview", "other"],
  ["GET", "no-cors", asset("a"), "asset"],
]);
for (const [method, mode, path, sort] of sorts) {
  test(`${method} ${path} is ${sort}`, () => assert.equal(sortOf({ method, mode, url: HERE + path }, HERE), sort));
}

test("another site's address is never ours to answer", () => {
  assert.equal(sortOf({ method: "GET", mode: "navigate", url: "http://there/work/7" }, HERE), "other");
});

test("a page's files are found once each", () => {
  assert.deepEqual(assetsOf(`<link href="${asset("a")}"><use href="${asset("b", "img/i.svg")}#x"><script src="${asset("a")}">`), [asset("a"), asset("b", "img/i.svg")]);
});

test("the labelling page opens without a network, with its scripts", async () => {
  await visit("/work/7");
  server.isDown = true;

  assert.match(String(await visit("/work/7")), /page of 7 a/);
  assert.match(String(await visit(asset("a"))), /code of/);
});

test("the page on the device comes at once; the newer one waits for the next time", async () => {
  await visit("/work/7");
  server.version = "b";

  assert.match(String(await visit("/work/7")), /page of 7 a/);
  assert.match(String(await visit("/work/7")), /page of 7 b/);
});

test("a page whose scripts cannot be had does not take the place of a whole one", async () => {
  await visit("/work/7");
  server.version = "b";
  server.missing = [asset("b")];
  await visit("/work/7");
  server.isDown = true;

  assert.match(String(await visit("/work/7")), /page of 7 a/);
  assert.match(String(await visit(asset("a"))), /code of/);
});

test("a file of yesterday's address with today's content is not kept", async () => {
  await visit("/work/7");
  server.version = "b";
  await visit("/work/7");
  const kept = await (await caches.open("douya-assets")).keys();

  assert.deepEqual(kept.map((/** @type {{url: string}} */ key) => new URL(key.url).pathname).filter((/** @type {string} */ path) => path.startsWith(asset("a").slice(0, 12))), []);
});

test("files that no page needs go; those of pages that stay do not", async () => {
  await visit("/work/7");
  server.version = "b";
  await visit("/work/8");
  server.isDown = true;

  assert.match(String(await visit(asset("a"))), /code of/);
  assert.match(String(await visit(asset("b"))), /code of/);
});

test("other pages come from the network, and without one an honest page stands in", async () => {
  assert.match(String(await visit("/earnings")), /page of 7/);
  server.isDown = true;

  assert.match(String(await visit("/earnings")), /no network/);
});

test("after a sign-out nobody is given the page of whoever left", async () => {
  await visit("/work/7");
  await visit("/sign-out", "POST");
  server.isDown = true;

  assert.match(String(await visit("/work/7")), /no network/);
});

test("whoever signs in next gets her own page, also when the first never signed out", async () => {
  await visit("/work/7");
  server.person = "8";
  await visit("/sign-in", "POST");

  assert.match(String(await visit("/work/7")), /page of 8/);
  server.isDown = true;
  assert.match(String(await visit("/work/7")), /page of 8/);
  assert.equal((await caches.keys()).includes("douya-pages-7"), false);
});

test("between the sign-in and her first page nobody's page is shown", async () => {
  await visit("/work/7");
  await visit("/sign-in", "POST");
  server.isDown = true;

  assert.match(String(await visit("/work/7")), /no network/);
});

test("after her language changed the next page is asked for, and without a network the old one stays", async () => {
  await visit("/work/7");
  await visit("/locale", "POST");
  server.version = "b";
  server.isDown = true;
  assert.match(String(await visit("/work/7")), /page of 7 a/);
  server.isDown = false;

  assert.match(String(await visit("/work/7")), /page of 7 b/);
});

test("a page that was there before the worker is kept when it says so, and only a labelling page", async () => {
  await worker.keepTold({ keep: "/work/7" });
  await worker.keepTold({ keep: "/earnings" });
  await worker.keepTold("nonsense");
  server.isDown = true;

  assert.match(String(await visit("/work/7")), /page of 7/);
  assert.match(String(await visit("/earnings")), /no network/);
});
