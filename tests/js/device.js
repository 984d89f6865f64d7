/** One device with the editor's machinery on it, without a browser: what main.js joins, over fakes of disk and network. */
import { initialState } from "../../static/js/editor/store/state.js";
import { Store } from "../../static/js/editor/store/store.js";
import { ActiveTime } from "../../static/js/editor/sync/active_time.js";
import { Desk } from "../../static/js/editor/sync/desk.js";
import { DeviceMemory } from "../../static/js/editor/sync/device_memory.js";
import { DraftSync } from "../../static/js/editor/sync/drafts.js";
import { Http } from "../../static/js/editor/sync/http.js";
import { LabelVersions } from "../../static/js/editor/sync/label_versions.js";
import { fetchLesson } from "../../static/js/editor/sync/lessons.js";
import { MemoryStorage } from "../../static/js/editor/sync/memory_storage.js";
import { MyDevice } from "../../static/js/editor/sync/my_device.js";
import { fetchOfflineBag } from "../../static/js/editor/sync/offline_bag.js";
import { Outbox } from "../../static/js/editor/sync/outbox.js";
import { Pictures } from "../../static/js/editor/sync/pictures.js";
import { Session } from "../../static/js/editor/sync/session.js";
import { fetchTheirs, resolve } from "../../static/js/editor/sync/two_devices.js";
import { dispatcher } from "../../static/js/editor/tools/dispatch.js";
import { performing } from "../../static/js/editor/commands/actions.js";
import { addShapes } from "../../static/js/editor/commands/shapes.js";
import { ONTOLOGY, box } from "./scene.js";

/** @param {{fetch: any}} server @param {MemoryStorage} [storage] the disk outlives a killed tab */
export function device(server, storage = new MemoryStorage()) {
  const store = new Store({ ...initialState(ONTOLOGY), stage: { width: 400, height: 200 } });
  const http = new Http(server.fetch, "token");
  let now = 0;
  const clock = () => now;
  const time = new ActiveTime(clock);
  /** @type {[string, string, number][]} */
  const troubles = [];
  const memory = new DeviceMemory({ storage, report: (...trouble) => troubles.push(trouble) });
  const desk = new Desk({ store, storage, memory, time, onDiskBroken: () => troubles.push(["full", "steps", 1]) });
  /** @type {import("../../static/js/editor/sync/http.js").Refusal[]} */
  const refusals = [];
  const drafts = new DraftSync({
    desk, store, http, clock,
    onRefusal: (refusal) => {
      refusals.push(refusal);
      if (refusal.code === "older_draft") fetchTheirs(devices, session.openCount);
    },
  });
  const outbox = new Outbox({
    storage, http,
    events: { onSent: async (work, receipt) => {
      await session.sent(work);
      await fetchLesson({ http, store }, work, receipt);
    }, onRefused: (work, refusal) => session.refused(work, refusal), onBlocked: (refusal) => refusals.push(refusal) },
  });
  const pictures = new Pictures({ storage, fetcher: server.fetch, decode: async () => /** @type {any} */ ({ width: 100, close() {} }) });
  const facts = /** @type {any} */ ({ ontology: { version: 1, document: ONTOLOGY } });
  const labels = new LabelVersions({ project: "7", storage, http, facts });
  const session = new Session({ project: "7", store, storage, memory, http, desk, drafts, outbox, pictures, time, labels, locale: "zh_CN", show: () => undefined });
  const mine = new MyDevice({ store, storage, memory, desk, drafts, outbox, pictures, session, keeper: undefined });
  const devices = { project: "7", store, desk, drafts, http };
  return {
    resolve: (/** @type {"mine" | "theirs"} */ choice) => resolve(devices, choice),
    mine, pictures, troubles,
    takeAlong: () => fetchOfflineBag({ project: "7", store, http, session, pictures }),
    store, storage, desk, drafts, outbox, session, refusals, time,
    dispatch: dispatcher(store, {}),
    draw: (/** @type {string} */ id, /** @type {number[]} */ place) => store.run(performing(addShapes([box(id, place)]))),
    pass: (/** @type {number} */ milliseconds) => { now += milliseconds; },
    shapes: () => store.state.history.present.shapes.map((shape) => shape.id),
    /** The tab is gone: timers die, nothing more is sent. */
    kill: () => {
      drafts.stop();
      outbox.stop();
    },
  };
}
