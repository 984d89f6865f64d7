/** "My device": what is kept here, what waits, what can be taken along, and what to do when nothing else helps. */
/** @import { Room } from "./parts.js" */
/** @import { Sheet } from "./sheets.js" */
/** @import { DeviceFacts, EditorState, OfflineBag } from "../store/state.js" */
import { element } from "./dom.js";
import { button } from "./parts.js";

const MEGABYTE = 1_000_000;

/** @param {number} milliseconds @returns {{key: string, values: Record<string, number>}} text of a span in her words */
function spanText(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  if (days > 0) return { key: "span_days", values: { days, hours } };
  return hours > 0 ? { key: "span_hours", values: { hours, minutes: minutes % 60 } } : { key: "span_minutes", values: { minutes } };
}

/** @param {number} bytes as megabytes; what is there is never called 0.0 */
function megabytes(bytes) {
  return bytes > 0 && bytes < MEGABYTE / 20 ? "<0.1" : (bytes / MEGABYTE).toFixed(1);
}

/** "Saturday 14:05", from the server's own time. @param {string} moment RFC 3339 @param {string} locale */
function dayAndHour(moment, locale) {
  const language = locale.startsWith("zh") ? "zh-CN" : "en-GB";
  return new Date(moment).toLocaleString(language, { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
}

/** @param {Room} room @param {DeviceFacts} device */
function facts({ t }, device) {
  const span = device.leaseLeftMs === null ? null : spanText(device.leaseLeftMs);
  /** @type {[string, string][]} */
  const rows = [
    [t("device_open"), t("pictures_count", { count: device.open })],
    [t("device_waiting"), t("pictures_count", { count: device.waiting })],
  ];
  if (device.refused > 0) rows.push([t("device_refused"), t("pictures_count", { count: device.refused })]);
  if (device.unreadable > 0) rows.push([t("device_unreadable"), t("records_count", { count: device.unreadable })]);
  rows.push([t("device_pictures"), t("pictures_and_size", { count: device.pictureCount, size: megabytes(device.pictureBytes) })]);
  if (span) rows.push([t("device_lease"), t(span.key, span.values)]);
  return element("dl", { class: "device-facts" }, ...rows.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

/** @param {Room} room @param {OfflineBag} bag */
function progress({ t, locale }, bag) {
  const values = { done: bag.done, count: bag.count, bytes: megabytes(bag.bytes), total: megabytes(bag.total), when: bag.until ? dayAndHour(bag.until, locale) : "" };
  const key = bag.phase === "ready" && bag.count === 0 ? "bag_empty" : `bag_${bag.phase}`;
  const bar = bag.phase === "fetching" && bag.total > 0 ? element("progress", { max: bag.total, value: bag.bytes, "aria-label": t("bag_title") }) : null;
  return element("div", { class: "bag-progress", "data-bag": bag.phase }, bar ?? "", element("p", { role: "status" }, t(key, values)));
}

/** @param {Room} room @param {EditorState} state */
function takeAlong(room, { offlineBag }) {
  const { t } = room;
  const isBusy = offlineBag?.phase === "fetching";
  const start = button(room, { icon: "download", text: t("bag_fetch"), action: "fetch_bag", kind: "main" });
  start.disabled = isBusy;
  return element("section", { class: "device-part" }, element("h3", {}, t("bag_title")), element("p", { class: "hint" }, t("bag_text")), offlineBag ? progress(room, offlineBag) : "", start);
}

/** @param {Room} room @param {DeviceFacts} device */
function lasting(room, device) {
  const { t } = room;
  if (device.isLasting) return element("p", { class: "hint" }, t("lasting_yes"));
  const ask = button(room, { text: t("lasting_ask"), action: "ask_to_last", kind: "quiet" });
  return element("div", { class: "device-lasting" }, element("p", { class: "hint" }, t("lasting_no")), device.isLasting === false ? ask : "");
}

/** @param {Room} room @returns {Sheet} */
export function deviceSheet(room) {
  const { t } = room;
  const row = (/** @type {(Node | string)[]} */ ...controls) => element("div", { class: "row" }, ...controls);
  return {
    title: "my_device",
    reads: (state) => [state.device, state.offlineBag],
    build: (state) => {
      if (!state.device) return [element("p", { class: "hint" }, t("counting"))];
      return [
        facts(room, state.device),
        row(button(room, { icon: "send", text: t("send_now"), action: "send_now", kind: state.device.waiting > 0 ? "main" : "quiet" })),
        takeAlong(room, state),
        element("section", { class: "device-part" }, element("h3", {}, t("room_title")), lasting(room, state.device), row(button(room, { text: t("make_room"), action: "free_pictures", kind: "quiet" }))),
        element("section", { class: "device-part" }, element("h3", {}, t("save_title")), element("p", { class: "hint" }, t("save_text")), row(button(room, { icon: "download", text: t("save_unsent"), action: "save_unsent", kind: "quiet" }))),
      ];
    },
  };
}
