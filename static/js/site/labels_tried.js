/** The form of labels tells the window in which they are tried what has changed, while that window is open. */

/** So long she pauses in her typing. */
const PAUSE_MS = 500;

/** @param {Document} page */
export function followLabels(page) {
  const form = /** @type {HTMLFormElement | null} */ (page.querySelector("form[data-labels-tried]"));
  if (!form || typeof BroadcastChannel === "undefined") return;
  const channel = new BroadcastChannel(`douya-labels-${form.dataset.labelsTried}`);
  let isOpen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const tell = async () => {
    const headers = { Accept: "application/json" };
    const answer = await fetch(form.dataset.tryUrl ?? "", { method: "POST", headers, body: new FormData(form) });
    const said = await answer.json();
    channel.postMessage(answer.ok ? { kind: "labels", document: said.document } : { kind: "wrong", detail: wordsOf(said) });
  };
  const soon = () => {
    clearTimeout(timer);
    if (isOpen) timer = setTimeout(() => tell().catch((error) => console.warn("the trial was not told", error)), PAUSE_MS);
  };
  channel.addEventListener("message", ({ data }) => {
    if (data.kind !== "here") return;
    isOpen = true;
    soon();
  });
  form.addEventListener("input", soon);
  // A button of the form has loaded this page anew: what stands in it now is news to the trial.
  channel.postMessage({ kind: "anybody" });
}

/** @param {{detail?: string, title?: string, faults?: {path?: string, detail?: string}[]}} problem */
function wordsOf(problem) {
  const faults = (problem.faults ?? []).map((fault) => fault.detail ?? "").filter(Boolean);
  return faults.join("; ") || problem.detail || problem.title || "";
}
