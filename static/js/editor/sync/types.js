/**
 * Types of what travels between this device, its storage and the server.
 *
 * @typedef {import("../model/types.js").Shape} Shape
 * @typedef {import("../model/types.js").Ontology} Ontology
 *
 * @typedef {{name: string, url: string, preview_url: string, width: number, height: number, preview_bytes?: number, bytes?: number, frame?: number | null}} Picture
 * @typedef {{annotations: Shape[], decided?: string[], active_ms: number, revision: number}} Draft decided: proposals taken or refused
 *
 * @typedef {object} Assignment
 * @property {number | string} id
 * @property {number | string} task_id
 * @property {readonly Picture[]} images of a clip every frame in order
 * @property {import("../store/state.js").Sequence | null} [sequence] of a clip its video
 * @property {number} rate_e4
 * @property {string} currency
 * @property {string} lease_expires_at
 * @property {number | null} [guideline_version] frozen when it was handed out
 * @property {string | null} [offline_until] set when it was taken along for work without a network
 * @property {number} [ontology_version] the labels it was handed out with
 * @property {import("./lease_time.js").LeaseSeen} [lease] how long it is hers, as seen when it came
 * @property {Draft | null} draft
 * @property {{source: string, annotations: import("../model/types.js").Proposal[]} | null} [prelabels]
 * @property {import("../model/fix.js").Fix | null} [fix] set when her answer came back to be mended
 * @property {"label" | "verify"} [kind]
 * @property {{source: string, objects: Shape[]} | null} [verify]
 *
 * @typedef {object} Bootstrap
 * @property {{id: number | string, name: string, guideline: import("../model/guide.js").Guideline, lease_minutes: number}} project
 * @property {{version: number | string, document: Ontology}} ontology
 * @property {import("./preferences.js").Settings | null} [editor_settings] her shortcuts
 * @property {{id: number, alias: string, locale: string, easy_mode: boolean, font_px: number}} annotator
 * @property {number} rate_e4
 * @property {string} currency
 * @property {number | null} hourly_estimate_e4
 *
 * @typedef {object} Work One assignment as this device knows it; the steps of its undo are stored beside it.
 * @property {string} id of the assignment
 * @property {string} project
 * @property {"open" | "queued" | "sent" | "refused" | "released"} state
 * @property {number} cursor how many steps are done
 * @property {number} steps how many steps are stored
 * @property {number} revision last draft revision known to the server
 * @property {number} attempted last revision that was sent, answered or not
 * @property {boolean} dirty the server does not have the latest yet
 * @property {number} activeMs
 * @property {string} submissionId
 * @property {Submission | null} submission exactly what was sent, kept until the receipt is read
 * @property {number} rate_e4
 * @property {boolean} unsure
 * @property {readonly string[]} [ticked] comments of a reviewer that she has ticked off
 * @property {import("../store/viewport.js").Viewport | null} viewport
 * @property {string} tool
 * @property {unknown} toolState
 * @property {string} label
 * @property {number} [frame] of a clip, where she was
 * @property {readonly string[]} [selection] tracks that were chosen
 * @property {readonly import("../model/types.js").ShapeFault[]} faults
 * @property {number} order place in the bag
 *
 * @typedef {{id: string, decision: "accepted" | "fixed" | "rejected"}} ProposalDecision
 * @typedef {{submission_id: string, annotations: Partial<Shape>[], active_ms: number, unsure: boolean, proposals?: ProposalDecision[]}} Submission
 *
 * @typedef {object} Bag
 * @property {string} project
 * @property {readonly Assignment[]} assignments
 * @property {number} total
 * @property {readonly {id: string, rate_e4: number, state: "queued" | "sent" | "skipped"}[]} finished
 * @property {string} reason why there is no more, in her language
 *
 * @typedef {object} Storage The device's memory; IndexedDB in the browser, a plain map in tests.
 * @property {(store: StoreName, key: StorageKey) => Promise<any>} get
 * @property {(store: StoreName, range?: {from: StorageKey, to: StorageKey}) => Promise<any[]>} all in key order
 * @property {(writes: readonly Write[]) => Promise<void>} write all or nothing
 *
 * @typedef {"works" | "steps" | "bags" | "pictures" | "notes"} StoreName
 * @typedef {string | readonly (string | number)[]} StorageKey
 * @typedef {{store: StoreName, key: StorageKey, value: any} | {store: StoreName, remove: StorageKey} | {store: StoreName, removeFrom: StorageKey, removeTo: StorageKey}} Write
 */
export {};
