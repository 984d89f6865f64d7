import { test } from "node:test";
import assert from "node:assert/strict";
import { compareCells } from "../../../static/js/site/table-sort.js";

const sorted = (/** @type {string[]} */ ...cells) => cells.sort(compareCells);

test("amounts with thousands sort by size, not by sign", () => {
  assert.deepEqual(sorted("1,284.30", "97.00", "12,000"), ["97.00", "1,284.30", "12,000"]);
});

test("per cents sort as numbers", () => {
  assert.deepEqual(sorted("100%", "9%", "62 %"), ["9%", "62 %", "100%"]);
});

test("a hidden cell comes after every number", () => {
  assert.deepEqual(sorted("不显示", "3", "1"), ["1", "3", "不显示"]);
});

test("an empty cell is no zero", () => {
  assert.deepEqual(sorted("", "-5", "5"), ["-5", "5", ""]);
});
