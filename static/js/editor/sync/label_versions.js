/** Each picture is drawn and checked with the labels it was handed out with, whatever the project has changed since. */
/** @import { Ontology } from "../model/types.js" */
/** @import { Http } from "./http.js" */
/** @import { Assignment, Bootstrap, Storage } from "./types.js" */
import { Refusal } from "./http.js";

export class LabelVersions {
  #project;
  #storage;
  #http;
  #newest;
  /** @type {Map<string, Ontology>} by version */ #known = new Map();
  /** The labels of the picture before, in an earlier sitting too. @type {Ontology | null} */ #seen = null;

  /** @param {{project: string, storage: Storage, http: Http, facts: Bootstrap}} parts */
  constructor({ project, storage, http, facts }) {
    this.#project = project;
    this.#storage = storage;
    this.#http = http;
    this.#newest = facts.ontology.document;
    this.#known.set(String(facts.ontology.version), facts.ontology.document);
  }

  /** Have the labels of all these at hand, for the time without a network too. @param {readonly Assignment[]} assignments */
  async fetchFor(assignments) {
    const versions = new Set(assignments.map((assignment) => String(assignment.ontology_version ?? "")));
    for (const version of versions) if (version && !this.#known.has(version)) await this.#have(version);
  }

  /** @param {Assignment} assignment @returns {Ontology} */
  of(assignment) {
    return this.#known.get(String(assignment.ontology_version ?? "")) ?? this.#newest;
  }

  /** What the last picture had before this page was opened: labels are often changed overnight. */
  async recall() {
    const seen = await this.#storage.get("notes", this.#seenKey).catch(() => null);
    if (Array.isArray(seen?.labels)) this.#seen = seen;
  }

  /** What is new with this picture; from now on its labels are the ones she knows. @param {Ontology} ontology @param {string} locale
   * @returns {ReturnType<typeof labelChange>} */
  changeTo(ontology, locale) {
    const before = this.#seen;
    if (before === ontology) return null;
    this.#seen = ontology;
    // Not awaited: at worst she is told once more.
    this.#storage.write([{ store: "notes", key: this.#seenKey, value: ontology }]).catch((error) => console.warn("labels seen were not kept", error));
    return before && labelChange(before, ontology, locale);
  }

  get #seenKey() {
    return `labels-seen-${this.#project}`;
  }

  /** @param {string} version */
  async #have(version) {
    const key = `labels-${this.#project}-${version}`;
    const kept = await this.#storage.get("notes", key).catch(() => null);
    if (Array.isArray(kept?.labels)) return void this.#known.set(version, kept);
    try {
      const { document } = (await this.#http.call("GET", `/api/v1/projects/${this.#project}/ontologies/${version}`)).body;
      this.#known.set(version, document);
      await this.#storage.write([{ store: "notes", key, value: document }]);
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof DOMException)) throw error;
      // The newest labels stand in until the next try; the server checks by the right ones.
      console.warn("labels of this version are not here", error);
    }
  }
}

/** What she has to know when the labels of the next picture differ from those of the last.
 * @param {Ontology} before @param {Ontology} after @param {string} locale @returns {{come: string, gone: string} | null} */
export function labelChange(before, after, locale) {
  const titles = (/** @type {Ontology} */ of, /** @type {Ontology} */ without) => {
    const names = new Set(without.labels.map((label) => label.name));
    const fresh = of.labels.filter((label) => !names.has(label.name));
    return fresh.map((label) => label.title?.[/** @type {"zh_CN"} */ (locale)] ?? label.name).join(locale.startsWith("zh") ? "、" : ", ");
  };
  const change = { come: titles(after, before), gone: titles(before, after) };
  return change.come || change.gone ? change : null;
}
