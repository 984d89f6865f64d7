"""YOLO segmentation and oriented boxes: what comes back, and what its loader would stumble over."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.formats.shapes import clipped_polygon, polygon_area, turned_corners
from tests.formats.drawings import HEIGHT, WIDTH, boxes, numbers, point_lists, read_back, written

HEAD = b"names: [car]\n"


def picture(*shapes: dict[str, Any]) -> LabelledPicture:
    annotations = tuple({"label": "car", "attributes": {}, **shape} for shape in shapes)
    return LabelledPicture("a.jpg", WIDTH, HEIGHT, annotations)


def lines(format: str, *shapes: dict[str, Any]) -> list[list[float]]:
    text = written(format, [picture(*shapes)])["labels/a.txt"].decode()
    return [[float(part) for part in line.split()] for line in text.splitlines()]


def read(format: str, *rows: str) -> Any:
    files = {"data.yaml": HEAD, "labels/a.txt": "\n".join(rows).encode()}
    return FORMATS[format].read(files, {"a.jpg": (100, 100)})


@given(boxes("rotated_box") | boxes())
def test_an_oriented_box_inside_comes_back_corner_by_corner(shape: dict[str, Any]) -> None:
    corners = turned_corners(shape["box"], shape.get("rotation", 0.0))
    inside = all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)

    back = read_back("yolo_oriented", [picture(shape)])

    if inside:
        (found,) = back.pictures[0].annotations
        assert found["kind"] == "rotated_box"
        again = turned_corners(found["box"], found["rotation"])
        for one, other in zip(corners, again, strict=True):
            assert other == pytest.approx(one, abs=0.01)


@given(point_lists("polygon", 3))
def test_an_outline_comes_back_point_by_point(shape: dict[str, Any]) -> None:
    points = [
        point for point, last in zip(shape["points"], [None, *shape["points"]], strict=False) if point != last
    ]
    assume(points[0] != points[-1] and polygon_area(points) > 10)

    (found,) = read_back("yolo_segments", [picture({**shape, "points": points})]).pictures[0].annotations

    assert found["kind"] == "polygon"
    assert numbers(found) == pytest.approx([value for point in points for value in point], abs=0.001)


def test_the_halves_of_a_crossed_outline_do_not_cancel() -> None:
    bow = {"kind": "polygon", "points": [[0, 0], [64, 48], [64, 0], [0, 48]]}

    assert lines("yolo_segments", bow) == [[0, 0, 0, 0.1, 0.1, 0.1, 0, 0, 0.1]]
    assert len(read_back("yolo_segments", [picture(bow)]).pictures[0].annotations) == 1


@given(st.lists(boxes("rotated_box"), min_size=1, max_size=5))
@pytest.mark.parametrize("format", ["yolo_segments", "yolo_oriented"])
def test_no_line_ever_spoils_a_file_for_the_loader(format: str, shapes: list[dict[str, Any]]) -> None:
    """One number over 1.01 drops the picture; a line of five among longer ones is a broken outline."""
    for line in lines(format, *shapes):
        assert len(line) == 9 if format == "yolo_oriented" else len(line) >= 7
        assert len(line) % 2
        assert all(0 <= share <= 1 for share in line[1:])


def test_a_box_is_written_as_an_outline_and_never_beside_one() -> None:
    box = {"kind": "box", "box": [64, 48, 64, 48]}
    outline = {"kind": "polygon", "points": [[0, 0], [320, 0], [0, 240]]}

    assert lines("yolo_segments", box, outline) == [
        [0, 0.1, 0.1, 0.2, 0.1, 0.2, 0.2, 0.1, 0.2],
        [0, 0, 0, 0.5, 0, 0, 0.5],
    ]


def test_an_outline_gets_the_least_turned_box_around_it() -> None:
    diamond = {"kind": "polygon", "points": [[100, 0], [200, 100], [100, 200], [0, 100], [90, 100]]}

    (found,) = read_back("yolo_oriented", [picture(diamond)]).pictures[0].annotations

    assert found["rotation"] % 90 == pytest.approx(45, abs=0.01)
    assert found["box"][2:] == pytest.approx([141.42, 141.42], abs=0.01)


def test_a_turned_box_over_the_edge_is_cut_at_its_own_angle() -> None:
    quarter = {"kind": "rotated_box", "box": [-50, 100, 100, 20], "rotation": 90.0}
    far = {"kind": "rotated_box", "box": [-200, 100, 100, 20], "rotation": 10.0}
    wide = {"kind": "rotated_box", "box": [-50, 100, 100, 20], "rotation": 180.0}

    found = read_back("yolo_oriented", [picture(quarter, far, wide)]).pictures[0].annotations

    assert [sorted(one["box"][2:]) for one in found] == [
        pytest.approx([10, 100], abs=0.01),
        pytest.approx([20, 50], abs=0.01),
    ]


def test_corners_may_go_round_the_other_way_and_need_not_be_square() -> None:
    reading = read(
        "yolo_oriented", "0 0.1 0.1 0.1 0.3 0.5 0.3 0.5 0.1", "0 0.1 0.1 0.5 0.1 0.6 0.3 0.1 0.3 0.75"
    )

    one, other = reading.pictures[0].annotations
    assert sorted(turned_corners(one["box"], one["rotation"])) == [
        pytest.approx(corner, abs=0.01) for corner in [(10, 10), (10, 30), (50, 10), (50, 30)]
    ]
    assert (other["box"], other["confidence"]) == (pytest.approx([10, 10, 50, 20]), 0.75)


CASES = {
    "a box among outlines": ("yolo_segments", "0 0.5 0.5 0.2 0.2", "columns"),
    "two points": ("yolo_segments", "0 0.5 0.5 0.2 0.2 0.9", "columns"),
    "a track": ("yolo_segments", "0 0.1 0.1 0.2 0.1 0.2 0.2 7", "columns"),
    "no area": ("yolo_segments", "0 0.1 0.1 0.2 0.2 0.3 0.3", "too_small"),
    "far outside": ("yolo_segments", "0 0.1 0.1 1.2 0.1 0.2 0.2", "too_small"),
    "not a number": ("yolo_segments", "0 nan 0.1 0.2 0.1 0.2 0.2", "numbers"),
    "unknown class": ("yolo_segments", "9 0.1 0.1 0.2 0.1 0.2 0.2", "unknown_label"),
    "three corners": ("yolo_oriented", "0 0.1 0.1 0.2 0.1 0.2 0.2", "columns"),
    "middle, size and turn": ("yolo_oriented", "0 0.5 0.5 0.2 0.2 1.57", "columns"),
    "corners in one line": ("yolo_oriented", "0 0.1 0.1 0.2 0.2 0.3 0.3 0.4 0.4", "too_small"),
    "half a class": ("yolo_oriented", "0.5 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2", "columns"),
}


@pytest.mark.parametrize(("format", "line", "code"), CASES.values(), ids=CASES)
def test_a_bad_line_is_named_and_the_next_is_read(format: str, line: str, code: str) -> None:
    reading = read(format, line, "0 0.1 0.1 0.2 0.1 0.2 0.2 0.1 0.2")

    assert [(fault.code, fault.path) for fault in reading.faults] == [(code, "labels/a.txt: line 1")]
    assert len(reading.pictures[0].annotations) == 1


@pytest.mark.parametrize("format", ["yolo", "yolo_segments", "yolo_oriented"])
def test_a_file_of_nothing_but_faults_is_no_empty_picture(format: str) -> None:
    assert not read(format, "0 nan").pictures[0].confirmed_empty
    assert read(format, "").pictures[0].confirmed_empty


@pytest.mark.parametrize("format", ["yolo", "yolo_segments", "yolo_oriented"])
def test_nobody_guesses_which_of_two_pictures_a_file_means(format: str) -> None:
    sizes = {"s/a.jpg": (100, 100), "s/a.png": (100, 100)}
    files = {"data.yaml": HEAD, "labels/s/a.txt": b"", "labels/s/a_png.txt": b""}

    reading = FORMATS[format].read(files, sizes)

    assert [(fault.path, fault.code) for fault in reading.faults] == [("labels/s/a.txt", "picture")]
    assert [one.name for one in reading.pictures] == ["s/a.png"]


@given(boxes("rotated_box"), st.integers(-200, 200), st.integers(-200, 200))
def test_cutting_an_outline_leaves_only_what_is_inside(shape: dict[str, Any], right: int, down: int) -> None:
    outline = [(x + right, y + down) for x, y in turned_corners(shape["box"], shape["rotation"])]

    inside = clipped_polygon(outline, WIDTH, HEIGHT)

    assert all(-1e-9 <= x <= WIDTH + 1e-9 and -1e-9 <= y <= HEIGHT + 1e-9 for x, y in inside)
    assert not inside or polygon_area(inside) <= polygon_area(outline) + 1e-6
