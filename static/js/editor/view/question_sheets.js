/** Asking about the chosen object, and her questions with their answers. */
/** @import { Room } from "./parts.js" */
/** @import { Sheet } from "./sheets.js" */
/** @import { Question, Unsent } from "../model/question.js" */
/** @import { EditorState } from "../store/state.js" */
import { shapeById } from "../model/document.js";
import { labelRule, labelTitle } from "../model/ontology.js";
import { shapesOf } from "../model/question.js";
import { shownIn } from "../store/state.js";
import { element, on } from "./dom.js";
import { drawShapes, overlay } from "./overlay.js";
import { button } from "./parts.js";

const AS_DRAWN = { x: 0, y: 0, scale: 1 };

/** @param {Room} room @param {EditorState} state @param {string} name of a label */
function titleOf({ locale }, state, name) {
  const label = labelRule(state.ontology, name);
  return label ? labelTitle(label, locale) : name;
}

/** @param {Room} room @param {EditorState} state */
function about(room, state) {
  const shape = state.selection.length > 0 ? shapeById(shownIn(state), state.selection[0]) : null;
  return shape ? room.t("ask_about", { label: titleOf(room, state, shape.label) }) : room.t("ask_about_all");
}

/** @param {Room} room @returns {Sheet} */
export function askSheet(room) {
  const { t, dispatch } = room;
  return {
    title: "ask_title",
    build: (state) => {
      const words = element("textarea", { rows: 3, maxlength: 500, name: "question", "aria-label": t("ask_words"), placeholder: t("ask_words") });
      const send = button(room, { icon: "send", text: t("ask_send"), action: "ask:", kind: "main" });
      send.disabled = true;
      on(words, { input: () => { send.disabled = words.value.trim() === ""; } });
      // The words are read when she sends them, not when the sheet is built.
      on(send, { click: (event) => { event.stopImmediatePropagation(); dispatch(`ask:${words.value}`); } });
      const form = element("div", { class: "ask-form" }, element("p", {}, element("strong", {}, about(room, state))), words, element("p", { class: "hint" }, t("ask_hint")), element("div", { class: "row end" }, button(room, { text: t("my_questions"), action: "questions", kind: "quiet" }), send));
      queueMicrotask(() => words.focus());
      return [form];
    },
  };
}

/** @param {Room} room @param {Question} question */
function picture({ t }, question) {
  const image = element("img", { src: question.picture_url, alt: "", width: question.width, height: question.height, loading: "lazy" });
  const shown = shapesOf(question);
  const layers = [/** @type {const} */ (["lesson-hers", shown.hers]), /** @type {const} */ (["lesson-right", shown.right])].map(([name, shapes]) => {
    const layer = overlay(name);
    layer.node.setAttribute("viewBox", `0 0 ${question.width} ${question.height}`);
    drawShapes(layer, shapes, AS_DRAWN);
    return layer.node;
  });
  const figure = element("div", { class: "lesson-picture", role: "img", "aria-label": t("question_picture") }, image);
  figure.append(...layers);
  return figure;
}

/** @param {Room} room @param {Question} question */
function card(room, question) {
  const { t } = room;
  const told = question.answer ? element("p", { class: "answer-text" }, question.answer) : element("p", { class: "hint" }, t("question_waiting"));
  return element("li", {}, element("strong", {}, question.text), told, question.answer ? picture(room, question) : null);
}

/** @param {Room} room @param {Unsent} unsent */
function waiting({ t }, unsent) {
  return element("li", {}, element("strong", {}, unsent.text), element("p", { class: "hint" }, t("question_unsent")));
}

/** @param {Room} room @returns {Sheet} */
export function questionsSheet(room) {
  const { t } = room;
  return {
    title: "my_questions",
    reads: (state) => [state.questions, state.unsentQuestions],
    build: ({ questions, unsentQuestions }) => {
      const rows = [...unsentQuestions.map((one) => waiting(room, one)), ...questions.map((one) => card(room, one))];
      if (rows.length === 0) return [element("p", {}, t("no_questions"))];
      return [element("ul", { class: "question-list" }, ...rows)];
    },
  };
}
