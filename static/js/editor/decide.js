/** Starts the editor for a reviewer who draws what is right on one picture; afterwards she is back at the queue. */
/** @import { Translate } from "./view/texts.js" */
import { decideWords_en } from "../i18n/en/decide.js";
import { decideWords_zh_CN } from "../i18n/zh_CN/decide.js";
import { join } from "./join.js";
import { DecideHttp } from "./sync/decide.js";
import { MemoryStorage } from "./sync/memory_storage.js";
import { TrialLabels } from "./sync/trial.js";
import { showBlocked } from "./view/blocked.js";
import { translator } from "./view/texts.js";

const root = /** @type {HTMLElement} */ (document.querySelector(".editor"));
const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";
const locale = root.dataset.locale ?? "zh_CN";
const words = locale.startsWith("zh") ? decideWords_zh_CN : decideWords_en;
const usual = translator(locale);

/** @type {Translate} */
function say(key, values = {}) {
  return key.startsWith("keeping_") ? words.keeping : usual(key, values);
}

async function start() {
  const facts = JSON.parse(root.dataset.facts ?? "{}");
  const project = root.dataset.project ?? "";
  const storage = new MemoryStorage();
  const http = new DecideHttp({
    fetcher: (...asked) => fetch(...asked),
    csrf,
    person: root.dataset.person ?? "",
    assignment: facts.assignment,
    url: root.dataset.decideUrl ?? "",
    now: () => Date.now(),
  });
  const labels = new TrialLabels({ project, storage, http, facts });
  const { open, store } = join(facts, http, storage, { labels, t: say });
  store.listen(({ phase, progress }) => {
    if (http.isOver && (phase === "finished" || phase === "no_work") && progress.waiting === 0) location.assign(root.dataset.resultUrl ?? "/");
  });
  await open();
  addEventListener("beforeunload", (event) => {
    if (!http.isOver && store.state.history.past.length > 0) event.preventDefault();
  });
}

start().catch((error) => {
  console.error(error);
  showBlocked(root, "broken", usual);
});
