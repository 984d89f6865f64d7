"""COCO as its own tools want it."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from pycocotools.coco import COCO

from annotate.datasets.formats.coco_reading import read_coco
from annotate.datasets.formats.picture import LabelledPicture
from tests.formats.drawings import labelled, written


def document(pictures: list[LabelledPicture]) -> dict[str, Any]:
    return json.loads(written("coco", pictures)["annotations/instances.json"])


def loaded(pictures: list[LabelledPicture], folder: Path) -> COCO:
    file = folder / "instances.json"
    file.write_bytes(written("coco", pictures)["annotations/instances.json"])
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(file))


MASK = {"kind": "mask", "rle": {"size": [4, 5], "counts": [5, 2, 2, 2, 9]}, "label": "car", "attributes": {}}


def test_pycocotools_loads_boxes_polygons_and_masks(tmp_path: Path) -> None:
    shapes = (
        {"kind": "box", "box": [10.123, 20, 30, 40], "label": "car", "attributes": {"occluded": True}},
        {"kind": "polygon", "points": [[0, 0], [20, 0], [20, 10]], "label": "car", "attributes": {}},
        {
            "kind": "rotated_box",
            "box": [10, 10, 20, 10],
            "rotation": 90,
            "label": "traffic light",
            "attributes": {},
        },
    )
    pictures = [
        LabelledPicture("a.jpg", 640, 480, shapes, image_id=7),
        LabelledPicture("b.jpg", 5, 4, (MASK,), image_id=9),
        LabelledPicture("c.jpg", 5, 4, image_id=11),
    ]

    coco = loaded(pictures, tmp_path)

    assert coco.getImgIds() == [7, 9, 11]
    assert sorted(coco.getAnnIds()) == [1, 2, 3, 4]
    box, polygon, turned, mask = coco.loadAnns([1, 2, 3, 4])
    assert box["bbox"] == [10.123, 20, 30, 40]
    assert box["attributes"] == {"occluded": True}
    assert polygon["area"] == 100
    assert coco.annToMask(polygon).sum() == pytest.approx(100, abs=15)
    assert turned["bbox"] == pytest.approx([15, 5, 10, 20])
    assert mask["bbox"] == [1, 1, 2, 2]
    assert coco.annToMask(mask).sum() == mask["area"] == 4


def test_class_numbers_follow_the_ontology_from_one() -> None:
    categories = document([])["categories"]

    assert [c["id"] for c in categories] == [1, 2, 3]
    assert categories[1]["name"] == "traffic light"


def test_what_coco_has_no_word_for_is_not_among_the_boxes() -> None:
    lane = {"kind": "polyline", "points": [[0, 0], [5, 5]], "label": "car", "attributes": {}}

    written_ = document([LabelledPicture("a.jpg", 640, 480, (lane,), image_id=3)])

    assert written_["annotations"] == []
    assert written_["douya"]["annotations"] == [{**lane, "image_id": 3}]


def test_a_compressed_mask_of_pycocotools_is_read() -> None:
    import numpy as np
    from pycocotools import mask as tools

    drawn = np.zeros((60, 80), dtype=np.uint8, order="F")
    drawn[10:40, 20:70] = 1
    drawn[15:20, 30:35] = 0
    rle = tools.encode(drawn)
    item = {
        "id": 1,
        "image_id": 1,
        "category_id": 1,
        "segmentation": {"size": [60, 80], "counts": rle["counts"].decode()},
        "iscrowd": 1,
    }
    reading = read_coco(
        {
            "images": [{"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}],
            "categories": [{"id": 1, "name": "crowd"}],
            "annotations": [item],
        }
    )

    assert reading.faults == []
    counts = reading.pictures[0].annotations[0]["rle"]["counts"]
    assert sum(counts[1::2]) == drawn.sum()
    assert tools.frPyObjects({"size": [60, 80], "counts": counts}, 60, 80)["counts"] == rle["counts"]


@given(labelled(("box", "polygon")))
def test_every_document_loads_with_ids_from_one(pictures: list[LabelledPicture]) -> None:
    written_ = document(pictures)

    ids = [annotation["id"] for annotation in written_["annotations"]]
    assert ids == list(range(1, len(ids) + 1))
    assert len(written_["images"]) == len(pictures)


IMAGE = {"id": 1, "file_name": "a.jpg", "width": 80, "height": 60}
CATEGORY = {"id": 1, "name": "car"}
BOX = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}
FAULTY = {
    "not a document": ([], ""),
    "no pictures": ({"categories": [], "annotations": []}, "images"),
    "NaN": ({"annotations": [BOX | {"bbox": [float("nan"), 0, 1, 1]}]}, "annotations[0].bbox"),
    "infinite": ({"annotations": [BOX | {"bbox": [0, 0, float("inf"), 1]}]}, "annotations[0].bbox"),
    "huge": ({"annotations": [BOX | {"bbox": [0, 0, 10**400, 1]}]}, "annotations[0].bbox"),
    "no width": ({"annotations": [BOX | {"bbox": [0, 0, 0, 1]}]}, "annotations[0].bbox"),
    "unknown class": ({"annotations": [BOX | {"category_id": 9}]}, "annotations[0].category_id"),
    "unknown picture": ({"annotations": [BOX | {"image_id": 9}]}, "annotations[0].image_id"),
    "list as id": ({"annotations": [BOX | {"image_id": [1]}]}, "annotations[0].image_id"),
    "one id twice": ({"annotations": [BOX, BOX]}, "annotations[1].id"),
    "picture twice": ({"images": [IMAGE, IMAGE]}, "images[1]"),
    "picture without size": ({"images": [IMAGE | {"width": 0}]}, "images[0]"),
    "class twice": ({"categories": [CATEGORY, CATEGORY]}, "categories[1]"),
    "polygon of two points": (
        {"annotations": [BOX | {"segmentation": [[1, 2, 3, 4]]}]},
        "annotations[0].segmentation[0]",
    ),
    "mask of another size": (
        {"annotations": [BOX | {"segmentation": {"size": [1, 1], "counts": [1]}}]},
        "annotations[0].segmentation",
    ),
    "mask of no letters": (
        {"annotations": [BOX | {"segmentation": {"size": [60, 80], "counts": "\x00"}}]},
        "annotations[0].segmentation.counts",
    ),
    "extension of a list": ({"douya": {"annotations": [{"image_id": [1]}]}}, "douya.annotations[0]"),
}


@pytest.mark.parametrize(("change", "path"), FAULTY.values(), ids=FAULTY)
def test_a_fault_is_named_and_the_rest_is_read(change: Any, path: str) -> None:
    whole = {"images": [IMAGE], "categories": [CATEGORY], "annotations": [BOX]}
    given_ = {**whole, **change} if isinstance(change, dict) and "images" not in path else change

    reading = read_coco(given_)

    assert path in [fault.path for fault in reading.faults]
