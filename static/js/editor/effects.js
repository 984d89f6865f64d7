/** What names like "submit" or "pause" do beyond changing the state. */
/** @import { Store } from "./store/store.js" */
/** @import { Session } from "./sync/session.js" */
/** @import { Desk } from "./sync/desk.js" */
/** @import { DraftSync } from "./sync/drafts.js" */
/** @import { Parts } from "./sync/two_devices.js" */
/** @import { ActiveTime } from "./sync/active_time.js" */
/** @import { MyDevice } from "./sync/my_device.js" */
/** @import { Questions } from "./sync/questions.js" */
/** @import { Effect } from "./tools/dispatch.js" */
import { lookingAt, openIn } from "./commands/proposals.js";
import { leftToVerify } from "./commands/verify.js";
import { documentFaults } from "./model/check.js";
import { fetchOfflineBag } from "./sync/offline_bag.js";
import { compare, resolve as chooseVersion } from "./sync/two_devices.js";
import { ACTIONS } from "./commands/actions.js";
import { goTo } from "./commands/sequence_actions.js";

/** Every object wants its answer. @param {Store} store @param {Session} session */
function finishVerifying(store, session) {
  const left = leftToVerify(store.state).length;
  if (left > 0) return store.update({ notice: { key: "verify_left", values: { count: left }, tone: "warn" } });
  store.update({ notice: null });
  session.submit();
}

/** Stop at what is missing, ask about an empty picture, else send. @param {Store} store @param {Session} session */
function finish(store, session) {
  const { state } = store;
  // The list of objects stands beside the picture on a desk: it stops nobody.
  if (state.phase !== "working" || !["", "objects"].includes(state.panel) || state.picture !== "ready") return;
  if (state.verify) return finishVerifying(store, session);
  const waiting = openIn(state);
  if (waiting.length > 0) {
    const action = { key: "proposals_reject_rest", effect: "proposal_reject_all" };
    const notice = { key: "proposals_wait_first", values: { count: waiting.length }, tone: /** @type {const} */ ("warn"), action };
    return store.update({ ...lookingAt(state, waiting[0]), notice });
  }
  const faults = documentFaults(state.history.present, state.ontology, state.size);
  if (faults.length > 0) {
    const notice = { key: `fault_${faults[0].code}`, values: { count: new Set(faults.map((fault) => fault.id)).size }, tone: /** @type {const} */ ("warn") };
    const frame = faults[0].frame === undefined ? {} : goTo(state, faults[0].frame);
    // A question about the whole picture has no shape to select: its panel opens.
    const place = faults[0].id ? { selection: [faults[0].id] } : { selection: [], panel: "objects" };
    return store.update({ ...frame, ...place, handle: null, notice });
  }
  if (state.history.present.shapes.length === 0) return store.update({ panel: "empty" });
  store.update({ notice: null });
  session.submit();
}

/** @param {{store: Store, session: Session, desk: Desk, drafts: DraftSync, time: ActiveTime, devices: Parts, device: MyDevice, questions: Questions, offline: import("./sync/offline_bag.js").Parts, leave: (place: string) => void, save: (name: string, text: string) => void, switchTheme: () => void}} parts
 * @returns {Record<string, Effect>} */
export function effectsOf({ store, session, desk, drafts, time, devices, device, questions, offline, leave, save, switchTheme }) {
  return {
    submit: () => finish(store, session),
    enter: () => finish(store, session),
    submit_empty: () => {
      store.update({ panel: "" });
      session.submit();
    },
    skip: (reason) => session.skip(reason),
    pause: () => {
      time.pause();
      store.update({ panel: "paused" });
      desk.keepLook();
      drafts.flush();
      session.keepForMe();
    },
    resume: () => {
      time.touch();
      store.update({ panel: "" });
    },
    device: () => {
      store.update({ panel: "device" });
      device.look();
    },
    fetch_bag: () => fetchOfflineBag(offline).then(() => device.look()),
    ask_to_last: () => device.askToLast(),
    send_now: () => device.sendNow(),
    free_pictures: () => device.freePictures(),
    save_unsent: () => device.unsent().then((text) => save("douya-unsent.json", text)),
    later: () => session.later(),
    compare: (which) => compare(store, which === "theirs"),
    resolve: (choice) => chooseVersion(devices, choice === "theirs" ? "theirs" : "mine"),
    open: (id) => {
      store.update({ notice: null });
      session.openNext(id);
    },
    take_work: () => session.takeWork(),
    retry_picture: () => session.retryPicture(),
    ask: (words) => questions.ask(words),
    questions: () => {
      store.update({ panel: "questions" });
      questions.tell().then(() => questions.look());
    },
    cheat_sheet: () => store.update({ panel: "keys" }),
    unsure_close: () => store.run((state) => ({ unsure: !state.unsure, panel: "" })),
    reset_picture_sheet: () => store.run((state) => ({ ...ACTIONS.reset_picture(state), panel: "" })),
    theme: () => switchTheme(),
    reload: () => leave("here"),
    round_result: () => leave("result"),
    go_home: () => leave("/"),
    sign_in: () => leave("sign_in"),
  };
}
