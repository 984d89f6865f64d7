/** The same cases that Python answers. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cornersOf } from "../../static/js/editor/model/rotated_box.js";
import { kindOf } from "../../static/js/editor/model/kinds.js";
import { boxIou, polygonArea, polygonHolds, turn } from "../../static/js/editor/model/geometry.js";

const CASES = JSON.parse(readFileSync(new URL("../geometry_cases.json", import.meta.url), "utf8"));

/** @param {number} actual @param {number} expected */
function close(actual, expected) {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

for (const { id, a, b, iou } of CASES.box_iou) {
  test(`box IoU: ${id}`, () => {
    close(boxIou(a, b), iou);
    close(boxIou(b, a), iou);
  });
}

for (const { id, points, area } of CASES.polygon_area) test(`polygon area: ${id}`, () => close(polygonArea(points), area));

for (const { id, point, centre, degrees, turned } of CASES.turn) {
  test(`turn: ${id}`, () => {
    const { x, y } = turn({ x: point[0], y: point[1] }, { x: centre[0], y: centre[1] }, degrees);
    close(x, turned[0]);
    close(y, turned[1]);
  });
}

for (const { id, box, rotation, corners } of CASES.turned_corners) {
  test(`corners of a turned box: ${id}`, () => {
    const found = cornersOf({ id, kind: "rotated_box", label: "", attributes: {}, box, rotation });
    found.flat().forEach((value, index) => close(value, corners.flat()[index]));
  });
}

for (const kind of ["skeleton", "cuboid"]) {
  for (const { id, points, bounds } of CASES[`${kind}_bounds`]) {
    test(`bounds of a ${kind}: ${id}`, () => {
      const shape = { id, kind, label: "", attributes: {}, points };
      const { x, y, width, height } = kindOf(shape).bounds(shape);
      [x, y, width, height].forEach((value, index) => close(value, bounds[index]));
    });
  }
}

for (const { id, points, size, count } of CASES.pixels_inside) {
  test(`pixels inside: ${id}`, () => {
    let found = 0;
    for (let y = 0; y < size[1]; y += 1) for (let x = 0; x < size[0]; x += 1) found += Number(polygonHolds(points, { x: x + 0.5, y: y + 0.5 }));
    assert.equal(found, count);
  });
}
