/** The sheet of keys: find one, change one, take the set for the other hand, print all. */
/** @import { Room } from "./parts.js" */
/** @import { Store } from "../store/store.js" */
/** @import { KeySettings } from "../store/state.js" */
/** @import { Row } from "./key_table.js" */
import { swapped, verdictOn, withKeys, withoutChange } from "../tools/key_settings.js";
import { chordOf } from "../tools/keys.js";
import { element, on, setAttributes } from "./dom.js";
import { icon } from "./icons.js";
import { capsOf, chordText, deedText, isSought, keyGroups } from "./key_table.js";

const MODIFIER = /^(?:Shift|Control|Alt|Meta|OS)(?:Left|Right)?$/;

/** @typedef {{action: string, clash: {chord: string, other: string} | null, taken: string}} Asking whose key she is choosing */

/** @param {string} text @param {() => void} run @param {string} [kind] */
function plainButton(text, run, kind = "quiet") {
  return on(element("button", { type: "button", class: `control ${kind}` }, element("span", { class: "word" }, text)), { click: run });
}

/** @param {Room} room @param {Store} store @returns {HTMLElement} */
export function keySheet(room, store) {
  return new KeySheet(room, store).node;
}

class KeySheet {
  #room;
  #store;
  #query = "";
  /** @type {Asking | null} */ #asking = null;
  #said = element("p", { class: "said", role: "status" });
  #table = element("div", { class: "key-table" });
  #tools = element("div", { class: "row key-tools" });

  /** @param {Room} room @param {Store} store */
  constructor(room, store) {
    this.#room = room;
    this.#store = store;
    const { t } = room;
    const search = element("input", { type: "search", "aria-label": t("keys_search"), placeholder: t("keys_search"), class: "key-search" });
    on(search, { input: () => this.#seek(search.value) });
    this.node = element("div", { class: "key-sheet" }, element("p", { class: "hint" }, t("keys_hint")), search, this.#tools, this.#said, this.#table);
    this.#table.addEventListener("keydown", (event) => this.#take(event), { capture: true });
    this.#show();
  }

  get #keys() {
    return this.#store.state.keys;
  }

  /** @param {string} action */
  #deed(action) {
    return deedText(this.#room, this.#store.state.ontology, action);
  }

  /** @param {string} text */
  #seek(text) {
    this.#query = text.trim().toLowerCase();
    this.#asking = null;
    this.#show();
  }

  /** @param {KeySettings} keys @param {string} words @param {string} [back] the action whose button gets the focus again */
  #change(keys, words, back) {
    this.#asking = null;
    this.#store.update({ keys });
    this.#show();
    this.#said.textContent = words;
    if (back) this.#focus(`[data-action="${CSS.escape(back)}"]`);
  }

  /** @param {string} action @param {readonly string[]} chords */
  #give(action, chords) {
    const what = this.#deed(action);
    const { t } = this.#room;
    const words = chords.length > 0 ? t("keys_now", { what, key: chordText(chords[0]) }) : t("keys_now_none", { what });
    this.#change(withKeys(this.#keys, action, chords), words, action);
  }

  /** @param {string} selector */
  #focus(selector) {
    const target = this.#table.querySelector(selector);
    if (target instanceof HTMLElement) target.focus();
  }

  /** @param {string} action */
  #ask(action) {
    this.#asking = { action, clash: null, taken: "" };
    this.#said.textContent = "";
    this.#show();
    this.#focus(".press");
  }

  /** The next key she presses is the new one; buttons of the question stay usable. @param {KeyboardEvent} event */
  #take(event) {
    const asking = this.#asking;
    if (!asking) return;
    const isForButton = event.target instanceof HTMLButtonElement && /^(?:Enter|Space)$/.test(event.code);
    if (event.code === "Tab" || isForButton || (asking.clash && event.code !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (MODIFIER.test(event.code || event.key)) return;
    const chord = chordOf(event);
    if (chord === "Escape") return this.#change(this.#keys, "", asking.action);
    this.#judge(asking.action, chord);
  }

  /** @param {string} action @param {string} chord */
  #judge(action, chord) {
    const verdict = verdictOn(this.#keys, this.#store.state.ontology, action, chord);
    if (verdict.kind === "free") return this.#give(action, [chord]);
    this.#asking = { action, clash: verdict.kind === "clash" ? { chord, other: verdict.other } : null, taken: chordText(chord) };
    this.#show();
    this.#focus(verdict.kind === "clash" ? ".asking button" : ".press");
  }

  /** @param {Asking} asking */
  #question({ action, clash, taken }) {
    const { t } = this.#room;
    const keep = plainButton(t("keys_keep"), () => this.#change(this.#keys, "", action));
    if (clash) {
      const key = chordText(clash.chord);
      const done = t("keys_now", { what: this.#deed(action), key });
      const swap = () => this.#change(swapped(this.#keys, action, clash.chord, clash.other), done, action);
      const words = t("keys_clash", { key, what: this.#deed(clash.other) });
      return [element("p", { role: "alert" }, words), element("div", { class: "row" }, plainButton(t("keys_swap"), swap, "main"), keep)];
    }
    const press = element("p", { class: "press", tabindex: "-1", role: "alert" }, taken ? t("keys_taken", { key: taken }) : t("keys_press"));
    const row = element("div", { class: "row" }, plainButton(t("keys_take_away"), () => this.#give(action, [])));
    if (action in this.#keys.changes) row.append(plainButton(t("reset"), () => this.#change(withoutChange(this.#keys, action), "", action)));
    row.append(keep);
    return [press, row];
  }

  /** @param {Row} row */
  #line(row) {
    const { action, text } = row;
    if (!action) return element("div", {}, element("dt", {}, text), element("dd", {}, capsOf(this.#room, row)));
    const asking = this.#asking;
    if (asking?.action === action) return element("div", { class: "asking" }, element("dt", {}, text), element("dd", {}, ...this.#question(asking)));
    const name = this.#room.t("keys_change", { what: text });
    const edit = element("button", { type: "button", class: "control icon-only edit-key", "data-action": action, "aria-label": name, title: name }, icon("edit"));
    on(edit, { click: () => this.#ask(action) });
    return element("div", { class: action in this.#keys.changes ? "changed" : "" }, element("dt", {}, text), element("dd", {}, capsOf(this.#room, row), edit));
  }

  #showTools() {
    const { t } = this.#room;
    const keys = this.#keys;
    const sets = /** @type {const} */ (["default", "left"]).map((set) => {
      const button = plainButton(t(`keys_set_${set}`), () => this.#change({ ...this.#keys, set }, t("keys_set_now")));
      setAttributes(button, { "aria-pressed": String(keys.set === set) });
      return button;
    });
    const isChanged = Object.keys(keys.changes).length > 0;
    const reset = isChanged ? [plainButton(t("keys_reset"), () => this.#change({ ...this.#keys, changes: {} }, t("keys_reset_done")))] : [];
    this.#tools.replaceChildren(element("div", { class: "row sets", role: "group", "aria-label": t("keys_hand") }, ...sets), ...reset, plainButton(t("keys_print"), () => print()));
  }

  #show() {
    this.#showTools();
    const query = this.#query;
    const { ontology, sequence } = this.#store.state;
    const groups = keyGroups(this.#room, ontology, this.#keys, sequence !== null)
      .map(({ title, rows }) => ({ title, rows: query ? rows.filter((row) => isSought(row, query)) : rows }))
      .filter(({ rows }) => rows.length > 0);
    const sections = groups.map(({ title, rows }) =>
      element("section", {}, element("h3", {}, title), element("dl", {}, ...rows.map((row) => this.#line(row)))),
    );
    this.#table.replaceChildren(...(sections.length > 0 ? sections : [element("p", { class: "hint" }, this.#room.t("keys_nothing_found"))]));
  }
}
