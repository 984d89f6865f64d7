/** The guide opens at the class in use and follows it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { labelInUse, newParts, partToShow, partsIn } from "../../static/js/editor/model/guide.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { box, storeWith } from "./scene.js";

const part = (/** @type {string} */ key, /** @type {string[]} */ labels, /** @type {string[] | null} */ news = null) => ({ key, title: key, labels, html: "", pairs: [], news });
const PARTS = [part("*", []), part("car", ["car"]), part("light, lane", ["light", "lane"], ["new line"])];

test("a part is found by any of its classes, else the first one is shown", () => {
  assert.equal(partToShow(PARTS, "", "lane")?.key, "light, lane");
  assert.equal(partToShow(PARTS, "", "nobody")?.key, "*");
  assert.equal(partToShow(PARTS, "car", "lane")?.key, "car");
  assert.equal(partToShow([], "car", "lane"), null);
  assert.deepEqual(newParts(PARTS).map((one) => one.key), ["light, lane"]);
});

test("facts kept by an older editor have no parts", () => {
  assert.deepEqual(partsIn(undefined, "zh_CN"), []);
  assert.deepEqual(partsIn(/** @type {any} */ ({ text_html_zh: "<p>x</p>" }), "en"), []);
});

test("the guide opens at the class in use, stays where she turned, and follows the next class", () => {
  const store = storeWith([box("a", [0, 0, 10, 10], { label: "lane" })], { label: "car", tool: "select" });
  const dispatch = dispatcher(store, {});

  dispatch("guide");
  assert.equal(store.state.guide, "");
  assert.equal(labelInUse(store.state), "car");
  dispatch("select:a");
  assert.equal(labelInUse(store.state), "lane");
  dispatch("guide_part:car");
  assert.equal(store.state.guide, "car");
  dispatch("label:light");
  assert.equal(store.state.guide, "");
  dispatch("guide");
  assert.equal(store.state.guide, null);
  dispatch("label:car");
  assert.equal(store.state.guide, null);
});
