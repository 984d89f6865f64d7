import { test } from "node:test";
import assert from "node:assert/strict";
import { refusalIn, secondsLeft, sizeInWords } from "../../../static/js/site/upload.js";

test("sizes are said in the unit that fits", () => {
  assert.equal(sizeInWords(300), "1 kB");
  assert.equal(sizeInWords(204_800), "200 kB");
  assert.equal(sizeInWords(5_242_880), "5.0 MB");
});

test("the time left follows from the mean speed", () => {
  assert.equal(secondsLeft(250, 1000, 10), 30);
});

test("nothing sent yet gives no promise", () => {
  assert.equal(secondsLeft(0, 1000, 10), 0);
});

test("a refusal is read from problem JSON", () => {
  assert.equal(refusalIn('{"detail": "太大了"}'), "太大了");
});

test("an answer that is no JSON leaves the general words", () => {
  assert.equal(refusalIn("<html>502</html>"), undefined);
});
