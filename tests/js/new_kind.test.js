/** A new kind of shape is one new file and one line in the registry; its tool, icon, key, words and strip come with it. */
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { ONTOLOGY, stroke } from "./scene.js";

const CIRCLE = `/** A circle, for wheels: its middle and a spot on its edge. */
import { distance } from "./geometry.js";
import { vertexKind, verticesOf } from "./vertices.js";

const radius = ([a, b = a]) => distance(a[0], a[1], b[0], b[1]);

export const circle = vertexKind({
  name: "circle",
  closed: false,
  least: 2,
  dots: true,
  area: (shape) => Math.PI * radius(verticesOf(shape)) ** 2,
  hits: (shape, point) => distance(point.x, point.y, ...verticesOf(shape)[0]) <= radius(verticesOf(shape)),
  drawing: { least: 2, most: () => 2, dragsFirst: true, geometry: (points) => ({ points }) },
  icon: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  key: "Shift+KeyC",
  words: {
    zh_CN: { tool: "圆", draw: "画圆", hint: "{label}：从圆心拖到边。", busy: "点一下边。" },
    en: { tool: "Circle", draw: "Draw a circle", hint: "{label}: drag from the middle to the edge.", busy: "Click the edge." },
  },
});
`;

/** @type {string} */
let folder;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "douya-kind-"));
  cpSync(new URL("../../static/js", import.meta.url), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "editor/model/circle.js"), CIRCLE);
  appendFileSync(join(folder, "editor/model/all_kinds.js"), 'export { circle } from "./circle.js";\n');
});
after(() => rmSync(folder, { recursive: true }));

/** @param {string} module */
const load = (module) => import(pathToFileURL(join(folder, "editor", module)).href);

test("a made-up kind is drawn, moved, undone and sent like any other", async () => {
  const [{ toolForLabel, toolsFor }, { dispatcher }, { feed }, { initialState }, { Store }, { annotationsOf, shapesFrom }] = await Promise.all(
    ["tools/toolbox.js", "tools/dispatch.js", "tools/workbench.js", "store/state.js", "store/store.js", "model/annotation.js"].map(load),
  );
  const label = { ...ONTOLOGY.labels[0], name: "wheel", kinds: ["circle"] };
  const store = new Store({ ...initialState({ labels: [label] }), phase: "working", size: { width: 200, height: 100 }, stage: { width: 400, height: 200 }, viewport: { scale: 2, x: 0, y: 0 } });
  const dispatch = dispatcher(store, {});
  const shapes = () => store.state.history.present.shapes;

  assert.equal(toolForLabel(label, "box"), "circle");
  assert.ok(toolsFor([label]).some((/** @type {{name: string}} */ tool) => tool.name === "circle"));
  dispatch("tool:circle");
  for (const one of [stroke("down", 50, 50), stroke("move", 60, 50), stroke("up", 70, 50)]) store.run((/** @type {any} */ state) => feed(state, one));
  assert.deepEqual(shapes()[0].points, [[50, 50], [70, 50]]);
  dispatch("nudge_right_far");
  assert.deepEqual(shapes()[0].points, [[60, 50], [80, 50]]);
  assert.deepEqual(shapesFrom(annotationsOf(store.state.history.present)), { shapes: shapes(), strange: 0 });
  dispatch("undo");
  dispatch("undo");
  assert.equal(shapes().length, 0);
});

test("its key, its words and its icon are where those of all others are", async () => {
  const [{ BINDINGS, conflicts }, { translator }, { KINDS }] = await Promise.all(["tools/keys.js", "view/texts.js", "model/kinds.js"].map(load));

  assert.ok(BINDINGS.some((/** @type {{chord: string, action: string}} */ row) => row.chord === "Shift+KeyC" && row.action === "tool:circle"));
  assert.deepEqual(conflicts({ labels: [] }), []);
  assert.deepEqual(["tool_circle", "do_tool_circle", "hint_circle_busy"].map((key) => translator("zh_CN")(key)), ["圆", "画圆", "点一下边。"]);
  assert.equal(translator("en")("tool_circle"), "Circle");
  assert.ok(KINDS.find((/** @type {{name: string}} */ kind) => kind.name === "circle").icon);
});

test("every kind that is drawn spot by spot brings icon, key and words in both languages", async () => {
  const { KINDS } = await load("model/kinds.js");

  for (const kind of KINDS.filter((/** @type {{drawing?: object}} */ known) => known.drawing)) {
    assert.ok(kind.icon && kind.key, kind.name);
    for (const language of ["zh_CN", "en"]) assert.deepEqual(Object.keys(kind.words[language]), ["tool", "draw", "hint", "busy"], kind.name);
  }
});
