/** Her own settings of the editor: kept on this device at once and on the server, so that they follow her. */
/** @import { Store } from "../store/store.js" */
/** @import { Http } from "./http.js" */
/** @import { Storage } from "./types.js" */
import { keySettingsFrom } from "../tools/key_settings.js";
import { Refusal } from "./http.js";

const NOTE = "preferences";
const ADDRESS = "/api/v1/me/editor-settings";

/** @typedef {{revision: number, keys: import("../store/state.js").KeySettings}} Settings the server's document */

export class Preferences {
  #store;
  #storage;
  #http;
  #revision = 0;
  #isUnsent = false;

  /** @param {{store: Store, storage: Storage, http: Http}} parts */
  constructor({ store, storage, http }) {
    this.#store = store;
    this.#storage = storage;
    this.#http = http;
  }

  /** The newest of what lies here and what came with the facts, into the state. @param {Settings | null | undefined} fromServer */
  async open(fromServer) {
    /** @type {(Settings & {unsent: boolean}) | undefined} */
    const here = await this.#storage.get("notes", NOTE);
    const theirs = fromServer ?? { revision: 0, keys: null };
    const isHereNewer = here !== undefined && (here.revision > theirs.revision || (here.unsent && here.revision === theirs.revision));
    this.#revision = Math.max(here?.revision ?? 0, theirs.revision);
    this.#isUnsent = isHereNewer && here.unsent;
    this.#store.update({ keys: keySettingsFrom(isHereNewer ? here.keys : theirs.keys) });
    this.#store.listen((state, previous) => {
      if (state.keys !== previous.keys) this.#keep();
    });
    await this.flush();
  }

  async #keep() {
    this.#revision += 1;
    this.#isUnsent = true;
    await this.#write();
    await this.flush();
  }

  async #write() {
    const value = { revision: this.#revision, keys: this.#store.state.keys, unsent: this.#isUnsent };
    await this.#storage.write([{ store: "notes", key: NOTE, value }]).catch((error) => {
      // The server still gets it, and the keys work in this window.
      console.warn("the settings could not be kept on this device", error);
    });
  }

  /** Send what the server does not have yet; without a network it waits for the next time. */
  async flush() {
    if (!this.#isUnsent) return;
    const revision = this.#revision;
    try {
      await this.#http.call("PUT", ADDRESS, { revision, keys: this.#store.state.keys });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const isForLater = error.kind === "offline" || error.kind === "busy" || error.kind === "session";
      if (!isForLater) this.#store.update({ notice: { key: "keys_not_kept", values: { detail: error.message }, tone: "warn" } });
      return;
    }
    if (revision !== this.#revision) return;
    this.#isUnsent = false;
    await this.#write();
  }
}
