/** Starts the editor on its page: reads the facts, joins the parts, and hands them the first picture. */
/** @import { Storage } from "./sync/types.js" */
import { installWorker } from "../site/worker.js";
import { join } from "./join.js";
import { ownerOf } from "./sync/addresses.js";
import { openDeviceStorage } from "./sync/device_storage.js";
import { readFacts } from "./sync/facts.js";
import { Http } from "./sync/http.js";
import { MemoryStorage } from "./sync/memory_storage.js";
import { showBlocked } from "./view/blocked.js";
import { translator } from "./view/texts.js";

const root = /** @type {HTMLElement} */ (document.querySelector(".editor"));
const csrf = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") ?? "";

/** @param {string} owner @returns {Promise<Storage>} */
async function openStorage(owner) {
  try {
    return await openDeviceStorage(indexedDB, owner);
  } catch (error) {
    // A browser in private mode may refuse: work goes on, kept on the server only.
    console.warn("no storage on this device", error);
    return new MemoryStorage();
  }
}

async function start() {
  const person = root.dataset.person ?? "";
  const page = { project: root.dataset.project ?? "", url: root.dataset.bootstrapUrl ?? "" };
  const isRound = root.dataset.round !== undefined;
  // Before the database is opened, which is how it was known that there is none.
  const foretold = await /** @type {{douyaAhead?: Promise<import("./sync/going_ahead.js").Foretold>}} */ (window).douyaAhead;
  const storage = await openStorage(ownerOf(person, isRound));
  const http = new Http((...asked) => fetch(...asked), csrf, { person, renewUrl: page.url, isRound, foretold });
  installWorker({ isKept: !isRound });
  const { facts, refusal } = await readFacts(http, page, storage);
  if (refusal) return showBlocked(root, refusal.kind, translator(root.dataset.locale ?? "zh_CN"));
  await join(facts, http, storage).open();
}

start().catch((error) => {
  // Whatever it is, she is told that her work is safe, and the next load may well succeed.
  console.error(error);
  showBlocked(root, "broken", translator(root.dataset.locale ?? "zh_CN"));
});
