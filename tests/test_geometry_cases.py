"""The cases of geometry_cases.json, which the editor's scripts answer too: both sides must agree to the last digit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotate.consensus.kinds import extent_of
from annotate.consensus.kinds.regions import area_of
from annotate.consensus.kinds.rotated import corners
from annotate.consensus.model.overlap import box_iou
from annotate.consensus.scene import Kind, Shape, read_shape
from annotate.datasets.formats.coco_skeletons import rle_of_polygon

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "geometry_cases.json").read_text("utf-8"))


def _cases(rule: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES[rule]]


def _edges(box: list[float]) -> list[float]:
    x, y, width, height = box
    return [x, y, x + width, y + height]


@pytest.mark.parametrize("case", _cases("box_iou"))
def test_boxes_overlap_as_in_the_editor(case: dict[str, Any]) -> None:
    a, b = (np.array([_edges(case[name])], dtype=float) for name in ("a", "b"))

    assert box_iou(a, b)[0, 0] == pytest.approx(case["iou"], abs=1e-9)


@pytest.mark.parametrize("case", _cases("polygon_area"))
def test_polygons_have_the_area_of_the_editor(case: dict[str, Any]) -> None:
    points = [(float(x), float(y)) for x, y in case["points"]]

    assert area_of(points).area == pytest.approx(case["area"], abs=1e-9)


@pytest.mark.parametrize("case", _cases("turned_corners"))
def test_turned_boxes_have_the_corners_of_the_editor(case: dict[str, Any]) -> None:
    x, y, right, bottom = _edges(case["box"])
    shape = Shape(
        id="a",
        kind=Kind.ROTATED_BOX,
        label="car",
        points=((x, y), (right, bottom)),
        rotation=case["rotation"],
    )

    assert np.array(corners(shape)) == pytest.approx(np.array(case["corners"]), abs=1e-9)


@pytest.mark.parametrize("kind", ["skeleton", "cuboid"])
def test_placed_points_have_the_bounds_of_the_editor(kind: str) -> None:
    for case in CASES[f"{kind}_bounds"]:
        shape = read_shape({"id": "a", "kind": kind, "label": "x", "points": case["points"]})

        # Of a picture so fine that the reach of an eye adds nothing.
        assert extent_of(shape, 1e-12) == pytest.approx(_edges(case["bounds"]), abs=1e-9), case["id"]


@pytest.mark.parametrize("case", _cases("pixels_inside"))
def test_areas_hold_the_pixels_of_the_editor(case: dict[str, Any]) -> None:
    width, height = case["size"]

    assert sum(rle_of_polygon(case["points"], width, height)[1::2]) == case["count"]
