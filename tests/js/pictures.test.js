/** Pictures fetched ahead: the next one is ready to paint whatever else is still on the line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { Pictures } from "../../static/js/editor/sync/pictures.js";

/** A line that brings a picture only when told. */
function slowLine() {
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  /** @type {string[]} */
  const asked = [];
  /** @type {string[]} */
  const decoded = [];
  const fetcher = (/** @type {any} */ url) => {
    asked.push(url);
    return new Promise((resolve) => waiting.set(url, () => resolve(new Response(new Blob([url])))));
  };
  const decode = async (/** @type {Blob} */ blob) => {
    decoded.push(await blob.text());
    return /** @type {any} */ ({ width: 1, close() {} });
  };
  const storage = new MemoryStorage();
  const pictures = new Pictures({ storage, fetcher: /** @type {any} */ (fetcher), decode });
  const bring = async (/** @type {string} */ url) => {
    waiting.get(url)?.();
    await aMoment();
  };
  return { asked, decoded, pictures, bring };
}

const aMoment = () => new Promise((resolve) => setTimeout(resolve, 5));

test("one after another, so that the next picture comes first", async () => {
  const { asked, decoded, pictures, bring } = slowLine();

  pictures.fetchAhead(["a", "b", "c"], 1);
  await aMoment();
  assert.deepEqual(asked, ["a"]);
  await bring("a");
  assert.deepEqual(asked, ["a", "b"]);
  assert.deepEqual(decoded, ["a"]);
});

test("a picture that is here is made ready while another is still on the line", async () => {
  const { decoded, pictures, bring } = slowLine();
  pictures.fetchAhead(["a", "b", "c"], 1);
  await aMoment();
  await bring("a");
  await bring("b");

  pictures.fetchAhead(["b", "c"], 1);
  await aMoment();

  assert.deepEqual(decoded, ["a", "b"]);
});

test("former wishes end after the picture under way, which comes once", async () => {
  const { asked, pictures, bring } = slowLine();
  pictures.fetchAhead(["a", "b", "c"], 0);
  await aMoment();

  pictures.fetchAhead(["a", "c"], 0);
  await bring("a");
  await bring("c");

  assert.deepEqual(asked, ["a", "c"]);
});
