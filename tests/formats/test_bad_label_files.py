"""Label files of strangers break no reader."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.datasets.formats.registry import FORMATS

BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;">]><annotation>&d;</annotation>'
THEFT = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotations>&x;</annotations>'
HEAD = b"names: [car]\n"


@pytest.mark.parametrize("text", [BOMB, THEFT, BOMB.decode().encode("utf-16"), b"<a", b"", b"\xff\xfe"])
@pytest.mark.parametrize("format", ["voc", "cvat"])
def test_entities_and_broken_xml_are_refused(format: str, text: bytes) -> None:
    reading = FORMATS[format].read({"a.xml": text}, {})

    assert [fault.code for fault in reading.faults] == ["broken_xml"]
    assert reading.pictures == []


CASES = {
    "NaN": (b"0 nan 0.5 0.1 0.1", "numbers"),
    "infinite": (b"0 inf 0.5 0.1 0.1", "numbers"),
    "overflow": (b"0 1e999 0.5 0.1 0.1", "numbers"),
    "word": (b"car 0.5 0.5 0.1 0.1", "numbers"),
    "unknown class": (b"7 0.5 0.5 0.1 0.1", "unknown_label"),
    "half a class": (b"0.5 0.5 0.5 0.1 0.1", "columns"),
    "over the edge": (b"0 1.5 0.5 0.1 0.1", "too_small"),
    "no width": (b"0 0.5 0.5 0 0.1", "too_small"),
    "four numbers": (b"0 0.5 0.5 0.1", "columns"),
}


@pytest.mark.parametrize(("line", "code"), CASES.values(), ids=CASES)
def test_a_bad_line_of_yolo_is_named_and_the_next_is_read(line: bytes, code: str) -> None:
    lines = line + b"\n0 0.5 0.5 0.2 0.2\n"

    reading = FORMATS["yolo"].read({"data.yaml": HEAD, "labels/a.txt": lines}, {"a.jpg": (100, 100)})

    assert [(fault.code, fault.path) for fault in reading.faults] == [(code, "labels/a.txt: line 1")]
    assert reading.pictures[0].annotations[0]["box"] == pytest.approx([40, 40, 20, 20])


@pytest.mark.parametrize(
    "names",
    [
        "names: [car, 'traffic light']",
        "names:\n- car\n- traffic light\nnc: 2",
        'nc: 2\nnames:\n  0: car\n  1: "traffic light"\n',
    ],
)
def test_class_names_are_read_in_every_way_that_yaml_lists_them(names: str) -> None:
    files = {"data.yaml": names.encode(), "labels/a.txt": b"1 0.5 0.5 0.2 0.2"}

    reading = FORMATS["yolo"].read(files, {"a.jpg": (100, 100)})

    assert reading.pictures[0].annotations[0]["label"] == "traffic light"


def test_a_bad_line_of_kitti_is_named() -> None:
    lines = b"Car 0 0 0 1 1 nan 5 -1 -1 -1 -1 -1 -1 -1\nCar 0 0\nCar 0 2 -10 1 1 5 5 -1 -1 -1 -1 -1 -1 -1\n"

    reading = FORMATS["kitti"].read({"label_2/a.txt": lines}, {"a.jpg": (9, 9)})

    assert [fault.code for fault in reading.faults] == ["numbers", "columns"]
    assert reading.pictures[0].annotations[0]["attributes"] == {"occluded": 2, "truncated": False}


ANYTHING: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "images",
                    "annotations",
                    "categories",
                    "id",
                    "bbox",
                    "result",
                    "value",
                    "data",
                    "image",
                    "type",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(ANYTHING)
def test_no_document_breaks_a_reader_of_json(document: Any) -> None:
    import json

    text = json.dumps(document).encode()

    for format in ("coco", "label_studio"):
        FORMATS[format].read({"a.json": text, "b.json": b"[" + text + b"]"}, {})


@given(st.binary(max_size=200))
def test_no_bytes_break_a_reader(content: bytes) -> None:
    for format in FORMATS.values():
        files = dict.fromkeys(
            ("a.json", "a.xml", "labels/a.txt", "label_2/a.txt", "data.yaml", "classes.txt"), content
        )
        format.read(files, {"a.jpg": (10, 10)})


AREA = {"label": "car", "polygon": [[0, 0], [10, 0], [10, 10]]}
LINE = {"category": "car", "poly2d": [{"vertices": [[0, 0], [9, 9]], "types": "LL", "closed": False}]}
BAD_SHAPES = {
    "labelme NaN": ("labelme", {"label": "car", "shape_type": "rectangle", "points": [[0, float("nan")], [5, 5]]}, "numbers"),
    "labelme circle": ("labelme", {"label": "car", "shape_type": "circle", "points": [[0, 0], [5, 5]]}, "kind"),
    "labelme flat": ("labelme", {"label": "car", "shape_type": "rectangle", "points": [[5, 0], [5, 5]]}, "too_small"),
    "labelme nameless": ("labelme", {"shape_type": "point", "points": [[5, 0]]}, "label"),
    "labelme two corners": ("labelme", {"label": "car", "points": [[5, 0], [6, 6]]}, "numbers"),
    "scalabel infinite": ("scalabel", {"category": "car", "box2d": {"x1": 0, "y1": 0, "x2": 1e999, "y2": 5}}, "numbers"),
    "scalabel text": ("scalabel", {"category": "car", "box2d": {"x1": "0", "y1": 0, "x2": 9, "y2": 5}}, "numbers"),
    "scalabel upside down": ("scalabel", {"category": "car", "box2d": {"x1": 9, "y1": 9, "x2": 1, "y2": 1}}, "too_small"),
    "scalabel nothing": ("scalabel", {"category": "car"}, "kind"),
    "scalabel nameless": ("scalabel", {"box2d": {"x1": 0, "y1": 0, "x2": 9, "y2": 5}}, "label"),
    "cityscapes line": ("cityscapes", {"label": "car", "polygon": [[0, 0], [1, 1]]}, "numbers"),
    "cityscapes null": ("cityscapes", None, "label"),
}  # fmt: skip


def _file_of(format: str, shapes: list[Any]) -> dict[str, bytes]:
    document = {
        "labelme": {"imagePath": "a.jpg", "imageWidth": 100, "imageHeight": 100, "shapes": shapes},
        "scalabel": [{"name": "a.jpg", "size": {"width": 100, "height": 100}, "labels": shapes}],
        "cityscapes": {"imgWidth": 100, "imgHeight": 100, "imageName": "a.jpg", "objects": shapes},
    }[format]
    return {"a_polygons.json": json.dumps(document).encode()}


@pytest.mark.parametrize(("format", "shape", "code"), BAD_SHAPES.values(), ids=BAD_SHAPES)
def test_a_bad_shape_is_named_and_the_next_is_read(format: str, shape: Any, code: str) -> None:
    good = {
        "labelme": {"label": "car", "points": [[0, 0], [9, 0], [9, 9]]},
        "scalabel": LINE,
        "cityscapes": AREA,
    }

    reading = FORMATS[format].read(_file_of(format, [shape, good[format]]), {})

    assert [fault.code for fault in reading.faults] == [code]
    assert "[0]" in reading.faults[0].path
    assert len(reading.pictures[0].annotations) == 1


@pytest.mark.parametrize("format", ["labelme", "scalabel", "cityscapes"])
def test_a_file_that_is_no_json_is_named_and_the_next_is_read(format: str) -> None:
    good = _file_of(format, [])["a_polygons.json"]

    reading = FORMATS[format].read({"b_polygons.json": b"[" * 100_000, "a_polygons.json": good}, {})

    assert [(fault.code, fault.path) for fault in reading.faults] == [("broken_json", "b_polygons.json")]
    assert [picture.name for picture in reading.pictures] == ["a.jpg"]
    assert reading.pictures[0].confirmed_empty
