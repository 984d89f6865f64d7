/**
 * Types of the drawing tools: state machines fed with strokes, free of the browser.
 *
 * @typedef {import("../model/types.js").Point} Point
 * @typedef {import("../model/types.js").Shape} Shape
 *
 * @typedef {object} Stroke One thing the hand did, already in picture pixels.
 * @property {"down" | "move" | "up" | "finish" | "back" | "skip" | "cancel"} type finish: Enter or double click; back: take the last point away; skip: leave out the next
 * @property {Point} point
 * @property {boolean} shift
 * @property {boolean} alt
 * @property {boolean} touch
 * @property {number} reach how far a grab reaches, in picture pixels
 * @property {number} slack movement under this is a click, in picture pixels
 *
 * @typedef {object} Scene What a tool may know.
 * @property {import("../model/types.js").Doc} doc
 * @property {readonly string[]} selection
 * @property {import("../model/types.js").LabelRule | null} label
 * @property {import("../model/types.js").Size} size
 * @property {(shape: Shape) => boolean} isOpen neither hidden nor locked
 * @property {() => string} newId
 *
 * @typedef {object} Outcome
 * @property {any} state plain data, so that a half-drawn shape survives a reload
 * @property {import("../model/types.js").Command} [command]
 * @property {readonly string[]} [selection]
 * @property {string | null} [handle]
 * @property {readonly string[]} [overlaps]
 *
 * @typedef {object} Tool
 * @property {string} name
 * @property {string | null} kind kind of shape it draws
 * @property {any} idle
 * @property {(state: any) => boolean} isBusy
 * @property {boolean} [bySpots] the shape grows spot by spot: it can be finished, or taken back by one
 * @property {boolean} [hasFlags] a spot may be hidden or left out
 * @property {(state: any) => number} [spots] how many spots are placed
 * @property {(state: any) => import("../model/types.js").Rect | null} [band] rectangle being dragged over empty ground
 * @property {(state: any, stroke: Stroke, scene: Scene) => Outcome} reduce
 * @property {(state: any, scene: Scene) => readonly Shape[]} preview shapes as they would become
 */
export {};
