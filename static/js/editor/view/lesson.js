/** The lesson after a check picture: a card that does not stop her, and a sheet with both answers over the picture. */
/** @import { Room } from "./parts.js" */
/** @import { Hint, Lesson, LessonView } from "../model/lesson.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Sheet } from "./sheets.js" */
import { shapesFor, wordsFor } from "../model/lesson.js";
import { labelRule, labelTitle } from "../model/ontology.js";
import { element, setAttributes, watching } from "./dom.js";
import { drawShapes, overlay } from "./overlay.js";
import { button } from "./parts.js";

const VIEWS = /** @type {const} */ (["both", "hers", "right"]);
const AS_DRAWN = { x: 0, y: 0, scale: 1 };

/** @param {Room} room @param {EditorState} state @param {Hint} hint */
function hintText({ t, locale }, state, hint) {
  const label = labelRule(state.ontology, hint.label);
  return t(`lesson_${hint.fault}`, { count: hint.count, label: label ? labelTitle(label, locale) : hint.label });
}

/** @param {Room} room @param {EditorState} state @param {Lesson} lesson */
function hints(room, state, lesson) {
  return element("ul", {}, ...lesson.hints.map((hint) => element("li", {}, hintText(room, state, hint))));
}

/** @param {EditorState} state @param {Lesson} lesson */
function lastWords({ round }, { passed }) {
  if (!round) return "lesson_paid";
  return passed ? "lesson_practice" : "lesson_again";
}

/** @param {Room} room */
export function lessonCard(room) {
  const { t } = room;
  const node = element("section", { class: "lesson-card", role: "status", "aria-label": t("lesson") });
  const render = watching(
    (state) => [state.lesson, state.panel],
    (state) => {
      const { lesson } = state;
      setAttributes(node, { hidden: lesson === null || state.panel === "lesson" });
      if (!lesson) return node.replaceChildren();
      node.replaceChildren(
        element("strong", {}, t(wordsFor(lesson), { percent: Math.round(100 * lesson.score) })),
        hints(room, state, lesson),
        element("div", { class: "row" }, button(room, { text: t("lesson_show"), action: "panel:lesson", kind: "quiet" }), button(room, { text: t("understood"), action: "lesson_close", kind: "quiet" })),
      );
    },
  );
  return { node, render };
}

/** @param {Room} room @param {Lesson} lesson @param {LessonView} view */
function picture({ t }, lesson, view) {
  const image = element("img", { src: lesson.picture_url, alt: "", width: lesson.width, height: lesson.height });
  const shown = shapesFor(lesson, view);
  const layers = [/** @type {const} */ (["lesson-hers", shown.hers]), /** @type {const} */ (["lesson-right", shown.right])].map(([name, shapes]) => {
    const layer = overlay(name);
    layer.node.setAttribute("viewBox", `0 0 ${lesson.width} ${lesson.height}`);
    drawShapes(layer, shapes, AS_DRAWN);
    return layer.node;
  });
  const figure = element("div", { class: "lesson-picture", role: "img", "aria-label": t(`lesson_view_${view}`) }, image);
  figure.append(...layers);
  return figure;
}

/** @param {Room} room @returns {Sheet} */
export function lessonSheet(room) {
  const { t } = room;
  return {
    title: "lesson",
    reads: (state) => [state.lesson, state.lessonView],
    build: (state) => {
      const { lesson, lessonView } = state;
      if (!lesson) return [];
      const views = VIEWS.map((view) => button(room, { text: t(`lesson_view_${view}`), action: `lesson_view:${view}`, kind: "quiet", pressed: view === lessonView }));
      const [first] = lesson.hints;
      const guide = first ? button(room, { icon: "guide", text: t("lesson_guide"), action: `lesson_guide:${first.label}`, kind: "quiet" }) : null;
      return [
        element("p", {}, t(wordsFor(lesson), { percent: Math.round(100 * lesson.score) })),
        hints(room, state, lesson),
        element("div", { class: "row", role: "group", "aria-label": t("lesson") }, ...views),
        picture(room, lesson, lessonView),
        element("p", { class: "hint" }, t(lastWords(state, lesson))),
        element("div", { class: "row end" }, ...(guide ? [guide] : []), button(room, { text: t("go_on"), action: "lesson_close", kind: "main" })),
      ];
    },
  };
}
