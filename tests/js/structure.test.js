/** The doors of the editor: who may import whom, and who may touch the browser. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const EDITOR = new URL("../../static/js/editor/", import.meta.url);
const MAY_IMPORT = /** @type {Record<string, string[]>} */ ({
  model: ["model"],
  store: ["model", "store"],
  commands: ["model", "store", "commands"],
  tools: ["model", "store", "commands", "tools"],
  sync: ["model", "store", "commands", "tools", "sync"],
  view: ["model", "store", "commands", "tools", "view", "i18n"],
});
const files = readdirSync(EDITOR, { recursive: true }).map(String).filter((name) => name.endsWith(".js"));

/** @param {string} file */
const codeOf = (file) => readFileSync(new URL(file, EDITOR), "utf8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

for (const file of files) {
  const layer = file.includes("/") ? file.split("/")[0] : "main";

  test(`${file} is short and imports only what stands before it`, () => {
    const source = readFileSync(new URL(file, EDITOR), "utf8");
    assert.ok(source.split("\n").length <= 300, "over 300 lines");
    if (layer === "main") return;
    for (const [, path] of codeOf(file).matchAll(/from "([^"]+)"/g)) {
      const target = new URL(path, new URL(file, EDITOR)).pathname;
      const found = /\/editor\/(\w+)\/|\/(i18n)\//.exec(target);
      assert.ok(MAY_IMPORT[layer].includes(found?.[1] ?? found?.[2] ?? ""), `${file} imports ${path}`);
    }
  });

  if (["model", "store", "commands"].includes(layer)) {
    test(`${file} knows no browser`, () => {
      assert.doesNotMatch(codeOf(file), /(?<![/\w])(document\.\w+\(|window\.|fetch\(|localStorage|indexedDB|navigator)/);
    });
  }

  test(`${file} hands no text to the browser as markup or code`, () => {
    assert.doesNotMatch(codeOf(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setAttribute\("(style|on\w+)"/);
  });
}
