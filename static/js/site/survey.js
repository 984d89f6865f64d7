/** The survey at the door: one screen a kind, kept on the device, sent once when there is a network. */
import { SurveyShelf, newKey, perPerson } from "./survey_shelf.js";
import { sendSurvey } from "./survey_send.js";

const AGAIN_MS = 15_000;

/** @param {string} name @param {ParentNode} [within] @returns {HTMLElement} */
function part(name, within = document) {
  return /** @type {HTMLElement} */ (within.querySelector(`[data-survey-${name}]`));
}

class SurveyPage {
  #form; #shelf; #post; #screens; #woman;
  #screen = 0;
  #isSending = false;
  #key = newKey();
  /** @type {"draft" | "waiting"} */
  #state = "draft";

  /** @param {HTMLFormElement} form @param {SurveyShelf} shelf @param {import("./survey_send.js").Post} post */
  constructor(form, shelf, post) {
    this.#form = form;
    this.#shelf = shelf;
    this.#post = post;
    this.#woman = form.dataset.survey ?? "";
    this.#screens = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-screen]")]);
  }

  start() {
    const kept = this.#shelf.read(this.#woman);
    if (kept) this.#fill(kept);
    this.#form.noValidate = true;
    this.#form.addEventListener("input", () => this.#changed());
    this.#form.addEventListener("keydown", (event) => this.#enter(event));
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    part("next").addEventListener("click", () => this.#go(this.#screen + 1));
    part("back").addEventListener("click", () => this.#go(this.#screen - 1));
    addEventListener("online", () => this.send());
    setInterval(() => this.send(), AGAIN_MS);
    this.#show();
    this.send();
  }

  /** @param {import("./survey_shelf.js").Kept} kept */
  #fill({ fields, screen, state, key }) {
    for (const [name, value] of Object.entries(fields)) {
      const input = this.#form.elements.namedItem(name);
      if (!(input instanceof HTMLInputElement)) continue;
      if (input.type === "checkbox") input.checked = value === "1";
      else input.value = value;
    }
    [this.#screen, this.#state, this.#key] = [Math.min(screen, this.#screens.length - 1), state, key];
  }

  /** @returns {import("./survey_shelf.js").Fields} */
  #fields() {
    const all = Object.fromEntries([...new FormData(this.#form)].map(([name, value]) => [name, String(value)]));
    const { csrf_token, client_key, ...fields } = all;
    return fields;
  }

  #keep() {
    try {
      this.#shelf.keep(this.#woman, { fields: this.#fields(), screen: this.#screen, state: this.#state, key: this.#key });
      return true;
    } catch {
      this.#say("notKept");
      return false;
    }
  }

  #changed() {
    // Other words are another sending: what may have arrived already is then corrected, not taken for this.
    [this.#state, this.#key] = ["draft", newKey()];
    part("refused").hidden = true;
    if (this.#keep()) this.#say("kept");
    this.#total();
  }

  /** @param {KeyboardEvent} event */
  #enter(event) {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || this.#screen === this.#screens.length - 1) return;
    event.preventDefault();
    this.#go(this.#screen + 1);
  }

  /** @param {number} screen */
  #go(screen) {
    this.#screen = screen;
    this.#keep();
    this.#show();
    this.#screens[screen].querySelector("input")?.focus();
  }

  #show() {
    const last = this.#screens.length - 1;
    this.#screens.forEach((screen, index) => { screen.hidden = index !== this.#screen; });
    part("back").hidden = this.#screen === 0;
    part("next").hidden = this.#screen === last;
    part("send").hidden = this.#screen !== last;
    const words = this.#form.dataset.progress ?? "";
    part("progress").textContent = words.replace("{now}", String(this.#screen + 1)).replace("{all}", String(last + 1));
    part("progress").hidden = false;
    this.#total();
  }

  #total() {
    const yuan = perPerson(this.#fields(), Number(this.#form.dataset.members));
    const { total = "", unclear = "" } = this.#form.dataset;
    part("total").textContent = yuan === null ? unclear : total.replace("{yuan}", yuan.toLocaleString("en"));
    // Nothing is asked on the first screen yet: no zero before she heard a figure.
    part("total").hidden = this.#screen === 0;
  }

  /** @param {string} name */
  #say(name) {
    part("state").textContent = this.#form.dataset[name] ?? "";
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.#state = "waiting";
    this.#keep();
    this.send();
  }

  async send() {
    if (this.#state !== "waiting" || this.#isSending) return;
    this.#isSending = true;
    this.#say("sending");
    const kept = { fields: this.#fields(), screen: this.#screen, state: this.#state, key: this.#key };
    const answer = await sendSurvey(this.#post, this.#woman, kept);
    this.#isSending = false;
    if (answer.outcome === "sent") this.#shelf.sent(this.#woman, kept.key);
    // She wrote on while it was under way: that is another sending.
    if (this.#key === kept.key) this.#answered(answer);
  }

  /** @param {import("./survey_send.js").Answer} answer */
  #answered({ outcome, words }) {
    if (outcome === "sent") {
      this.#state = "draft";
      this.#form.hidden = true;
      part("done").hidden = false;
    } else if (outcome === "refused") {
      this.#state = "draft";
      this.#keep();
      this.#say("kept");
      const note = part("refused");
      /** @type {HTMLElement} */ (note.querySelector("p")).textContent = words;
      note.hidden = false;
    } else this.#say(outcome === "sign-in" ? "signIn" : outcome);
  }
}

/** On the pages around: send what waits, and say what is left. @param {HTMLElement} note @param {SurveyShelf} shelf @param {import("./survey_send.js").Post} post */
async function sendWaiting(note, shelf, post) {
  for (const woman of shelf.waiting()) {
    const kept = shelf.read(woman);
    if (kept && (await sendSurvey(post, woman, kept)).outcome === "sent") shelf.sent(woman, kept.key);
  }
  const left = shelf.waiting();
  const words = part("words", note), links = part("links", note);
  words.textContent = (words.dataset.surveyWords ?? "").replace("{count}", String(left.length));
  links.replaceChildren(...left.map((woman) => {
    const link = document.createElement("a");
    link.href = `/women/${woman}/survey`;
    link.textContent = links.dataset.surveyLinkWords ?? "";
    const line = document.createElement("li");
    line.append(link);
    return line;
  }));
  note.hidden = left.length === 0;
}

const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-survey-person]"));
if (place) {
  const shelf = new SurveyShelf(localStorage, place.dataset.surveyPerson ?? "");
  const csrf = { value: document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "" };
  const post = { fetcher: (/** @type {Parameters<typeof fetch>} */ ...request) => fetch(...request), csrf, renewUrl: location.href };
  if (place instanceof HTMLFormElement) new SurveyPage(place, shelf, post).start();
  else sendWaiting(place, shelf, post);
}
