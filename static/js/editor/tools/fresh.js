/** A shape as it leaves the drawing tool: current label, its attributes at their defaults, inside the picture. */
/** @import { Shape } from "../model/types.js" */
/** @import { Scene } from "./types.js" */
import { kindOf } from "../model/kinds.js";
import { fittingAttributes } from "../model/ontology.js";
import { withTruncation } from "../model/truncation.js";

/** @param {Scene} scene @param {string} kind @param {Partial<Shape>} geometry @param {string} [id] @returns {Shape} */
export function freshShape(scene, kind, geometry, id = "drawing") {
  const label = scene.label;
  const shape = {
    id,
    kind,
    label: label?.name ?? "",
    attributes: label ? fittingAttributes(label) : {},
    ...geometry,
  };
  const traits = kindOf(shape);
  const clipped = traits.clip(shape, scene.size);
  return kind === "box" ? withTruncation(clipped, label, traits.bounds(shape), scene.size) : clipped;
}
