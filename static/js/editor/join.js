/** Joins the parts of the editor into one window. */
/** @import { Bootstrap, Storage } from "./sync/types.js" */
/** @import { Http, Refusal } from "./sync/http.js" */
import { effectsOf } from "./effects.js";
import { newParts, partsIn } from "./model/guide.js";
import { initialState } from "./store/state.js";
import { Store } from "./store/store.js";
import { ActiveTime } from "./sync/active_time.js";
import { Desk } from "./sync/desk.js";
import { keepClipboard } from "./sync/clipboard.js";
import { DeviceMemory } from "./sync/device_memory.js";
import { DraftSync } from "./sync/drafts.js";
import { Film } from "./sync/film.js";
import { LabelVersions } from "./sync/label_versions.js";
import { fetchLesson } from "./sync/lessons.js";
import { listenToLife } from "./sync/life.js";
import { MyDevice } from "./sync/my_device.js";
import { isFull } from "./sync/offline_bag.js";
import { Outbox } from "./sync/outbox.js";
import { keepPictureHelp } from "./sync/picture_help.js";
import { Preferences } from "./sync/preferences.js";
import { Pictures } from "./sync/pictures.js";
import { Questions } from "./sync/questions.js";
import { Rest, listenToRest } from "./sync/rest.js";
import { Session } from "./sync/session.js";
import { fetchTheirs } from "./sync/two_devices.js";
import { dispatcher } from "./tools/dispatch.js";
import { listenToKeys } from "./view/keyboard.js";
import { translator } from "./view/texts.js";
import { buildWindow } from "./view/window.js";

const root = /** @type {HTMLElement} */ (document.querySelector(".editor"));
const clock = () => performance.now();

/** @param {string} place */
function leave(place) {
  if (place === "here") return location.reload();
  if (place === "result") return location.assign(root.dataset.resultUrl ?? "/");
  // By name: this page itself may come from the device, and opens without a session too.
  location.assign(place === "sign_in" ? `/sign-in?next=${encodeURIComponent(location.pathname)}` : place);
}

/** Hand her a file. @param {string} name @param {string} text */
function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Light or dark, kept for all pages as their own switch keeps it. */
function switchTheme() {
  const page = document.documentElement;
  const isDark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.theme = isDark ? "light" : "dark";
  document.cookie = `douya_theme=${page.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
}

/** @param {Bootstrap} facts @param {Http} http @param {Storage} storage @param {{labels?: LabelVersions, t?: import("./view/texts.js").Translate}} [own]
 * labels of another kind than those that the server keeps by version, and words beside the usual ones
 * @returns {{open: () => Promise<void>, store: Store, dispatch: (action: string) => void}} */
export function join(facts, http, storage, own = {}) {
  const locale = root.dataset.locale ?? "zh_CN";
  const store = new Store({ ...initialState(facts.ontology.document), round: root.dataset.round ?? "" });
  const time = new ActiveTime(clock);
  /** @type {ImageBitmap | null} */
  let bitmap = null;
  const show = (/** @type {ImageBitmap | null} */ next, /** @type {{frame?: number}} */ change = {}) => {
    bitmap = next;
    // A new viewport object repaints the picture layer even when the numbers are the same.
    store.run((state) => ({ viewport: { ...state.viewport }, ...change }));
  };
  const project = root.dataset.project ?? "";
  const memory = new DeviceMemory({
    storage,
    report: (kind, where, count) => {
      // A log line for whoever mends it; when it cannot be sent, the next trouble is.
      http.call("POST", "/api/v1/device-troubles", { kind, where, count }).catch((error) => console.warn("trouble not told", error));
    },
  });
  const onDiskBroken = (/** @type {unknown} */ error) => {
    const key = isFull(error) ? "disk_full" : "disk_broken";
    store.update({ notice: { key, tone: "warn", action: isFull(error) ? { key: "make_room", effect: "free_pictures" } : undefined } });
    drafts.flush();
  };
  const desk = new Desk({ store, storage, memory, time, onDiskBroken });
  const drafts = new DraftSync({ desk, store, http, clock, onRefusal: (refusal) => onDraftRefused(refusal) });
  const events = {
    onSent: async (/** @type {import("./sync/types.js").Work} */ work, /** @type {any} */ receipt) => {
      await session.sent(work);
      await fetchLesson({ http, store }, work, receipt);
    },
    onRefused: (/** @type {import("./sync/types.js").Work} */ work, /** @type {Refusal} */ refusal) => session.refused(work, refusal),
    onBlocked: (/** @type {Refusal} */ refusal) => onBlocked(refusal),
  };
  const outbox = new Outbox({ storage, http, events });
  const pictures = new Pictures({ storage, fetcher: (...asked) => http.take("GET", String(asked[0])) ?? fetch(...asked), decode: (blob) => createImageBitmap(blob) });
  const labels = own.labels ?? new LabelVersions({ project, storage, http, facts });
  const session = new Session({ project, store, storage, memory, http, desk, drafts, outbox, pictures, time, labels, locale, show, alsoKeep: facts.project.guideline?.pictures });
  new Film({ store, pictures, show, clock, current: () => session.current(), nextPaint: (run) => requestAnimationFrame(run) });
  const preferences = new Preferences({ store, storage, http });
  const questions = new Questions({ store, storage, http, project });
  const rest = new Rest({ store, storage, time, now: () => Date.now() });
  const devices = { project, store, desk, drafts, http };
  const device = new MyDevice({ store, storage, memory, desk, drafts, outbox, pictures, session, keeper: navigator.storage });

  /** @param {Refusal} refusal */
  function onBlocked(refusal) {
    const isOver = refusal.kind === "session";
    const isKnown = isOver ? store.state.notice?.key === "session_over" : store.state.keeping === "offline";
    store.update({ keeping: isOver ? "session" : "offline" });
    // Said once per cut; afterwards the words at the top say it, and the end of the bag has its own.
    if (isKnown || (!isOver && store.state.phase !== "working")) return;
    const action = isOver ? { key: "sign_in", effect: "sign_in" } : undefined;
    store.update({ notice: { key: isOver ? "session_over" : "sending_later", tone: "warn", action } });
  }

  /** @param {Refusal} refusal */
  function onDraftRefused(refusal) {
    if (refusal.code === "already_submitted") session.leaveToOther();
    else if (refusal.kind === "conflict" && refusal.code !== "not_held") fetchTheirs(devices, session.openCount);
    else if (refusal.kind === "session") onBlocked(refusal);
    else store.update({ notice: { key: `draft_${refusal.kind}`, values: { detail: refusal.message }, tone: "warn" } });
  }

  const effects = effectsOf({ store, session, desk, drafts, time, devices, device, questions, offline: { project, store, http, session, pictures }, leave, save, switchTheme });
  const dispatch = dispatcher(store, effects);
  const room = { t: own.t ?? translator(locale), locale, dispatch };
  const { stage, hand } = buildWindow(root, room, store, facts, () => bitmap, (url) => pictures.address(url));
  listenToKeys({ store, dispatch, stage, hand });
  listenToLife({ store, desk, drafts, outbox, time, session });
  keepClipboard({ store, storage, project: root.dataset.project ?? "" });
  addEventListener("online", () => preferences.flush());
  listenToRest(rest, store, () => dispatch("pause"));
  tellNews(store, newParts(partsIn(facts.project.guideline, locale)).length);
  const open = async () => {
    await preferences.open(facts.editor_settings);
    await Promise.all([rest.open(), keepPictureHelp({ store, storage, project })]);
    await session.start();
    if (!root.dataset.round) followAnswers(questions);
  };
  return { open, store, dispatch };
}

/** Behind the first picture, which must not wait for it; then now and again. @param {Questions} questions */
function followAnswers(questions) {
  const warn = (/** @type {unknown} */ error) => console.warn("questions", error);
  questions.open().catch(warn);
  addEventListener("online", () => questions.flush().then(() => questions.look()).catch(warn));
  setInterval(() => questions.look().catch(warn), 10 * 60_000);
}

/** @param {Store} store @param {number} count parts of the guideline that changed since her last picture */
function tellNews(store, count) {
  if (count > 0) store.update({ notice: { key: "guide_changed", values: { count }, tone: "calm", action: { key: "guide_look", effect: "guide" } } });
}
