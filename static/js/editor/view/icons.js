/** Our own line icons, 24 x 24, always shown beside a word; those of shapes stand with their kind. */
import { KINDS } from "../model/kinds.js";

const PATHS = /** @type {const} */ ({
  select: "M5 3l14 8-6 1.5L10 19z",
  box: "M4 6h16v12H4zM2.5 4.5h3v3h-3zM18.5 4.5h3v3h-3zM2.5 16.5h3v3h-3zM18.5 16.5h3v3h-3z",
  extreme: "M12 3v4M12 17v4M3 12h4M17 12h4M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  zoom_in: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21M10.5 7.5v6M7.5 10.5h6",
  zoom_out: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21M7.5 10.5h6",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  nudge: "M12 3v18M3 12h18M9 6l3-3 3 3M9 18l3 3 3-3M6 9l-3 3 3 3M18 9l3 3-3 3",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  done: "M4 12.5l5.5 5.5L20 6.5",
  remove: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  hide: "M3 3l18 18M10 6.5A9 9 0 0 1 21 12a14 14 0 0 1-3 3.6M6 8a14 14 0 0 0-3 4 9.5 9.5 0 0 0 12 5",
  show: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 6.8-1",
  up: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  left: "M19 12H5M11 6l-6 6 6 6",
  right: "M5 12h14M13 6l6 6-6 6",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  help: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.7.4-1 .8-1 1.7M12 17h.01",
  guide: "M5 4h6a2 2 0 0 1 2 2v14a2 2 0 0 0-2-2H5zM19 4h-4a2 2 0 0 0-2 2v14a2 2 0 0 1 2-2h4z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  pause: "M8 5v14M16 5v14",
  play: "M7 4l12 8-12 8z",
  frame_on: "M9 5l7 7-7 7",
  frame_back: "M15 5l-7 7 7 7",
  frame_far_on: "M5 5l7 7-7 7M12 5l7 7-7 7",
  frame_far_back: "M12 5l-7 7 7 7M19 5l-7 7 7 7",
  frame_first: "M18 5l-9 7 9 7zM6 5v14",
  frame_last: "M6 5l9 7-9 7zM18 5v14",
  key_next: "M4 12h7M8 9l3 3-3 3M17 7l4 5-4 5-4-5z",
  key_previous: "M20 12h-7M16 9l-3 3 3 3M7 7l4 5-4 5-4-5z",
  key_add: "M12 3l6 9-6 9-6-9zM12 9v6M9 12h6",
  split: "M12 3v5M12 16v5M3 12h6M15 12h6M6 9l-3 3 3 3M18 9l3 3-3 3",
  join: "M3 12h7M14 12h7M7 9l3 3-3 3M17 9l-3 3 3 3",
  cover: "M4 5h9v9H4zM9 10h11v9H9z",
  skip: "M5 5l9 7-9 7zM18 5v14",
  unsure: "M12 3l10 18H2zM12 10v5M12 18h.01",
  close: "M6 6l12 12M18 6L6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  back: "M15 5l-7 7 7 7",
  group: "M4 4h9v9H4zM11 11h9v9h-9zM13 11V4M11 13H4",
  simplify: "M3 17l4-9 5 3 5-6 4 5M3 21h18",
  mirror: "M12 3v18M9 7L4 12l5 5M15 7l5 5-5 5",
  amodal: "M4 4h16v16H4zM8 8h8v8H8z",
  front: "M12 20V8M6 14l6-6 6 6M5 4h14",
  rear: "M12 4v12M6 10l6 6 6-6M5 20h14",
  device: "M7 2h10v20H7zM11 19h2",
  download: "M12 4v11M7 10l5 5 5-5M4 20h16",
  send: "M4 12l16-8-5 16-3-7z",
  zoom_close: "M3 8V3h5M16 3h5v5M21 16v5h-5M8 21H3v-5M9 9h6v6H9z",
});

/** @type {Readonly<Record<string, string>>} */
const OF_KINDS = Object.fromEntries(KINDS.map((kind) => [kind.name, kind.icon ?? ""]));

/** @typedef {keyof typeof PATHS} IconName */

/** @param {string} name @returns {SVGElement} */
export function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[/** @type {IconName} */ (name)] ?? (OF_KINDS[name] || PATHS.more));
  drawing.append(path);
  return drawing;
}
