"""What is written reads back as it was, within the rounding that each format states."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from tests.formats.drawings import ONTOLOGY, assert_same, labelled, read_back, written

# Kinds that come back as they were, and within how many pixels.
EXACT = {
    "coco": (("box", "rotated_box", "polygon", "polyline", "points"), 1e-3),
    "cvat": (("box", "rotated_box", "polygon", "polyline", "points"), 1e-3),
    "label_studio": (("box", "rotated_box", "polygon"), 1e-6),
    "kitti": (("box",), 0.006),
    "yolo": (("box",), 0.001),
    "labelme": (("box", "polygon", "polyline", "points"), 1e-6),
    "scalabel": (("box", "polygon", "polyline"), 1e-6),
    "cityscapes": (("polygon",), 0.5001),
}
# They draw areas only: a box comes back as its four corners.
DRAWS_AREAS = ("cityscapes", "yolo_segments", "yolo_oriented")
WITH_BOXES = [format for format in FORMATS if format not in DRAWS_AREAS]
WITHOUT_ATTRIBUTES = ("yolo", "cityscapes")


@pytest.mark.parametrize("format", EXACT)
@given(data=st.data())
def test_what_is_written_reads_back(format: str, data: Any) -> None:
    kinds, tolerance_px = EXACT[format]
    pictures = data.draw(labelled(kinds))

    reading = read_back(format, pictures)

    assert reading.faults == []
    by_name = {picture.name: picture for picture in reading.pictures}
    assert set(by_name) == {picture.name for picture in pictures}
    for picture in pictures:
        if format == "coco":
            picture = with_extensions_last(picture)
        assert_same(picture, by_name[picture.name], tolerance_px, attributes=format not in WITHOUT_ATTRIBUTES)


def with_extensions_last(picture: LabelledPicture) -> LabelledPicture:
    """COCO keeps what it has no word for apart, after all annotations."""
    last = ("polyline", "points")
    return replace(picture, annotations=tuple(sorted(picture.annotations, key=lambda a: a["kind"] in last)))


@given(labelled(("box",)))
def test_voc_widens_a_box_to_whole_pixels_and_no_further(pictures: list[LabelledPicture]) -> None:
    reading = read_back("voc", pictures)

    assert reading.faults == []
    for one, other in zip(pictures, reading.pictures, strict=True):
        for first, second in zip(one.annotations, other.annotations, strict=True):
            x, y, width, height = first["box"]
            left, top, right, bottom = (
                math.floor(x),
                math.floor(y),
                math.ceil(x + width),
                math.ceil(y + height),
            )
            # 0.1 + 0.2 may end a hair above a whole pixel.
            assert second["box"][:2] == [left, top]
            assert second["box"][2] == pytest.approx(right - left, abs=1)
            assert second["box"][3] == pytest.approx(bottom - top, abs=1)
            assert second["attributes"]["occluded"] == first["attributes"]["occluded"]


@pytest.mark.parametrize("format", WITH_BOXES)
def test_whole_pixels_come_back_exactly(format: str) -> None:
    box = {"kind": "box", "box": [10, 20, 300, 200], "label": "car", "attributes": {}}
    whole = {"kind": "box", "box": [0, 0, 640, 480], "label": "traffic light", "attributes": {}}
    picture = LabelledPicture("a.jpg", 640, 480, (box, whole))

    read = read_back(format, [picture]).pictures[0]

    assert_same(picture, read, 0.0 if format in ("coco", "voc", "cvat", "kitti") else 1e-3, attributes=False)


@pytest.mark.parametrize("format", FORMATS)
def test_empty_and_confirmed_differs_from_not_labelled(format: str) -> None:
    empty = LabelledPicture("empty.jpg", 640, 480, confirmed_empty=True)
    blank = LabelledPicture("blank.jpg", 640, 480)

    read = {picture.name: picture for picture in read_back(format, [empty, blank]).pictures}

    assert read["empty.jpg"].annotations == ()
    if format == "cvat":
        assert set(read) == {"empty.jpg", "blank.jpg"}  # the format has no word for it
    else:
        assert read["empty.jpg"].confirmed_empty
        assert "blank.jpg" not in read or not read["blank.jpg"].confirmed_empty


@pytest.mark.parametrize("format", FORMATS)
def test_no_pictures_give_a_file_that_can_be_read(format: str) -> None:
    reading = read_back(format, [])

    assert reading.pictures == []
    assert reading.faults == []


@pytest.mark.parametrize("format", ["voc", "yolo", "yolo_segments", "yolo_oriented", "kitti"])
def test_two_pictures_of_one_name_get_two_files(format: str) -> None:
    box = {"kind": "box", "box": [10, 20, 30, 20], "label": "car", "attributes": {}}
    pictures = [LabelledPicture(name, 640, 480, (box,)) for name in ("s/a.jpg", "s/a.png", "s/a_png")]

    files = [name for name in written(format, pictures) if "s/a" in name]

    assert len(set(files)) == 3


@pytest.mark.parametrize("format", ["voc", "yolo", "kitti"])
def test_a_box_over_the_edge_is_cut_at_the_edge(format: str) -> None:
    box = {"kind": "box", "box": [-1, -1, 642, 482], "label": "car", "attributes": {}}

    read = read_back(format, [LabelledPicture("a.jpg", 640, 480, (box,))]).pictures[0]

    assert read.annotations[0]["box"] == pytest.approx([0, 0, 640, 480], abs=1e-3)


@pytest.mark.parametrize("format", ["voc", "yolo", "yolo_segments", "yolo_oriented", "kitti"])
def test_a_lane_is_never_taken_for_a_box(format: str) -> None:
    lane = {"kind": "polyline", "points": [[0, 0], [50, 90]], "label": "car", "attributes": {}}

    read = read_back(format, [LabelledPicture("a.jpg", 640, 480, (lane,))]).pictures[0]

    assert read.annotations == ()
    assert "polyline" not in FORMATS[format].kinds


def test_label_studio_turns_about_the_corner_in_pixels() -> None:
    """A box of 100 x 50 about (300, 200), turned a quarter: its corner then lies to the upper right."""
    box = {
        "kind": "rotated_box",
        "box": [250, 175, 100, 50],
        "rotation": 90,
        "label": "car",
        "attributes": {},
    }

    text = written("label_studio", [LabelledPicture("a.jpg", 640, 480, (box,))])["tasks.json"].decode()

    assert '"x":50.78125' in text  # 325 of 640
    assert '"y":31.25' in text  # 150 of 480
    assert '"rotation":90' in text


def test_names_and_labels_of_any_letters_are_escaped() -> None:
    box = {"kind": "box", "box": [1, 1, 5, 5], "label": ONTOLOGY.names[2], "attributes": {}}
    picture = LabelledPicture("街/<a&\"b'>.jpg", 640, 480, (box,))

    for format in WITH_BOXES:
        assert_same(picture, read_back(format, [picture]).pictures[0], 0.01, attributes=False)
