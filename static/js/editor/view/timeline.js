/** The strip under the picture of a clip: walking, playing, scrubbing, and the key frames of the chosen track. */
/** @import { Room } from "./parts.js" */
/** @import { EditorState } from "../store/state.js" */
import { keysOf, spansOf } from "../model/track.js";
import { colourOf } from "../model/ontology.js";
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { icon } from "./icons.js";
import { button, iconButton, setWord } from "./parts.js";
import { trackStrip } from "./track_strip.js";

/** The knob of the slider is this wide: its middle travels half of it less than the whole way. */
const KNOB_PX = 28;
const TICK_PX = 3;

/** @param {number} frame @param {number} frames @param {number} width */
function placeOf(frame, frames, width) {
  return KNOB_PX / 2 + ((width - KNOB_PX) * frame) / Math.max(frames - 1, 1);
}

/** Where the chosen tracks are seen, and their key frames as ticks. @param {HTMLCanvasElement} canvas @param {EditorState} state */
function paintTracks(canvas, state) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.clearRect(0, 0, width, height);
  const frames = state.sequence?.frames ?? 1;
  const rows = state.selection.slice(0, 4);
  rows.forEach((track, row) => {
    const keys = keysOf(state.history.present, track);
    if (keys.length === 0) return;
    const [top, bottom] = [(height * row) / rows.length, (height * (row + 1)) / rows.length];
    brush.fillStyle = colourOf(state.ontology, keys[0].label);
    brush.globalAlpha = 0.35;
    for (const { from, to } of spansOf(keys, frames)) {
      const left = placeOf(from, frames, width) - TICK_PX;
      brush.fillRect(left, top + 2, placeOf(to, frames, width) + TICK_PX - left, bottom - top - 4);
    }
    brush.globalAlpha = 1;
    for (const key of keys) {
      const x = placeOf(key.frame ?? 0, frames, width);
      if (key.outside) brush.fillRect(x - TICK_PX / 2, (top + bottom) / 2 - 1, TICK_PX, 2);
      else brush.fillRect(x - TICK_PX / 2, top, TICK_PX, bottom - top);
    }
  });
}

/** @param {Room} room */
function walkButtons(room) {
  const { t } = room;
  const step = (/** @type {string} */ name, /** @type {string} */ look, kind = "") => {
    const node = iconButton(room, { icon: look, text: t(name), action: name });
    if (kind) node.classList.add(kind);
    return node;
  };
  const play = button(room, { icon: "play", text: t("play"), action: "play", kind: "quiet play" });
  return {
    play,
    before: [step("frame_first", "frame_first", "wide-only"), step("key_previous", "key_previous"), step("frame_previous_far", "frame_far_back", "wide-only"), step("frame_previous", "frame_back")],
    after: [step("frame_next", "frame_on"), step("frame_next_far", "frame_far_on", "wide-only"), step("key_next", "key_next"), step("frame_last", "frame_last", "wide-only")],
  };
}

/** @param {Room} room */
export function timeline(room) {
  const { t, dispatch } = room;
  const { play, before, after } = walkButtons(room);
  const place = element("span", { class: "frame-place", role: "status" });
  const speed = button(room, { text: "", action: "faster", kind: "quiet speed" });
  const ticks = element("canvas", { class: "ticks", "aria-hidden": "true" });
  const slider = element("input", { type: "range", class: "scrubber", min: 1, step: 1, "aria-label": t("timeline") });
  on(slider, { input: () => dispatch(`frame:${Number(slider.value) - 1}`) });
  const strip = trackStrip(room);
  const node = element(
    "section", { class: "timeline", "aria-label": t("timeline") },
    element("div", { class: "walk" }, ...before, play, ...after, place, speed),
    element("div", { class: "scrub" }, ticks, slider),
    strip.node,
  );
  const renderWalk = watching(
    (state) => [state.sequence, state.frame, state.wanted, state.playing, state.speed],
    (state) => {
      const frames = state.sequence?.frames ?? 1;
      setAttributes(slider, { max: frames });
      if (slider.value !== String(state.wanted + 1)) slider.value = String(state.wanted + 1);
      const text = t("frame_place", { frame: state.frame + 1, frames });
      slider.setAttribute("aria-valuetext", text);
      setText(place, text);
      setAttributes(node, { "data-waiting": state.wanted !== state.frame, "data-frame": state.frame });
      setWord(play, t(state.playing ? "stop" : "play"));
      play.querySelector("svg")?.replaceWith(icon(state.playing ? "pause" : "play"));
      setWord(speed, t("speed", { speed: state.speed }));
    },
  );
  const renderTicks = watching(
    (state) => [state.sequence, state.history.present, state.selection, state.stage],
    (state) => paintTracks(ticks, state),
  );
  const render = (/** @type {EditorState} */ state) => {
    setAttributes(node, { hidden: !state.sequence });
    if (!state.sequence) return;
    renderWalk(state);
    renderTicks(state);
    strip.render(state);
  };
  return { node, render };
}
