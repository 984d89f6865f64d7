/** The same checks the server makes, made at once, so that nobody learns of a gap only after sending. */
/** @import { Doc, Ontology, ServerFault, ShapeFault, Size } from "./types.js" */
import { attributeFaults, unanswered } from "./ontology.js";
import { isDrawable, kindOf } from "./kinds.js";
import { identityOf } from "./track.js";

/** @param {Doc} doc @param {Ontology} ontology @param {Size} size @returns {ShapeFault[]} */
export function documentFaults(doc, ontology, size) {
  const open = unanswered(ontology, doc.shapes).map((label) => ({ id: "", code: "answer_missing", attribute: label.name }));
  const faults = doc.shapes.flatMap((shape) => {
    const place = { id: identityOf(shape), ...(shape.frame === undefined ? {} : { frame: shape.frame }) };
    const own = attributeFaults(ontology, shape).map((fault) => ({ ...fault, ...place }));
    if (!isDrawable(shape.kind)) return own;
    const kind = kindOf(shape);
    const bounds = kind.bounds(shape);
    const isOutside =
      bounds.x < -1 ||
      bounds.y < -1 ||
      bounds.x + bounds.width > size.width + 1 ||
      bounds.y + bounds.height > size.height + 1;
    if (isOutside) own.push({ ...place, code: "outside_picture" });
    if (kind.isDegenerate(shape)) own.push({ ...place, code: "too_small" });
    return own;
  });
  return [...faults, ...open];
}

/** Faults named by the server (paths like annotations.3.attributes.colour), put on the shapes that were sent.
 * @param {readonly ServerFault[]} faults @param {readonly {id: string, track?: string, frame?: number}[]} sent @returns {ShapeFault[]} */
export function shapeFaults(faults, sent) {
  return faults.flatMap((fault) => {
    const place = /annotations[.[/]+(\d+)\]?(?:[./]attributes[./]([^.[\]/]+))?/.exec(fault.path);
    const shape = place ? sent[Number(place[1])] : undefined;
    if (!shape) return [];
    const { id, track, frame } = shape;
    return [{ id: track ?? id, code: fault.code, ...(frame === undefined ? {} : { frame }), ...(place?.[2] ? { attribute: place[2] } : {}) }];
  });
}
