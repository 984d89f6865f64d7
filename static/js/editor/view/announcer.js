/** Says in words what the eye sees change: what is selected, which edge is in hand, where the work is kept. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { boundsOfShape } from "../model/hit.js";
import { hasPlace } from "../model/kinds.js";
import { labelRule, labelTitle } from "../model/ontology.js";
import { shownIn } from "../store/state.js";
import { element, setText, watching } from "./dom.js";
import { edgeKey } from "./nudge_pad.js";

/** "Saving" and "kept" change with each stroke: only a change for the worse, and its end, is worth a word. */
const WORTH_SAYING = ["offline", "session", "full"];

/** @param {Room} room @param {EditorState} state */
function selectionText({ t, locale }, state) {
  const { selection, handle, ontology } = state;
  if (selection.length > 1) return t("objects_count", { count: selection.length });
  const { shapes } = shownIn(state);
  const at = shapes.findIndex((shape) => shape.id === selection[0]);
  if (at < 0) return t("say_none", { total: shapes.length });
  const shape = shapes[at];
  const label = labelRule(ontology, shape.label);
  const bounds = boundsOfShape(shape);
  const size = hasPlace(shape) ? t("say_size", { width: Math.round(bounds.width), height: Math.round(bounds.height) }) : "";
  const edge = handle ? t(edgeKey(handle)) : "";
  const name = label ? labelTitle(label, locale) : shape.label;
  return [t("say_object", { place: at + 1, total: shapes.length, label: name }), size, edge].filter(Boolean).join(locale.startsWith("zh") ? "，" : ", ");
}

/** @param {Room} room */
export function announcer(room) {
  const { t } = room;
  const node = element("p", { class: "announcer only-screen-reader", role: "status", "aria-live": "polite" });
  let wasBad = false;
  const sayObjects = watching(
    (state) => [state.selection, state.handle, shownIn(state)],
    (state) => {
      if (state.phase === "working") setText(node, selectionText(room, state));
    },
  );
  const sayKeeping = watching(
    (state) => [state.keeping],
    ({ keeping }) => {
      const isBad = WORTH_SAYING.includes(keeping);
      if (isBad || (wasBad && keeping === "server")) setText(node, t(`keeping_${keeping}`));
      wasBad = isBad || (wasBad && keeping !== "server");
    },
  );
  return { node, render: (/** @type {EditorState} */ state) => { sayObjects(state); sayKeeping(state); } };
}
