/** Her own keys: no two meanings on one, a set for each hand, and they follow her from device to device. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { initialState } from "../../static/js/editor/store/state.js";
import { Store } from "../../static/js/editor/store/store.js";
import { Http } from "../../static/js/editor/sync/http.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { Preferences } from "../../static/js/editor/sync/preferences.js";
import { bindingsOf, chordsOf, keySettingsFrom, swapped, verdictOn, withKeys, withoutChange } from "../../static/js/editor/tools/key_settings.js";
import { BINDINGS, actionFor, chordOf, conflicts } from "../../static/js/editor/tools/keys.js";
import { fakeServer } from "./fake_server.js";
import { ONTOLOGY } from "./scene.js";

/** @import { KeySettings } from "../../static/js/editor/store/state.js" */

/** @type {KeySettings} */
const DEFAULT = { set: "default", changes: {} };
/** @type {KeySettings} */
const LEFT = { set: "left", changes: {} };
const press = (/** @type {string} */ code, more = {}) => ({ code, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more });
const meaning = (/** @type {KeySettings} */ keys, /** @type {string} */ code, more = {}) => actionFor(press(code, more), ONTOLOGY, bindingsOf(keys));

for (const [name, keys] of /** @type {const} */ ([["default", DEFAULT], ["left", LEFT]])) {
  test(`no key of the ${name} set means two things, and every action keeps one`, () => {
    assert.deepEqual(conflicts(ONTOLOGY, bindingsOf(keys)), []);
    const digits = Array.from({ length: 9 }, (_, index) => `Digit${index + 1}`);
    assert.deepEqual(bindingsOf(keys).filter((row) => digits.includes(row.chord)), [], "digits belong to the classes");
    for (const { action } of BINDINGS) assert.notDeepEqual(chordsOf(keys, action), [], action);
  });
}

test("with the mouse in the left hand every tool has a key under the right hand", () => {
  const right = /^(?:Shift\+)?(?:Key[YUIOPHJKLNM]|Semicolon|Quote|Comma|Period|Slash|Bracket\w+|Backslash)$/;
  for (const { action } of BINDINGS) if (action.startsWith("tool:")) assert.match(chordsOf(LEFT, action)[0], right, action);
  assert.equal(meaning(LEFT, "KeyK"), "tool:box");
  assert.equal(meaning(LEFT, "KeyB"), null);
  assert.equal(meaning(LEFT, "KeyZ", { ctrlKey: true }), "undo");
  assert.equal(meaning(LEFT, "Backslash"), "undo");
});

test("a key she gives to an action works at once and frees the old one", () => {
  const keys = withKeys(DEFAULT, "tool:box", ["KeyQ"]);

  assert.equal(meaning(keys, "KeyQ"), "tool:box");
  assert.equal(meaning(keys, "KeyB"), null);
  assert.equal(meaning(withoutChange(keys, "tool:box"), "KeyB"), "tool:box");
});

test("a key in use is told by its meaning, and the two can be swapped", () => {
  assert.deepEqual(verdictOn(DEFAULT, ONTOLOGY, "tool:select", "KeyB"), { kind: "clash", other: "tool:box" });
  const keys = swapped(DEFAULT, "tool:select", "KeyB", "tool:box");

  assert.equal(meaning(keys, "KeyB"), "tool:select");
  assert.equal(meaning(keys, "KeyV"), "tool:box");
  assert.deepEqual(conflicts(ONTOLOGY, bindingsOf(keys)), []);
});

test("a key of a class clashes too, and the class keeps its button", () => {
  assert.deepEqual(verdictOn(DEFAULT, ONTOLOGY, "tool:select", "Digit2"), { kind: "clash", other: "label:car" });
  const keys = swapped(DEFAULT, "tool:select", "Digit2", "label:car");

  assert.equal(meaning(keys, "Digit2"), "tool:select");
  assert.deepEqual(Object.keys(keys.changes), ["tool:select"]);
});

test("of two keys of one action a swap takes one", () => {
  const keys = swapped(DEFAULT, "tool:box", "Backspace", "remove");

  assert.deepEqual(chordsOf(keys, "remove"), ["Delete"]);
});

for (const chord of ["Escape", "Tab", "Space", "F5", "ArrowLeft", "Shift+ArrowUp", "Mod+KeyW", "Mod+Digit1", "ShiftLeft"]) {
  test(`${chord} cannot be given away`, () => {
    assert.deepEqual(verdictOn(DEFAULT, ONTOLOGY, "tool:box", chord), { kind: "taken" });
  });
}

test("her own key wins over a new one of the table, so that an upgrade moves nothing under her fingers", () => {
  const keys = withKeys(DEFAULT, "tool:box", ["KeyU"]);

  assert.equal(meaning(keys, "KeyU"), "tool:box");
  assert.deepEqual(chordsOf(keys, "unsure"), []);
});

test("an input method that hides the place of a key leaves its letter", () => {
  assert.equal(chordOf(press("", { key: "b" })), "KeyB");
  assert.equal(chordOf(press("", { key: "7" })), "Digit7");
  assert.equal(chordOf(press("KeyB", { key: "Process" })), "KeyB");
});

test("settings of another version lose only what is unknown", () => {
  const read = keySettingsFrom({ set: "foot", changes: { "tool:box": ["KeyQ"], teleport: ["KeyT"], undo: 5 } });

  assert.deepEqual(read, { set: "default", changes: { "tool:box": ["KeyQ"] } });
  assert.deepEqual(keySettingsFrom(null), DEFAULT);
});

/** @param {ReturnType<typeof fakeServer>} server @param {MemoryStorage} [storage] */
async function atDevice(server, storage = new MemoryStorage()) {
  const store = new Store(initialState(ONTOLOGY));
  const preferences = new Preferences({ store, storage, http: new Http(server.fetch, "token") });
  await preferences.open(server.settings);
  return { store, storage, preferences };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("her keys follow her to another device", async () => {
  const server = fakeServer(1);
  const first = await atDevice(server);
  first.store.update({ keys: withKeys(DEFAULT, "tool:box", ["KeyQ"]) });
  await settled();

  const second = await atDevice(server);

  assert.deepEqual(chordsOf(second.store.state.keys, "tool:box"), ["KeyQ"]);
});

test("keys changed without a network are kept here and sent later", async () => {
  const server = fakeServer(1);
  const first = await atDevice(server);
  server.mode = "cut_before";
  first.store.update({ keys: LEFT });
  await settled();
  assert.equal(Boolean(server.settings), false);
  server.mode = "ok";

  const again = await atDevice(server, first.storage);

  assert.equal(again.store.state.keys.set, "left");
  assert.equal(server.settings.keys.set, "left");
});

test("a change on the other device replaces what lies here", async () => {
  const server = fakeServer(1);
  const first = await atDevice(server);
  first.store.update({ keys: LEFT });
  await settled();
  const second = await atDevice(server);
  second.store.update({ keys: withKeys(LEFT, "tool:box", ["KeyQ"]) });
  await settled();

  const back = await atDevice(server, first.storage);

  assert.deepEqual(chordsOf(back.store.state.keys, "tool:box"), ["KeyQ"]);
});
