/** Random work over every kind of shape, as hands and keys do it: seeded, so that a fault can be found again. */
import { feed } from "../../static/js/editor/tools/workbench.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { ONTOLOGY, seeded, storeWith, stroke } from "./scene.js";

/** Tools with a class that may be drawn by them. */
const TOOLS = /** @type {const} */ ([
  ["box", "car"], ["box", "crowd"], ["extreme", "car"], ["rotated_box", "car"], ["polygon", "car"], ["polyline", "lane"],
  ["points", "car"], ["cuboid", "car"], ["skeleton", "walker"],
]);
const KEYS = [
  "undo", "redo", "remove", "duplicate", "copy", "paste", "forward", "backward", "to_front", "to_back", "group", "ungroup",
  "nudge_left", "nudge_down_far", "nudge_right_far", "nudge_up", "grab_next", "select_next", "select_previous", "select_all", "select_none", "mirror",
  "flag_joint", "skip_joint", "simplify_now", "amodal", "answer:1", "answer:2", "next_missing", "next_question",
  "enter", "cancel", "label:car", "label:light", "joint:0 1", "joint:1 0", "joint:1 2", "lock", "show_all", "new_in_middle",
];

/** @param {number} seed @param {Parameters<typeof storeWith>[1]} [more] */
export function randomWork(seed, more) {
  const random = seeded(seed);
  const store = storeWith([], { ontology: { labels: ONTOLOGY.labels.map((label) => (label.name === "car" ? { ...label, amodal: true } : label)) }, ...more });
  const dispatch = dispatcher(store, {});
  // Hands leave the picture now and then, and come near its edges often.
  const spot = () => [random.below(280) - 40, random.below(160) - 30];
  const feedOne = (/** @type {import("../../static/js/editor/tools/types.js").Stroke["type"]} */ type, /** @type {number[]} */ [x, y], more = {}) => store.run((state) => feed(state, stroke(type, x, y, more)));

  function click() {
    const place = spot();
    const held = { shift: random.next() < 0.2, alt: random.next() < 0.2 };
    feedOne("down", place, held);
    feedOne("up", place, held);
  }

  function drag() {
    const held = { alt: random.next() < 0.15, shift: random.next() < 0.1 };
    feedOne("down", spot(), held);
    for (let step = random.below(3); step >= 0; step -= 1) feedOne("move", spot(), held);
    feedOne("up", spot(), held);
  }

  function grabHandle() {
    const { selection, history } = store.state;
    const [x, y] = history.present.shapes.find((shape) => shape.id === selection[0])?.points?.[0] ?? spot();
    feedOne("down", [x, y]);
    feedOne("move", spot());
    feedOne("up", spot());
  }

  return {
    store,
    random,
    /** One thing that a hand or a key does. */
    step() {
      const chance = random.next();
      if (chance < 0.12) {
        const [tool, label] = random.pick(TOOLS);
        store.update({ tool: random.next() < 0.3 ? "select" : tool, label, toolState: null });
      } else if (chance < 0.4) click();
      else if (chance < 0.6) drag();
      else if (chance < 0.65) grabHandle();
      else if (chance < 0.72) dispatch("enter");
      else dispatch(random.pick(KEYS));
    },
  };
}
