"""The cases of geometry_cases.json, which the editor's scripts answer too: both sides must agree to the last digit."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotate.consensus.kinds.regions import area_of
from annotate.consensus.kinds.rotated import corners
from annotate.consensus.model.overlap import box_iou
from annotate.consensus.scene import Kind, Shape

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
