/** Stands inside the page, before its sheets: what it asks for travels beside the editor's script. */
import { goAhead } from "./sync/going_ahead.js";

const told = /** @type {HTMLElement} */ (document.currentScript).dataset;
const asker = {
  project: told.project ?? "",
  person: told.person ?? "",
  url: told.url ?? "",
  csrf: document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "",
};
/** @type {any} */ (window).douyaAhead = goAhead(asker, { fetcher: (...asked) => fetch(...asked), databases: indexedDB.databases?.bind(indexedDB) });
