/** The list of objects: each shape can be reached, named and changed by keyboard and screen reader. */
/** @import { Room } from "./parts.js" */
/** @import { Shape } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
import { groupNumbers } from "../commands/groups.js";
import { boundsOfShape } from "../model/hit.js";
import { hasPlace } from "../model/kinds.js";
import { colourAt, colourOf, labelRule, labelTitle } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { frameOf, placeAt, shapeAt, spansOf, tracksOf } from "../model/track.js";
import { element, on, placeChildren, setAttributes, setText, watching } from "./dom.js";
import { faultsOf } from "./looks.js";
import { iconButton, swatch } from "./parts.js";

/** @param {string} text @param {number} number from 1 */
function groupMark(text, number) {
  const node = element("span", { class: "group-mark" }, text);
  node.style.borderColor = colourAt(number - 1);
  return node;
}

/** @param {Room} room @param {EditorState} state @param {Shape} shape @param {number} number */
function nameOf({ t, locale }, state, shape, number) {
  const label = labelRule(state.ontology, shape.label);
  const bounds = boundsOfShape(shape);
  const size = hasPlace(shape) ? t("size", { width: Math.round(bounds.width), height: Math.round(bounds.height) }) : "";
  return { title: `${number}. ${label ? labelTitle(label, locale) : shape.label}`, size };
}

/** What the list names: the shapes of a picture; of a clip every track, with the frames it is seen on.
 * @param {Room} room @param {EditorState} state @returns {{shape: Shape, span: string, isHere: boolean}[]} */
function listed({ t }, state) {
  const { sequence, frame, history } = state;
  if (!sequence) return history.present.shapes.map((shape) => ({ shape, span: "", isHere: true }));
  return [...tracksOf(history.present).values()].map((keys) => {
    const spans = spansOf(keys, sequence.frames);
    // As it is at its beginning: the list stays as it is while the clip plays.
    const shape = /** @type {Shape} */ (placeAt(keys, frameOf(keys[0])));
    const span = t("track_from_to", { from: (spans[0]?.from ?? 0) + 1, to: (spans.at(-1)?.to ?? 0) + 1 });
    return { shape, span, isHere: shapeAt(keys, frame) !== null };
  });
}

/** As many rows are laid out together: the browser leaves out those that lie outside the window, and a change
 * in one list of fifty does not make it look at a thousand. */
const ROWS_TOGETHER = 50;

/** @param {HTMLElement} place @param {readonly HTMLElement[]} rows */
function placeRows(place, rows) {
  const count = Math.ceil(rows.length / ROWS_TOGETHER);
  while (place.children.length > count) place.lastElementChild?.remove();
  while (place.children.length < count) place.append(element("ol", { class: "objects" }));
  for (let index = 0; index < count; index += 1) {
    const list = /** @type {HTMLElement} */ (place.children[index]);
    const own = rows.slice(index * ROWS_TOGETHER, (index + 1) * ROWS_TOGETHER);
    placeChildren(list, own);
    // The room it takes while nobody sees it.
    list.style.containIntrinsicBlockSize = `auto calc(${own.length} * var(--target))`;
  }
}

/** Scrolls the list alone: the panels above it must not jump away. @param {HTMLElement} panel @param {HTMLElement} row */
function bringIntoView(panel, row) {
  const [outer, inner] = [panel.getBoundingClientRect(), row.getBoundingClientRect()];
  if (inner.top < outer.top) panel.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) panel.scrollTop += inner.bottom - outer.bottom;
}

/** @param {Room} room */
export function objects(room) {
  const { t, dispatch } = room;
  const count = element("span", { class: "count" });
  const list = element("div", { class: "object-lists" });
  const empty = element("p", { class: "hint" }, t("no_objects"));
  const node = element("section", { class: "panel objects-panel", "aria-label": t("objects") }, element("h2", {}, t("objects"), " ", count), empty, list);

  /** @param {EditorState} state @param {{shape: Shape, span: string, isHere: boolean}} one @param {number} number
   * @param {number} group its number, 0 for none */
  function row(state, { shape, span, isHere }, number, group) {
    const { title, size } = nameOf(room, state, shape, number);
    const isSelected = state.selection.includes(shape.id);
    const isHidden = state.hidden.has(shape.id);
    const isLocked = state.locked.has(shape.id);
    const isFaulty = faultsOf(state, shape).length > 0;
    const pick = element(
      "button", { type: "button", class: "object", "aria-pressed": String(isSelected), "data-id": shape.id },
      swatch(colourOf(state.ontology, shape.label)),
      element("span", { class: "word" }, title),
      group ? groupMark(t("group_mark", { number: group }), group) : null,
      isFaulty ? element("span", { class: "fault-mark" }, t("to_fill")) : element("span", { class: span ? "span" : "size" }, span || size),
    );
    on(pick, { click: (event) => dispatch(`${event.altKey ? "select_one" : "select"}:${shape.id}`), dblclick: () => dispatch("zoom_close") });
    const item = element("li", { class: isHidden || !isHere ? "is-hidden" : "" }, pick);
    if (span && isSelected) {
      item.append(
        iconButton(room, { icon: "frame_first", text: t("track_start"), action: `start:${shape.id}` }),
        iconButton(room, { icon: "frame_last", text: t("track_end"), action: `end:${shape.id}` }),
      );
    }
    if (isSelected && state.round === "") item.append(iconButton(room, { icon: "help", text: t("ask"), action: "panel:ask" }));
    if (isSelected || isHidden || isLocked) {
      item.append(
        iconButton(room, { icon: isHidden ? "hide" : "show", text: t(isHidden ? "show" : "hide"), action: `toggle_hidden:${shape.id}` }),
        iconButton(room, { icon: isLocked ? "lock" : "unlock", text: t(isLocked ? "unlock" : "lock"), action: `toggle_locked:${shape.id}` }),
      );
    }
    return item;
  }

  /** Moved or reshaped: only its size is written anew. @param {Row} known @param {readonly unknown[]} signs @param {EditorState} state
   * @param {Shape} shape */
  function isResized(known, signs, state, shape) {
    const was = /** @type {Shape} */ (known.signs[0]);
    const isAlike = signs.every((sign, at) => at === 0 || sign === known.signs[at]);
    const size = known.node.querySelector(".size");
    if (!isAlike || !size || was.label !== shape.label || was.attributes !== shape.attributes) return false;
    setText(size, nameOf(room, state, shape, 0).size);
    known.signs = signs;
    return true;
  }

  /** @typedef {{node: HTMLLIElement, signs: readonly unknown[]}} Row */
  /** @type {Map<string, Row>} */
  let rows = new Map();
  /** @type {readonly string[]} */
  let shown = [];

  /** Only rows whose facts changed are built again: a list of 1,000 must not slow the hand. @param {EditorState} state */
  function freshRows(state) {
    const next = new Map();
    const groups = groupNumbers(state.history.present.shapes);
    listed(room, state).forEach((one, index) => {
      const { shape, span, isHere } = one;
      const { id } = shape;
      const group = groups.get(shape.group ?? "") ?? 0;
      const signs = [shape, index, group, span, isHere, state.selection.includes(id), state.hidden.has(id), state.locked.has(id), faultsOf(state, shape).length];
      const known = rows.get(id);
      const isSame = known && (signs.every((sign, at) => sign === known.signs[at]) || isResized(known, signs, state, shape));
      next.set(id, isSame ? known : { node: row(state, one, index + 1, group), signs });
    });
    return next;
  }

  /** Arrows walk the list; Tab goes past it, however long it is. @param {KeyboardEvent} event */
  function walk(event) {
    const buttons = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".object")]);
    const at = buttons.indexOf(/** @type {HTMLElement} */ (event.target));
    const goals = /** @type {Record<string, number>} */ ({ ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 });
    if (at < 0 || !(event.code in goals)) return;
    event.preventDefault();
    const goal = buttons[Math.max(0, Math.min(goals[event.code], buttons.length - 1))];
    goal.focus();
    dispatch(`select:${goal.dataset.id}`);
  }
  on(list, { keydown: walk });

  /** One stop of Tab in the whole list. @param {EditorState} state @param {string | undefined} focused */
  function placeStop(state, focused) {
    const ids = [...rows.keys()];
    const stop = [focused, state.selection[0], ids[0]].find((id) => id !== undefined && rows.has(id));
    for (const [id, known] of rows) {
      const pick = /** @type {HTMLElement} */ (known.node.firstElementChild);
      const index = id === stop ? 0 : -1;
      if (pick.tabIndex !== index) pick.tabIndex = index;
    }
    return stop;
  }

  const render = watching(
    (state) => [state.history.present, shownIn(state), state.selection, state.hidden, state.locked, state.faults],
    (state) => {
      const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined;
      rows = freshRows(state);
      setText(count, String(rows.size));
      setAttributes(empty, { hidden: rows.size > 0 });
      placeRows(list, [...rows.values()].map((known) => known.node));
      const stop = placeStop(state, focused);
      // What had the focus may be gone: its neighbour takes it, so that the next key is not lost.
      if (focused && stop) rows.get(stop)?.node.querySelector("button")?.focus();
      if (state.selection === shown) return;
      shown = state.selection;
      const chosen = shown[0] ? rows.get(shown[0]) : undefined;
      if (chosen) bringIntoView(node, chosen.node);
    },
  );
  return { node, render };
}
