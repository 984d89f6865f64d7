/** Her questions: kept on this device until the server has them; answers are looked for while she works on. */
/** @import { Store } from "../store/store.js" */
/** @import { Http } from "./http.js" */
/** @import { Storage } from "./types.js" */
/** @import { Unsent } from "../model/question.js" */
import { shapeById } from "../model/document.js";
import { newId } from "../model/ids.js";
import { markOf, newAnswers } from "../model/question.js";
import { shownIn } from "../store/state.js";
import { Refusal } from "./http.js";

const LATER = new Set(["offline", "busy", "session"]);
const LONGEST = 500;

export class Questions {
  #store;
  #storage;
  #http;
  #project;
  #note;
  /** @type {readonly Unsent[]} */ #unsent = [];
  /** @type {Set<number>} */ #told = new Set();
  /** @type {Promise<void>} */ #sending = Promise.resolve();

  /** @param {{store: Store, storage: Storage, http: Http, project: string}} parts */
  constructor({ store, storage, http, project }) {
    this.#store = store;
    this.#storage = storage;
    this.#http = http;
    this.#project = project;
    this.#note = `questions-${project}`;
  }

  async open() {
    const kept = await this.#storage.get("notes", this.#note);
    this.#unsent = [...(kept?.unsent ?? []), ...this.#unsent];
    this.#told = new Set(kept?.told ?? []);
    this.#show();
    await this.flush();
    await this.look();
  }

  /** About the chosen object, or about the whole picture. @param {string} text */
  async ask(text) {
    const { state } = this.#store;
    const words = text.trim().slice(0, LONGEST);
    if (!words || !state.assignment) return;
    const shape = state.selection.length > 0 ? shapeById(shownIn(state), state.selection[0]) : null;
    const frame = state.sequence ? state.frame : 0;
    this.#unsent = [...this.#unsent, { key: newId(), assignment: String(state.assignment), text: words, mark: markOf(shape), frame }];
    this.#show();
    this.#store.update({ panel: "", notice: { key: "question_kept", tone: "calm" } });
    await this.#keep();
    await this.flush();
    await this.look();
  }

  /** Send what waits, one after the other; without a network it waits on. @returns {Promise<void>} */
  flush() {
    this.#sending = this.#sending.then(() => this.#sendAll());
    return this.#sending;
  }

  async #sendAll() {
    while (this.#unsent.length > 0) {
      const [{ assignment, ...body }] = this.#unsent;
      try {
        await this.#http.call("POST", `/api/v1/assignments/${assignment}/questions`, body);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (LATER.has(error.kind)) return;
        this.#store.update({ notice: { key: "question_refused", values: { detail: error.message }, tone: "warn" } });
      }
      this.#unsent = this.#unsent.slice(1);
      this.#show();
      await this.#keep();
    }
  }

  /** What was answered meanwhile; cut on the way, it is looked for later. */
  async look() {
    let questions;
    try {
      ({ questions } = (await this.#http.call("GET", `/api/v1/projects/${this.#project}/questions`)).body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return;
    }
    this.#store.update({ questions });
    const fresh = newAnswers(questions, this.#told);
    if (fresh.length === 0) return;
    if (this.#store.state.panel === "questions") return this.tell();
    // What she is being told now may matter more; the next look tells it.
    if (this.#store.state.notice !== null) return;
    this.#store.update({ notice: { key: "question_answered", values: { count: fresh.length }, tone: "calm", action: { key: "question_look", effect: "questions" } } });
  }

  /** She has them before her eyes. */
  async tell() {
    for (const one of newAnswers(this.#store.state.questions, this.#told)) this.#told.add(one.id);
    if (this.#store.state.notice?.key === "question_answered") this.#store.update({ notice: null });
    await this.#keep();
  }

  #show() {
    this.#store.update({ unsentQuestions: this.#unsent });
  }

  async #keep() {
    const value = { unsent: this.#unsent, told: [...this.#told] };
    await this.#storage.write([{ store: "notes", key: this.#note, value }]).catch((error) => {
      // It is still sent from this window.
      console.warn("a question could not be kept on this device", error);
    });
  }
}
