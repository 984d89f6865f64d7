/** A short message at the lower edge that leaves by itself; read aloud by screen readers. */

const SHOWN_MS = 5000;

/** @param {string} text @param {"info" | "good" | "bad"} [tone] */
export function showToast(text, tone = "info") {
  const toast = document.createElement("div");
  toast.className = `toast toast-${tone}`;
  toast.setAttribute("role", tone === "bad" ? "alert" : "status");
  toast.textContent = text;
  toastShelf().append(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

function toastShelf() {
  const shelf = document.querySelector(".toasts");
  if (shelf) return shelf;
  const made = document.createElement("div");
  made.className = "toasts";
  document.body.append(made);
  return made;
}
