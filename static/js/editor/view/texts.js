/** Words in her language. */
import { en } from "../../i18n/en/words.js";
import { zh_CN } from "../../i18n/zh_CN/words.js";
import { KINDS } from "../model/kinds.js";

/** @typedef {keyof typeof zh_CN} TextKey */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Translate */

/** An estimate needs no more than two decimals. @param {number} amountE4 */
export function roundedMoney(amountE4) {
  return Math.round(amountE4 / 100) * 100;
}

/** The words that a kind brings along for its tool. @param {"zh_CN" | "en"} language @returns {Record<string, string>} */
function wordsOfKinds(language) {
  return Object.fromEntries(
    KINDS.flatMap(({ name, words }) => {
      if (!words) return [];
      const { tool, draw, hint, busy } = words[language];
      return [[`tool_${name}`, tool], [`do_tool_${name}`, draw], [`hint_${name}`, hint], [`hint_${name}_busy`, busy]];
    }),
  );
}

/** Every text of one language. @param {string} locale @returns {Record<string, string>} */
export function textsIn(locale) {
  return locale.startsWith("zh") ? { ...zh_CN, ...wordsOfKinds("zh_CN") } : { ...en, ...wordsOfKinds("en") };
}

/** @param {string} locale @returns {Translate} */
export function translator(locale) {
  const texts = textsIn(locale);
  return (key, values = {}) =>
    (texts[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** Money from 1/10000 of the unit: whole numbers only, two decimals or as many as the price has.
 * @param {number} amountE4 @param {string} currency @param {string} locale */
export function moneyText(amountE4, currency, locale) {
  const sign = amountE4 < 0 ? "-" : "";
  const amount = Math.abs(amountE4);
  const digits = String(amount % 10_000).padStart(4, "0").replace(/0{1,2}$/, "");
  const number = `${sign}${Math.floor(amount / 10_000)}.${digits}`;
  if (currency === "CNY") return locale.startsWith("zh") ? `${number} 元` : `¥${number}`;
  return `${number} ${currency}`;
}

/** A moment in her words: "11月28日 15:00". @param {string} moment RFC 3339 @param {string} locale */
export function momentText(moment, locale) {
  const shape = /** @type {const} */ ({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return new Intl.DateTimeFormat(locale.replace("_", "-"), shape).format(new Date(moment));
}
