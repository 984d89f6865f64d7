/** Starts the editor as a trial of labels that are not saved yet; follows the form in the manager's other window. */
/** @import { Translate } from "./view/texts.js" */
/** @import { Bootstrap, Picture } from "./sync/types.js" */
import { trialWords_en } from "../i18n/en/trial.js";
import { trialWords_zh_CN } from "../i18n/zh_CN/trial.js";
import { join } from "./join.js";
import { MemoryStorage } from "./sync/memory_storage.js";
import { TrialHttp, TrialLabels } from "./sync/trial.js";
import { underLabels } from "./trial_labels.js";
import { showBlocked } from "./view/blocked.js";
import { translator } from "./view/texts.js";

const root = /** @type {HTMLElement} */ (document.querySelector(".editor"));
const locale = root.dataset.locale ?? "zh_CN";
const words = locale.startsWith("zh") ? trialWords_zh_CN : trialWords_en;
const usual = translator(locale);

/** Where the window else says what is kept, it says that nothing is. @type {Translate} */
function say(key, values = {}) {
  if (key.startsWith("keeping_")) return words.keeping;
  const own = /** @type {Record<string, string>} */ (words)[key.replace("trial_", "")];
  return key.startsWith("trial_") && own ? own.replace("{detail}", String(values.detail ?? "")) : usual(key, values);
}

/** All pictures are done, and the last one has left the window. @param {import("./store/state.js").EditorState} state */
function isOver({ phase, progress }) {
  return (phase === "finished" || phase === "no_work") && progress.waiting === 0;
}

async function start() {
  /** @type {Bootstrap & {pictures: readonly Picture[]}} */
  const facts = JSON.parse(root.dataset.facts ?? "{}");
  const project = root.dataset.project ?? "";
  const storage = new MemoryStorage();
  const http = new TrialHttp({ pictures: facts.pictures, currency: facts.currency, now: () => Date.now() });
  const labels = new TrialLabels({ project, storage, http, facts });
  const { open, store, dispatch } = join(facts, http, storage, { labels, t: say });
  const tell = (/** @type {string} */ key, values = {}, tone = /** @type {"calm" | "warn"} */ ("calm")) => store.update({ notice: { key, values, tone } });
  store.listen((state, previous) => {
    if (!isOver(state) || isOver(previous)) return;
    tell("trial_over");
    dispatch("take_work");
  });
  await open();
  const channel = new BroadcastChannel(`douya-labels-${project}`);
  channel.addEventListener("message", ({ data }) => {
    if (data.kind === "anybody") channel.postMessage({ kind: "here" });
    if (data.kind === "wrong") tell("trial_wrong", { detail: data.detail }, "warn");
    // The same again, as right after the start, must not touch a stroke that is being drawn.
    if (data.kind !== "labels" || JSON.stringify(data.document) === JSON.stringify(labels.of())) return;
    labels.use(data.document);
    store.run(underLabels(data.document));
    tell("trial_follows");
  });
  channel.postMessage({ kind: "here" });
}

start().catch((error) => {
  console.error(error);
  showBlocked(root, "broken", usual);
});
