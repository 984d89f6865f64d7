import { test } from "node:test";
import assert from "node:assert/strict";
import { filesBelow, inOrder, pathOf } from "../../../static/js/site/upload_folder.js";

/** @param {string} path */
const fileAt = (path) => /** @type {any} */ ({ isDirectory: false, fullPath: path, file: (/** @type {any} */ give) => give(new File(["x"], path.split("/").at(-1) ?? "")) });
/** A folder that gives two entries at a time, as browsers give a hundred. @param {any[]} entries */
const folder = (entries) => {
  const left = [...entries];
  return /** @type {any} */ ({ isDirectory: true, createReader: () => ({ readEntries: (/** @type {any} */ give) => give(left.splice(0, 2)) }) });
};

test("folders in folders are walked to their ends, and each file knows where it lay", async () => {
  const dropped = [folder([fileAt("/day/10.jpg"), fileAt("/day/9.jpg"), folder([fileAt("/day/night/1.jpg")]), fileAt("/day/.DS_Store"), fileAt("/day/Thumbs.db")]), fileAt("/a.jpg")];

  const files = inOrder(await filesBelow(dropped));

  assert.deepEqual(files.map(pathOf), ["a.jpg", "day/9.jpg", "day/10.jpg", "day/night/1.jpg"]);
});

test("a chosen folder tells its paths itself", () => {
  const file = new File(["x"], "1.jpg");
  Object.defineProperty(file, "webkitRelativePath", { value: "street/1.jpg" });

  assert.equal(pathOf(file), "street/1.jpg");
});
