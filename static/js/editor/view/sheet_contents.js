/** What stands in each sheet. */
/** @import { Room } from "./parts.js" */
/** @import { Sheet } from "./sheets.js" */
/** @import { Store } from "../store/store.js" */
import { adjustPicture } from "../commands/actions.js";
import { simplifiable, simplifiedShapes } from "../commands/simplify.js";
import { deviceSheet } from "./device_sheet.js";
import { element, on, setText } from "./dom.js";
import { keySheet } from "./key_sheet.js";
import { lessonSheet } from "./lesson.js";
import { button } from "./parts.js";
import { askSheet, questionsSheet } from "./question_sheets.js";
import { propagateSheet } from "./propagate_sheet.js";

const SKIP_REASONS = /** @type {const} */ (["blurred", "broken", "unclear_rule", "disturbing", "other"]);
const HELP = /** @type {const} */ (["brightness", "contrast", "gamma"]);

/** @param {Room} room @param {string} key @param {...Node} buttons */
function question({ t }, key, ...buttons) {
  return [element("p", {}, t(key)), element("div", { class: "row end" }, ...buttons)];
}

/** @param {Room} room @param {Store} store */
function pictureSliders({ t }, store) {
  return HELP.map((which) => {
    const input = element("input", { type: "range", min: 0.4, max: 2.6, step: 0.1, value: store.state.help[which] });
    on(input, { input: () => store.run(adjustPicture(which, Number(input.value))) });
    return element("label", { class: "line" }, element("span", {}, t(which)), input);
  });
}

/** Light on dark ground shows some edges better. @param {Room} room @param {Store} store */
function invertSwitch({ t, dispatch }, store) {
  const input = element("input", { type: "checkbox", checked: store.state.help.invert === true });
  on(input, { change: () => dispatch("invert") });
  return element("label", { class: "check" }, input, element("span", {}, t("invert")));
}

/** The line on the picture follows the slider; the count says what it saves. @param {Room} room @param {Store} store */
function simplifySlider({ t }, store) {
  const input = element("input", { type: "range", min: 0.5, max: 20, step: 0.5, value: store.state.tolerance, "aria-label": t("simplify_text") });
  const count = element("p", { class: "hint", role: "status" });
  const tell = () => {
    const before = simplifiable(store.state);
    const fewer = new Map(simplifiedShapes(store.state).map((shape) => [shape.id, shape]));
    const points = (/** @type {readonly import("../model/types.js").Shape[]} */ shapes) => shapes.reduce((sum, shape) => sum + (shape.points?.length ?? 0), 0);
    setText(count, `${store.state.tolerance} px · ${t("simplify_count", { before: points(before), after: points(before.map((shape) => fewer.get(shape.id) ?? shape)) })}`);
  };
  on(input, { input: () => { store.update({ tolerance: Number(input.value) }); tell(); } });
  tell();
  return element("label", { class: "line" }, element("span", {}, t("simplify_text")), input, count);
}

/** @param {Room} room @param {Store} store @returns {Record<string, Sheet>} */
export function sheetContents(room, store) {
  const { t } = room;
  const ask = (/** @type {string} */ text, /** @type {string} */ action, kind = "quiet") => button(room, { text, action, kind });
  return {
    more: {
      title: "more",
      build: (state) => [
        element(
          "div", { class: "menu-list" },
          button(room, { icon: "guide", text: t("guide"), action: "guide", kind: "quiet" }),
          ...(state.round === "" ? [button(room, { icon: "send", text: t("ask"), action: "panel:ask", kind: "quiet" })] : []),
          button(room, { icon: "help", text: t("keys"), action: "panel:keys", kind: "quiet keys-entry" }),
          button(room, { icon: "sun", text: t("picture_help"), action: "panel:picture_help", kind: "quiet" }),
          button(room, { icon: "moon", text: t("switch_theme"), action: "theme", kind: "quiet" }),
          button(room, { icon: "unsure", text: t(state.unsure ? "unsure_off" : "unsure_on"), action: "unsure_close", kind: "quiet" }),
          button(room, { icon: "device", text: t("my_device"), action: "device", kind: "quiet" }),
          button(room, { icon: "pause", text: t("pause"), action: "pause", kind: "quiet" }),
          button(room, { icon: "skip", text: t("skip"), action: "panel:skip", kind: "quiet" }),
        ),
      ],
    },
    keys: { title: "keys", build: () => [keySheet(room, store)] },
    picture_help: {
      title: "picture_help",
      aside: true,
      build: () => [...pictureSliders(room, store), invertSwitch(room, store), element("div", { class: "row end" }, ask(t("reset"), "reset_picture_sheet"))],
    },
    simplify: {
      title: "simplify",
      aside: true,
      build: () => [simplifySlider(room, store), element("div", { class: "row end" }, ask(t("use"), "simplify_now", "main"))],
    },
    skip: {
      title: "skip_title",
      build: () => [
        element("p", {}, t("skip_text")),
        element("div", { class: "menu-list" }, ...SKIP_REASONS.map((reason) => ask(t(`skip_${reason}`), `skip:${reason}`))),
      ],
    },
    propagate: propagateSheet(room, store),
    empty: {
      title: "empty_title",
      build: () => question(room, "empty_text", ask(t("empty_no"), "panel:"), ask(t("empty_yes"), "submit_empty", "main")),
    },
    conflict: {
      title: "conflict_title",
      stays: true,
      aside: true,
      reads: (state) => [state.conflict, state.history],
      build: (state) => [
        element("p", {}, t("conflict_text")),
        element(
          "div", { class: "versions" },
          version(room, "mine", state.history.present.shapes.length, !state.conflict?.isTheirsShown),
          version(room, "theirs", state.conflict?.theirs.length ?? 0, Boolean(state.conflict?.isTheirsShown)),
        ),
        element("p", { class: "hint" }, t("conflict_hint")),
      ],
    },
    device: deviceSheet(room),
    lesson: lessonSheet(room),
    ask: askSheet(room),
    questions: questionsSheet(room),
    paused: {
      title: "paused_title",
      stays: true,
      build: () => question(room, "paused_text", ask(t("go_on"), "resume", "main")),
    },
  };
}

/** One of two versions: seen on the picture by one press, chosen by the other. @param {Room} room @param {"mine" | "theirs"} which @param {number} count
 * @param {boolean} isShown */
function version(room, which, count, isShown) {
  const { t } = room;
  return element(
    "div", { class: "version", "data-version": which },
    element("strong", {}, t(`conflict_${which}`)),
    element("span", { class: "big" }, t("version_count", { count })),
    button(room, { icon: "show", text: t(isShown ? "on_picture" : "show_on_picture"), action: `compare:${which}`, kind: "quiet", pressed: isShown }),
    button(room, { text: t("use_this"), action: `resolve:${which}`, kind: "main" }),
  );
}
