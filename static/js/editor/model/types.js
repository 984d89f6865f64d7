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
 * @typedef {readonly (readonly number[])[]} Vertices
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
 * @property {AttributeValue} [value] answer about the whole picture
 * @property {string} [track]
 * @property {number} [frame]
 * @property {boolean} [keyframe]
 * @property {boolean} [outside]
 *
 * @typedef {object} Doc All annotations of one assignment, painted first to last.
 * @property {readonly Shape[]} shapes
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
 * @property {(shape: Shape) => readonly Outline[]} outlines
 * @property {(handle: string) => string} [settledHandle] the handle's name once the drag is over
 * @property {(shape: Shape, handle: string) => Shape} [removeHandle] without this vertex; the same shape when it must stay
 * @property {boolean} [isAnswer] about the whole picture, without a place on it
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
 *
 * @typedef {{labels: readonly LabelRule[]}} Ontology
 *
 * @typedef {{path: string, code: string, detail: string}} ServerFault
 * @typedef {{id: string, code: string, attribute?: string, frame?: number}} ShapeFault id: of the shape, in a sequence of its track
 */
export const ORIGIN = Object.freeze({ x: 0, y: 0 });
