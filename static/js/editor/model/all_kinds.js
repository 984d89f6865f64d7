/** Every kind of shape, one line each: a new kind is its file and its line here. */
export { box } from "./box.js";
export { choice, text } from "./answer.js";
export { cuboid } from "./cuboid.js";
export { points } from "./points.js";
export { polygon } from "./polygon.js";
export { polyline } from "./polyline.js";
export { rotatedBox } from "./rotated_box.js";
export { skeleton } from "./skeleton.js";
