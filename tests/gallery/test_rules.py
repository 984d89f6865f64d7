"""What a picture can be found by, how labels become paths, what an address asks for: pure rules."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.gallery.drawing import drawn_of, look_of, path_of
from annotate.gallery.filters import Filter, Stage, read_filter
from annotate.gallery.marks import EMPTY, SHOWN, SIZE, area_px, marks_of, size_of
from annotate.projects.ontology import parse_ontology

ONTOLOGY = parse_ontology(
    {
        "labels": [
            {"name": "car", "kinds": ["box"]},
            {"name": "lane", "kinds": ["polyline"], "color": "#123456"},
            {
                "name": "person",
                "kinds": ["skeleton"],
                "skeleton": {"points": ["head", "hip", "foot"], "edges": [[0, 1], [1, 2]]},
            },
        ]
    }
)


def box(x: float, y: float, width: float, height: float, **more: Any) -> dict[str, Any]:
    return {"kind": "box", "label": "car", "box": [x, y, width, height], **more}


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (box(0, 0, 31, 33), "small"),
        (box(0, 0, 32, 32), "medium"),
        (box(0, 0, 95, 97), "medium"),
        (box(0, 0, 96, 96), "large"),
        ({"kind": "polygon", "label": "car", "points": [[0, 0], [100, 0], [0, 100]]}, "medium"),
        ({"kind": "polyline", "label": "lane", "points": [[0, 0], [1000, 0]]}, None),
        ({"kind": "choice", "label": "night", "attributes": {}}, None),
        ({"kind": "cuboid", "label": "car", "points": [[0, 0], [200, 0], [200, 100], [0, 100]] * 2}, "large"),
    ],
)
def test_size_is_by_area_as_coco_has_it(shape: dict[str, Any], size: str | None) -> None:
    assert size_of(shape) == size


@given(points=st.lists(st.tuples(st.floats(0, 4000), st.floats(0, 4000)).map(list), min_size=3, max_size=8))
def test_a_polygon_has_the_same_area_wherever_it_begins(points: list[list[float]]) -> None:
    turned = [*points[1:], points[0]]

    areas = [area_px({"kind": "polygon", "points": one}) for one in (points, turned, points[::-1])]

    assert areas[0] == pytest.approx(areas[1], abs=1e-3)
    assert areas[0] == pytest.approx(areas[2], abs=1e-3)


def test_a_picture_is_found_by_class_size_and_answers_each_once() -> None:
    version = [
        box(0, 0, 10, 10, attributes={"occluded": True, "note": ""}),
        box(5, 5, 10, 10, attributes={"occluded": True}),
        box(0, 0, 200, 200, attributes={"colour": "red"}),
    ]
    marks = marks_of([version])

    assert {(m.what, m.value, m.label): m.count for m in marks} == {
        (SHOWN, "", "car"): 3,
        (SIZE, "small", "car"): 2,
        (SIZE, "large", "car"): 1,
        ("occluded", "yes", "car"): 2,
        ("colour", "red", "car"): 1,
    }


def test_a_picture_with_nothing_on_it_is_found_by_that() -> None:
    assert [(m.what, m.count) for m in marks_of([[]])] == [(EMPTY, 1)]


def test_what_anybody_drew_counts_as_often_as_whoever_drew_most_of_it() -> None:
    marks = marks_of([[box(0, 0, 10, 10)], [], [box(0, 0, 10, 10), box(50, 0, 10, 10)]])

    assert {(m.what, m.value): m.count for m in marks} == {(SHOWN, ""): 2, (SIZE, "small"): 2}


@pytest.mark.parametrize(
    ("shape", "d", "spots"),
    [
        (box(1, 2, 30, 40), "M1 2h30v40h-30Z", ""),
        ({"kind": "polygon", "label": "car", "points": [[0, 0], [9, 0], [0, 9]]}, "M0 0L9 0L0 9Z", ""),
        ({"kind": "polyline", "label": "lane", "points": [[0, 0], [9, 0]]}, "M0 0L9 0", ""),
        ({"kind": "points", "label": "car", "points": [[3, 4]]}, "", "M3 4h0"),
        (
            {"kind": "skeleton", "label": "person", "points": [[0, 0, 2], [1, 1, 2], [2, 2, 0]]},
            "M0 0L1 1M1 1L2 2",
            "M0 0h0M1 1h0M2 2h0",
        ),
        ({"kind": "choice", "label": "night", "attributes": {}}, "", ""),
        ({"kind": "mask", "label": "car", "rle": {"size": [2, 2], "counts": [4]}}, "", ""),
    ],
)
def test_each_kind_of_shape_becomes_a_path(shape: dict[str, Any], d: str, spots: str) -> None:
    assert path_of(shape, ONTOLOGY) == (d, spots)


def test_a_box_turned_by_ninety_degrees_stands_on_its_side() -> None:
    d, _spots = path_of(box(0, 0, 40, 20, rotation=90), ONTOLOGY)

    corners = {tuple(round(float(n), 6) for n in at.split()) for at in d.strip("MZ").split("L")}
    assert corners == {(10, -10), (30, -10), (30, 30), (10, 30)}


def test_a_class_is_one_path_with_its_colour_and_dashes() -> None:
    [cars, lane] = drawn_of(
        [box(0, 0, 1, 1), box(2, 2, 1, 1), {"kind": "polyline", "label": "lane", "points": [[0, 0], [1, 1]]}],
        ONTOLOGY,
    )

    assert (cars.count, cars.d.count("M"), cars.dash) == (2, 2, "")
    assert (lane.colour, lane.dash) == ("#123456", "9 4")
    assert look_of(ONTOLOGY, "gone") == ("#999999", "")


def test_an_address_and_its_filter_are_the_same_thing() -> None:
    wanted = Filter("car", "occluded", "yes", "small", Stage.AGREED, 70, "123456", True)

    assert read_filter(wanted.args) == wanted


@pytest.mark.parametrize(
    "args",
    [
        {"state": "nonsense"},
        {"size": "huge"},
        {"agreement_under": "-1"},
        {"agreement_under": "1e9"},
        {"agreement_under": "٣"},
        {"attribute": "no sign"},
        {"attribute": "$size=small"},
        {"empty": "yes"},
        {},
    ],
)
def test_words_that_mean_nothing_filter_nothing(args: dict[str, str]) -> None:
    assert not read_filter(args).is_any
