/** Surveys on this device, each under her who writes it and the woman it is about, until the server has it. */

/**
 * @typedef {Record<string, string>} Fields
 * @typedef {{fields: Fields, screen: number, state: "draft" | "waiting", key: string}} Kept key: of what is to be sent; changed words are another sending
 */

/** 32 hexadecimal digits. `randomUUID` is missing on a plain http address in a centre. @returns {string} */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A number of yuan as e4, null where it is none; an empty field is nothing earned. @param {string} text @returns {number | null} */
export function parseYuan(text) {
  const plain = text.trim().replaceAll(",", "");
  if (plain === "") return 0;
  const found = /^(\d{1,8})(?:\.(\d{0,4}))?$/.exec(plain);
  return found ? Number(found[1]) * 10_000 + Number((found[2] ?? "").padEnd(4, "0")) : null;
}

/** Whole yuan a person, rounded down; null while an amount is no number. @param {Fields} fields @param {number} members @returns {number | null} */
export function perPerson(fields, members) {
  let sum = 0;
  for (const [kind, sign] of Object.entries({ wage: 1, business: 1, property: 1, transfer: 1, production_cost: -1 })) {
    const e4 = parseYuan(fields[kind] ?? "");
    if (e4 === null) return null;
    sum += sign * e4;
  }
  return Math.floor(sum / members / 10_000);
}

/** What one coordinator keeps on a device. */
export class SurveyShelf {
  #prefix;
  #storage;

  /** @param {Storage} storage @param {string} person */
  constructor(storage, person) {
    this.#storage = storage;
    this.#prefix = `douya-survey-${person}-`;
  }

  /** @param {string} woman @returns {Kept | null} */
  read(woman) {
    const text = this.#storage.getItem(this.#prefix + woman);
    return text === null ? null : JSON.parse(text);
  }

  /** @param {string} woman @param {Kept} kept */
  keep(woman, kept) {
    this.#storage.setItem(this.#prefix + woman, JSON.stringify(kept));
  }

  /** Only what was sent: words changed meanwhile stay. @param {string} woman @param {string} key @returns {boolean} whether nothing is left */
  sent(woman, key) {
    if (this.read(woman)?.key !== key) return false;
    this.#storage.removeItem(this.#prefix + woman);
    return true;
  }

  /** Women whose survey waits to be sent. @returns {string[]} */
  waiting() {
    const keys = Array.from({ length: this.#storage.length }, (_, index) => this.#storage.key(index) ?? "");
    const women = keys.filter((key) => key.startsWith(this.#prefix)).map((key) => key.slice(this.#prefix.length));
    return women.filter((woman) => this.read(woman)?.state === "waiting").sort();
  }
}
