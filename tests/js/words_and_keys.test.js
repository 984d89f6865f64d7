/** Both languages whole, keys without conflict, money without floats. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { en } from "../../static/js/i18n/en/words.js";
import { zh_CN } from "../../static/js/i18n/zh_CN/words.js";
import { BINDINGS, actionFor, conflicts, keyNames } from "../../static/js/editor/tools/keys.js";
import { TOOLS } from "../../static/js/editor/tools/toolbox.js";
import { moneyText, textsIn, translator } from "../../static/js/editor/view/texts.js";
import { isSafeAddress, tokens, unescapeText } from "../../static/js/editor/view/rich_text.js";
import { ONTOLOGY } from "./scene.js";

const WORDS = textsIn("zh_CN");
const EDITOR = new URL("../../static/js/editor/", import.meta.url);
const press = (/** @type {string} */ code, more = {}) => ({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });

test("every text exists in Chinese and in English with the same places to fill", () => {
  const english = textsIn("en");
  assert.deepEqual(Object.keys(zh_CN).sort(), Object.keys(en).sort());
  assert.deepEqual(Object.keys(WORDS).sort(), Object.keys(english).sort());
  for (const [key, chinese] of Object.entries(WORDS)) {
    const places = (/** @type {string} */ text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    assert.deepEqual(places(chinese), places(english[key]), key);
    assert.match(chinese, /\p{Script=Han}|^\{/u, key);
  }
});

test("every text that the code asks for exists", () => {
  const files = readdirSync(EDITOR, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));
  for (const file of files) {
    const source = readFileSync(new URL(file, EDITOR), "utf8");
    for (const [, key] of source.matchAll(/\bt\("([a-z_]+)"/g)) assert.ok(key in zh_CN, `${file}: ${key}`);
    for (const [, key] of source.matchAll(/notice: \{ key: "([a-z_]+)"/g)) assert.ok(key in zh_CN, `${file}: ${key}`);
  }
  for (const tool of TOOLS) {
    assert.ok(`tool_${tool.name}` in WORDS && `hint_${tool.name}` in WORDS, tool.name);
    assert.ok(tool.kind === null || `hint_${tool.name}_busy` in WORDS, tool.name);
  }
});

test("every key of the sheet has its words", () => {
  for (const { action } of BINDINGS) {
    const name = action.replace(/^nudge_(left|right|up|down)/, "nudge").replace(/^answer:\d$/, "answer").replace(":", "_");
    assert.ok(`do_${name}` in WORDS, name);
  }
});

test("keys go by their place: an active input method changes nothing", () => {
  assert.equal(actionFor(press("KeyB"), ONTOLOGY), "tool:box");
  assert.equal(actionFor(press("Digit2"), ONTOLOGY), "label:car");
  assert.equal(actionFor(press("Numpad2"), ONTOLOGY), "label:car");
  assert.equal(actionFor(press("KeyZ", { ctrlKey: true }), ONTOLOGY), "undo");
  assert.equal(actionFor(press("KeyZ", { metaKey: true, shiftKey: true }), ONTOLOGY), "redo");
  assert.equal(actionFor(press("Insert"), ONTOLOGY), null);
});

test("no key means two things, and a label that steals one is found", () => {
  const thief = { labels: [{ ...ONTOLOGY.labels[0], key: "KeyB" }] };

  assert.deepEqual(conflicts(ONTOLOGY), []);
  assert.deepEqual(conflicts(thief), ["KeyB"]);
  assert.equal(actionFor(press("KeyB"), thief), "tool:box");
  assert.deepEqual(keyNames("Mod+Shift+KeyZ"), ["Ctrl", "Shift", "Z"]);
});

test("money is exact from 1/10000 of a yuan", () => {
  assert.equal(moneyText(4200, "CNY", "zh_CN"), "0.42 元");
  assert.equal(moneyText(4250, "CNY", "zh_CN"), "0.425 元");
  assert.equal(moneyText(123_450_000, "CNY", "en"), "¥12345.00");
  assert.equal(moneyText(1, "KES", "en"), "0.0001 KES");
});

test("a text fills its places and leaves unknown ones alone", () => {
  assert.equal(translator("zh_CN")("place", { place: 4, total: 10 }), "第 4/10 张");
  assert.equal(translator("en")("place", { place: 4 }), "Picture 4/{total}");
});

test("the guide keeps allowed elements only, and safe addresses", () => {
  const found = tokens('<p onclick="x()">A &amp; B</p><script>bad()</script><img src="/a.webp">');

  assert.deepEqual(found.map((token) => token.name || token.text), ["p", "A & B", "p", "bad()", "img"]);
  assert.equal(isSafeAddress("javascript:alert(1)"), false);
  assert.equal(isSafeAddress("//evil.example/x"), false);
  assert.equal(isSafeAddress("/guide/1.webp"), true);
  assert.equal(unescapeText("&lt;&#20013;&#x6587;&gt;"), "<中文>");
});
