/** The line under the picture: what to do now in one sentence, and the ways to ask, skip and finish. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { labelRule, labelTitle, titleIn } from "../model/ontology.js";
import { isDrawing, nextJoint } from "../tools/workbench.js";
import { element, setAttributes, setText, watching } from "./dom.js";
import { button } from "./parts.js";

/** @param {Room} room @param {EditorState} state */
function hintText({ t, locale }, state) {
  if (state.phase !== "working") return "";
  const label = labelRule(state.ontology, state.label);
  const title = label ? labelTitle(label, locale) : "";
  const joint = nextJoint(state);
  const values = { label: title, ...(joint ? { point: titleIn(joint.title, locale, joint.name), place: joint.place, total: joint.total } : {}) };
  if (isDrawing(state) && state.tool !== "select") return t(`hint_${state.tool}_busy`, values);
  if (state.selection.length > 1) return t("hint_many", { count: state.selection.length });
  if (state.selection.length === 1) return t("hint_selected");
  return t(`hint_${state.tool}`, values);
}

/** @param {Room} room */
export function foot(room) {
  const { t } = room;
  const hint = element("p", { class: "hint", role: "status" });
  const unsure = button(room, { icon: "unsure", text: t("unsure_on"), action: "unsure", kind: "quiet", pressed: false });
  const done = button(room, { icon: "done", text: t("done_next"), action: "submit", kind: "main" });
  const node = element(
    "footer", { class: "editor-foot" },
    hint,
    button(room, { icon: "guide", text: t("guide"), action: "guide", kind: "quiet" }),
    button(room, { icon: "help", text: t("keys"), action: "panel:keys", kind: "quiet" }),
    unsure,
    button(room, { icon: "skip", text: t("skip"), action: "panel:skip", kind: "quiet" }),
    done,
  );
  const render = watching(
    (state) => [state.tool, state.toolState, state.selection, state.label, state.phase, state.unsure],
    (state) => {
      setText(hint, hintText(room, state));
      setAttributes(unsure, { "aria-pressed": String(state.unsure) });
      setAttributes(done, { disabled: state.phase !== "working" });
    },
  );
  return { node, render };
}
