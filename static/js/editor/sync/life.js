/** The life of the page: hidden, shown, online, closed, opened twice; at each turn her work is put in safety. */
/** @import { Store } from "../store/store.js" */
/** @import { ActiveTime } from "./active_time.js" */
/** @import { Desk } from "./desk.js" */
/** @import { DraftSync } from "./drafts.js" */
/** @import { Outbox } from "./outbox.js" */
/** @import { Session } from "./session.js" */

const HEARTBEAT_MS = 120_000;
const THINKING_MS = 600_000;
const DETAIL_DELAY_MS = 250;

/** @param {{store: Store, desk: Desk, drafts: DraftSync, outbox: Outbox, time: ActiveTime, session: Session}} parts */
export function listenToLife({ store, desk, drafts, outbox, time, session }) {
  for (const type of ["pointerdown", "pointermove", "keydown", "wheel"]) {
    addEventListener(type, () => store.state.panel !== "paused" && time.touch(), { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") return;
    time.pause();
    desk.keepLook();
    if (desk.work?.dirty) drafts.flush({ keepalive: true });
  });
  addEventListener("online", () => {
    outbox.flush();
    if (desk.work?.dirty) drafts.flush();
  });
  addEventListener("beforeunload", (event) => {
    // Only what neither the disk nor the server holds is worth stopping her for.
    if (desk.isDiskBroken && desk.work?.dirty) event.preventDefault();
  });
  // The lease lives on while she thinks, but not on a machine she has left.
  setInterval(() => {
    if (time.idleMs < THINKING_MS && store.state.phase === "working") drafts.flush();
  }, HEARTBEAT_MS);
  watchOtherTabs(store, desk);
  watchZoom(store, session);
}

/** The same project in two tabs: the newest goes on, the older one rests. @param {Store} store @param {Desk} desk */
function watchOtherTabs(store, desk) {
  const channel = new BroadcastChannel(`douya-editor-${location.pathname}`);
  channel.postMessage("opened");
  channel.addEventListener("message", () => {
    desk.keepLook();
    desk.clear();
    store.update({ phase: "blocked", reason: "other_tab", assignment: null });
  });
}

/** @param {import("../store/state.js").EditorState} state */
function pictureIn({ assignment, frame }) {
  return `${assignment} ${frame}`;
}

/** Fetch the full picture once the preview is too coarse for her zoom. @param {Store} store @param {Session} session */
function watchZoom(store, session) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {string | null} */
  let detailed = null;
  store.listen((state, previous) => {
    const isSame = state.viewport.scale === previous.viewport.scale && state.frame === previous.frame;
    if (isSame || pictureIn(state) === detailed || state.picture !== "ready") return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (pictureIn(state) !== pictureIn(store.state) || state.playing || !session.wantsDetail(store.state.viewport.scale * devicePixelRatio)) return;
      detailed = pictureIn(state);
      session.showDetail().catch(() => {
        detailed = null;
      });
    }, DETAIL_DELAY_MS);
  });
}
