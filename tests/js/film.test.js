/** The film: a frame is shown only with its own picture, in order, with bounded memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Film, framesInMemory } from "../../static/js/editor/sync/film.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { Pictures } from "../../static/js/editor/sync/pictures.js";
import { SEQUENCE_ACTIONS, goTo } from "../../static/js/editor/commands/sequence_actions.js";
import { box, storeWith } from "./scene.js";

const FRAMES = 40;

/** @typedef {{url: string, isClosed: boolean, width: number, height: number, close: () => void}} FakeBitmap */

function cinema() {
  /** @type {Map<string, () => void>} */
  const waiting = new Map();
  /** @type {FakeBitmap[]} */
  const made = [];
  /** @type {(() => void)[]} */
  const paints = [];
  const at = { isOpen: true, isBroken: false, now: 0, peak: 0 };
  const images = Array.from({ length: FRAMES }, (_, frame) => ({ name: `${frame}.jpg`, url: `/full/${frame}`, preview_url: `/${frame}`, width: 1280, height: 720, frame }));
  const sequence = { name: "ride", fps: 10, frames: FRAMES };
  const assignment = /** @type {any} */ ({ id: "1", images, sequence });
  const fetcher = /** @type {any} */ (async (/** @type {string} */ url) => {
    if (!at.isOpen) await new Promise((resolve) => waiting.set(url, () => resolve(null)));
    return { ok: !at.isBroken, status: 500, blob: async () => ({ url, size: 1 }) };
  });
  const decode = async (/** @type {any} */ blob) => {
    const bitmap = { url: blob.url, isClosed: false, width: 1280, height: 720, close() { bitmap.isClosed = true; } };
    made.push(bitmap);
    at.peak = Math.max(at.peak, made.filter((one) => !one.isClosed).length);
    return /** @type {any} */ (bitmap);
  };
  const pictures = new Pictures({ storage: new MemoryStorage(), fetcher, decode });
  const store = storeWith([box("a", [0, 0, 10, 10], { track: "a", frame: 0 })], { sequence, picture: "ready" });
  /** @type {{bitmap: FakeBitmap, frame: number}[]} */
  const shown = [];
  const show = (/** @type {any} */ bitmap, /** @type {{frame: number}} */ change) => {
    shown.push({ bitmap, frame: change.frame });
    store.update(change);
  };
  new Film({ store, pictures, show, current: () => assignment, clock: () => at.now, nextPaint: (run) => paints.push(run) });
  const settle = async () => { for (let turn = 0; turn < 60; turn += 1) await Promise.resolve(); await new Promise((resolve) => setImmediate(resolve)); };
  const paint = async (/** @type {number} */ ms) => { at.now += ms; paints.shift()?.(); await settle(); };
  return { at, store, shown, waiting, paints, paint, settle };
}

test("the frame stays until the picture of the next one is there", async () => {
  const { at, store, shown, waiting, settle } = cinema();
  at.isOpen = false;

  store.run((state) => goTo(state, 5));
  await settle();

  assert.deepEqual([store.state.frame, store.state.wanted], [0, 5]);
  at.isOpen = true;
  waiting.get("/5")?.();
  await settle();
  assert.equal(store.state.frame, 5);
  assert.deepEqual(shown.map((one) => [one.bitmap.url, one.frame]), [["/5", 5]]);
});

test("quick steps add up, and the last wish wins", async () => {
  const { store, shown, settle } = cinema();

  for (let press = 0; press < 7; press += 1) store.run(SEQUENCE_ACTIONS.frame_next);
  await settle();

  assert.equal(store.state.frame, 7);
  assert.deepEqual(shown.at(-1)?.bitmap.url, "/7");
  assert.ok(shown.every((one) => one.bitmap.url === `/${one.frame}`));
});

test("a frame that cannot be fetched is told, and she stays where she is", async () => {
  const { at, store, settle } = cinema();
  at.isBroken = true;

  store.run((state) => goTo(state, 5));
  await settle();

  assert.deepEqual([store.state.frame, store.state.wanted, store.state.notice?.key], [0, 0, "frame_failed"]);
});

test("playing goes through every frame at the pace of the video and stops at the end", async () => {
  const { store, shown, paints, paint, settle } = cinema();

  store.run(SEQUENCE_ACTIONS.play);
  await settle();
  for (let turn = 0; turn < 400 && paints.length > 0; turn += 1) await paint(50);

  assert.deepEqual(shown.map((one) => one.frame), Array.from({ length: FRAMES - 1 }, (_, frame) => frame + 1));
  assert.equal(store.state.playing, false);
  assert.ok(shown.every((one) => one.bitmap.url === `/${one.frame}`));
});

test("a frame that comes late is waited for and not left out", async () => {
  const { at, store, shown, waiting, paint, settle } = cinema();
  await settle();
  at.isOpen = false;

  store.run(SEQUENCE_ACTIONS.play);
  for (let turn = 0; turn < 20; turn += 1) await paint(100);

  assert.equal(store.state.frame, 0);
  at.isOpen = true;
  for (const go of waiting.values()) go();
  await settle();
  for (let turn = 0; turn < 6; turn += 1) await paint(100);
  assert.deepEqual(shown.slice(0, 3).map((one) => one.frame), [1, 2, 3]);
});

test("memory holds a bounded number of frames, and never closes the one on the screen", async () => {
  const { at, store, shown, settle } = cinema();

  for (const frame of [3, 30, 8, 39, 0, 20, 21, 22, 5]) {
    store.run((state) => goTo(state, frame));
    await settle();
    assert.equal(shown.at(-1)?.bitmap.isClosed, false, `frame ${frame}`);
    await settle();
    await settle();
    assert.equal(shown.at(-1)?.bitmap.isClosed, false, `frame ${frame} after fetching ahead`);
  }

  // One more is made before the oldest is closed.
  assert.ok(at.peak <= framesInMemory({ width: 1280, height: 720 }) + 2, `${at.peak} at once`);
});

test("large frames take no more memory than small ones", () => {
  const bytes = (/** @type {number} */ width, /** @type {number} */ height) => framesInMemory({ width, height }) * width * height * 4;

  assert.equal(framesInMemory({ width: 320, height: 240 }), 24);
  assert.equal(framesInMemory({ width: 4000, height: 3000 }), 6);
  assert.ok(bytes(1280, 720) <= 96e6 && bytes(1920, 1080) <= 96e6);
});
