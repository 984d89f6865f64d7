/** What the editor's tests share: an ontology, shapes, a seeded generator, a store. */
import { documentOf } from "../../static/js/editor/model/document.js";
import { startHistory } from "../../static/js/editor/store/history.js";
import { initialState } from "../../static/js/editor/store/state.js";
import { Store } from "../../static/js/editor/store/store.js";

/** @import { Ontology, Shape } from "../../static/js/editor/model/types.js" */
/** @import { EditorState } from "../../static/js/editor/store/state.js" */
/** @import { Stroke } from "../../static/js/editor/tools/types.js" */

const ALL_KINDS = ["box", "rotated_box", "polygon", "polyline", "points", "cuboid"];

/** @type {Ontology} */
export const ONTOLOGY = {
  labels: [
    { name: "car", title: { zh_CN: "小汽车", en: "Car" }, color: "#0072B2", key: "Digit2", kinds: ALL_KINDS, attributes: [{ name: "occluded", title: { zh_CN: "被挡住", en: "Occluded" }, type: "checkbox", default: false }] },
    { name: "light", title: { zh_CN: "红绿灯", en: "Traffic light" }, kinds: ["box"], attributes: [{ name: "state", title: { zh_CN: "灯色", en: "State" }, type: "radio", values: ["red", { value: "green", title: { zh_CN: "绿", en: "Green" } }], required: true }] },
    { name: "lane", title: { zh_CN: "车道线", en: "Lane" }, kinds: ["polyline"] },
    {
      name: "walker",
      title: { zh_CN: "行人", en: "Walker" },
      kinds: ["skeleton"],
      skeleton: { points: ["head", "left_foot", "right_foot"].map((name) => ({ name, title: { zh_CN: name, en: name } })), edges: [[0, 1], [0, 2]] },
    },
    { name: "crowd", title: { zh_CN: "一片", en: "Crowd" }, kinds: ["box", "polygon"], ignore: true },
  ],
};

/** @param {string} id @param {number[]} box @param {Partial<Shape>} [more] @returns {Shape} */
export function box(id, box, more = {}) {
  return { id, kind: "box", label: "car", attributes: { occluded: false }, box, ...more };
}

/** Mulberry32: small, seeded, good enough to shuffle tests. @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (/** @type {number} */ limit) => Math.floor(next() * limit),
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[Math.floor(next() * list.length)],
  };
}

/** @param {readonly Shape[]} shapes @param {Partial<EditorState>} [more] */
export function storeWith(shapes, more = {}) {
  const doc = documentOf(shapes);
  return new Store({
    ...initialState(ONTOLOGY),
    phase: "working",
    assignment: "1",
    size: { width: 200, height: 100 },
    stage: { width: 400, height: 200 },
    viewport: { scale: 2, x: 0, y: 0 },
    history: startHistory(doc),
    kept: doc,
    ...more,
  });
}

/** @param {Stroke["type"]} type @param {number} x @param {number} y @param {Partial<Stroke>} [more] @returns {Stroke} */
export function stroke(type, x, y, more = {}) {
  return { type, point: { x, y }, shift: false, alt: false, touch: false, reach: 4, slack: 2, ...more };
}
