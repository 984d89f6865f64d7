/** Stands inside the page, before its sheets: what it asks for travels beside the editor's script. */
import { goAhead } from "./sync/going_ahead.js";

const { project = "", person = "", url = "" } = /** @type {HTMLElement} */ (document.currentScript).dataset;
const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

/** @type {any} */ (window).douyaAhead = goAhead({ project, person, url, csrf }, { fetcher: (...asked) => fetch(...asked), databases: indexedDB.databases?.bind(indexedDB) });
