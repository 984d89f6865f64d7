/** What can be done with the chosen track at this frame, in words. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { OCCLUDED } from "../commands/sequence_actions.js";
import { canSplit } from "../commands/tracks.js";
import { labelRule } from "../model/ontology.js";
import { isSeenAt, keyAt, keysOf, shapeAt } from "../model/track.js";
import { element, setAttributes, watching } from "./dom.js";
import { button, setWord } from "./parts.js";

/** @param {EditorState} state @param {string} track */
function hasOccluded(state, track) {
  const [key] = keysOf(state.history.present, track);
  return Boolean(key && labelRule(state.ontology, key.label)?.attributes?.some((rule) => rule.name === OCCLUDED));
}

/** @param {Room} room */
export function trackStrip(room) {
  const { t } = room;
  const outside = button(room, { icon: "hide", text: t("outside_on"), action: "outside", kind: "quiet", pressed: false });
  const occluded = button(room, { icon: "cover", text: t("occluded"), action: "occluded", kind: "quiet", pressed: false });
  const keyAdd = button(room, { icon: "key_add", text: t("key_add"), action: "key_add", kind: "quiet" });
  const keyRemove = button(room, { icon: "remove", text: t("key_remove"), action: "key_remove", kind: "quiet" });
  const split = button(room, { icon: "split", text: t("split"), action: "split", kind: "quiet" });
  const merge = button(room, { icon: "join", text: t("merge"), action: "merge", kind: "quiet", pressed: false });
  const cancel = button(room, { icon: "close", text: t("cancel"), action: "merge_cancel", kind: "quiet" });
  const copy = button(room, { icon: "copy", text: t("propagate"), action: "panel:propagate", kind: "quiet" });
  const actions = element("div", { class: "track-actions", role: "group", "aria-label": t("track") }, outside, occluded, keyAdd, keyRemove, split, merge, cancel, copy);
  const hint = element("p", { class: "hint" }, t("track_hint"));
  const node = element("div", { class: "track-strip" }, hint, actions);
  const render = watching(
    (state) => [state.history.present, state.selection, state.frame, state.joining, state.ontology],
    (state) => {
      const [track] = state.selection;
      const keys = keysOf(state.history.present, track ?? "");
      setAttributes(hint, { hidden: keys.length > 0 });
      setAttributes(actions, { hidden: keys.length === 0 });
      if (keys.length === 0) return;
      const shape = shapeAt(keys, state.frame);
      const key = keyAt(keys, state.frame);
      const isGone = !isSeenAt(keys, state.frame);
      setWord(outside, t(isGone ? "outside_off" : "outside_on"));
      setAttributes(outside, { "aria-pressed": String(isGone) });
      const value = shape?.attributes[OCCLUDED];
      setAttributes(occluded, { hidden: !hasOccluded(state, track), disabled: !shape, "aria-pressed": String(Boolean(value) && value !== "0") });
      setAttributes(keyAdd, { hidden: key !== null, disabled: isGone });
      setAttributes(keyRemove, { hidden: key === null });
      setAttributes(split, { disabled: !canSplit(keys, state.frame) });
      const isOther = state.joining !== null && state.joining !== track;
      setWord(merge, t(isOther ? "merge_now" : "merge"));
      setAttributes(merge, { "aria-pressed": String(state.joining !== null) });
      setAttributes(cancel, { hidden: state.joining === null });
    },
  );
  return { node, render };
}
