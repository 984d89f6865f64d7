/**
 * Types of the editor's data; comments only, so it costs the browser nothing.
 *
 * Truth is continuous image coordinates: (0, 0) is the outer corner of the top-left pixel.
 *
 * @typedef {{x: number, y: number}} Point
 * @typedef {{x: number, y: number, width: number, height: number}} Rect
 * @typedef {{width: number, height: number}} Size
 * @typedef {string | number | boolean} AttributeValue
 * @typedef {Readonly<Record<string, AttributeValue>>} Attributes
 * @typedef {readonly (readonly number[])[]} Vertices points [x, y]; of skeletons [x, y, flag] with 0 absent, 1 hidden, 2 seen
 *
 * @typedef {object} Shape One annotation; never changed in place.
 * @property {string} id
 * @property {string} kind
 * @property {string} label
 * @property {Attributes} attributes
 * @property {readonly number[]} [box] x, y, width, height
 * @property {number} [rotation] degrees clockwise about the centre
 * @property {Vertices} [points]
 * @property {unknown} [rle] mask
 * @property {Vertices} [extreme] the four points a box was drawn by; gone once the box is changed
 * @property {readonly number[]} [amodal] x, y, width, height of all of the thing, hidden and cut-off parts too
 * @property {string} [group] shapes of one name belong together
 * @property {AttributeValue} [value] answer about the whole picture
 * @property {string} [object] of a choice in a verify task: the object it speaks of
 * @property {string} [track]
 * @property {number} [frame]
 * @property {boolean} [keyframe]
 * @property {boolean} [outside]
 *
 * @typedef {object} Doc All annotations of one assignment, painted first to last.
 * @property {readonly Shape[]} shapes
 * @property {readonly string[]} [decided] ids of proposals that were taken or refused; part of it, so that undo brings them back
 *
 * @typedef {Shape & {confidence?: number}} Proposal what a model or an older data set found; confidence 0 ... 1
 * @typedef {{source: string, shapes: readonly Proposal[]}} Proposals
 *
 * @typedef {(doc: Doc) => Doc} Command
 *
 * @typedef {object} Handle A spot of a shape that can be dragged.
 * @property {string} id
 * @property {number} x
 * @property {number} y
 * @property {string} cursor CSS cursor
 *
 * @typedef {object} Outline One line or area to paint.
 * @property {Vertices} points
 * @property {boolean} closed
 * @property {readonly number[]} [box] the same as an upright rectangle
 * @property {boolean} [dots] paint the points themselves
 * @property {boolean} [rings] paint a ring about each point: it is there and cannot be seen
 * @property {boolean} [thin] a helper of the shape and not its own edge
 * @property {boolean} [onlySelected] paint it only while the shape is selected
 *
 * @typedef {object} Kind What the editor must know about one kind of shape.
 * @property {string} name as in the annotation JSON
 * @property {(shape: Shape) => Rect} bounds
 * @property {(shape: Shape) => number} area
 * @property {(shape: Shape, point: Point, reach: number) => boolean} hits
 * @property {(shape: Shape) => readonly Handle[]} handles
 * @property {(shape: Shape, point: Point, reach: number) => string | null} grab handle nearest to the point
 * @property {(shape: Shape, handle: string, point: Point) => Shape} reshape
 * @property {(shape: Shape, dx: number, dy: number) => Shape} move
 * @property {(shape: Shape, size: Size) => Shape} clip keep it inside the picture
 * @property {(shape: Shape) => boolean} isDegenerate too small or too few points to mean anything
 * @property {(shape: Shape, label?: LabelRule | null) => readonly Outline[]} outlines
 * @property {(handle: string) => string} [settledHandle] the handle's name once the drag is over
 * @property {(shape: Shape, handle: string) => Shape} [removeHandle] without this vertex; the same shape when it must stay
 * @property {(shape: Shape) => readonly Handle[]} [inserts] spots between vertices where a drag puts a new one
 * @property {(shape: Shape, tolerance: number) => Shape} [simplify] fewer points, none further off than the tolerance in picture pixels
 * @property {(handle: string) => boolean} [mayLeave] this handle may go outside the picture
 * @property {boolean} [borders] its vertices and edges attract those of neighbours
 * @property {boolean} [isAnswer] about the whole picture, without a place on it
 * @property {Drawing} [drawing] how it is drawn spot by spot; box and answers have ways of their own
 * @property {string} [icon] path of a line icon, 24 x 24
 * @property {string} [key] shortcut of its tool, such as KeyG or Shift+KeyB
 * @property {string} [leftKey] the same in the left-hand set
 * @property {{zh_CN: KindWords, en: KindWords}} [words]
 *
 * @typedef {object} Drawing
 * @property {number} least spots needed
 * @property {(label: LabelRule | null) => number} most spots after which it is finished
 * @property {boolean} [dragsFirst] a drag gives the first two spots
 * @property {boolean} [closes] a click on the first spot finishes
 * @property {boolean} [snaps] spots jump to borders of others nearby
 * @property {boolean} [hasFlags] a spot may be hidden or left out
 * @property {(points: Vertices, label?: LabelRule | null) => Partial<Shape>} geometry
 *
 * @typedef {{tool: string, draw: string, hint: string, busy: string}} KindWords name of the tool, entry of the cheat sheet, what to do before and while drawing
 *
 * @typedef {{zh_CN: string, en: string}} Title
 *
 * @typedef {object} AttributeRule
 * @property {string} name
 * @property {Title} title
 * @property {"checkbox" | "select" | "radio" | "number" | "text"} type
 * @property {readonly (string | number | {value: string | number, title: Title})[]} [values]
 * @property {AttributeValue | null} [default]
 * @property {boolean} [required]
 * @property {boolean} [per_frame]
 *
 * @typedef {object} LabelRule
 * @property {string} name
 * @property {Title} title
 * @property {string} [color]
 * @property {string | null} [key] physical key, as in KeyboardEvent.code
 * @property {readonly string[]} kinds
 * @property {readonly AttributeRule[]} [attributes]
 * @property {{points: readonly {name: string, title: Title}[], edges: readonly (readonly number[])[]}} [skeleton] edges join places in points
 * @property {boolean} [amodal] boxes may show all of the thing, hidden and cut-off parts too
 * @property {boolean} [required] a question about the whole picture that must be answered
 * @property {readonly (string | number | {value: string | number, title: Title})[]} [values] answers to a choice; none: it holds or not
 * @property {boolean} [ignore] areas to be left alone, of which nothing is asked
 *
 * @typedef {{labels: readonly LabelRule[]}} Ontology
 *
 * @typedef {{path: string, code: string, detail: string}} ServerFault
 * @typedef {{id: string, code: string, attribute?: string, frame?: number}} ShapeFault id: of the shape, in a sequence of its track
 */
export const ORIGIN = Object.freeze({ x: 0, y: 0 });
