"""Areas to ignore and skeletons, in each format's own words."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pycocotools.coco import COCO

from annotate.datasets.formats.coco_skeletons import rle_of_polygon
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import FORMATS
from annotate.projects.ontology import parse_ontology

ONTOLOGY = parse_ontology(
    {
        "labels": [
            {"name": "crowd of cars", "ignore": True},
            {
                "name": "person",
                "kinds": ["box", "skeleton"],
                "skeleton": {"points": ["head", "left hand", "right hand"], "edges": [[0, 1], [0, 2]]},
            },
            {
                "name": "car",
                "attributes": [
                    {"name": "occluded", "type": "select", "values": [0, 1, 2, 3]},
                    {"name": "truncated", "type": "number"},
                ],
            },
        ]
    }
)
IGNORED = {"kind": "box", "box": [10, 20, 30, 40], "label": "crowd of cars", "attributes": {}}
CAR = {"kind": "box", "box": [1, 2, 3, 4], "label": "car", "attributes": {"occluded": 2, "truncated": 25}}
POSE = {
    "kind": "skeleton",
    "points": [[50, 10, 2], [40, 30, 1], [0, 0, 0]],
    "label": "person",
    "attributes": {},
}
PICTURE = LabelledPicture("a.jpg", 100, 80, (IGNORED, CAR), image_id=1)


def written(format: str, picture: LabelledPicture) -> dict[str, bytes]:
    return {name: b"".join(parts) for name, parts in FORMATS[format].write([picture], ONTOLOGY)}


def read_back(format: str, picture: LabelledPicture) -> Reading:
    return FORMATS[format].read(written(format, picture), {"a.jpg": (100, 80)})


def coco_of(picture: LabelledPicture, folder: Path) -> COCO:
    file = folder / "instances.json"
    file.write_bytes(written("coco", picture)["annotations/instances.json"])
    with contextlib.redirect_stdout(io.StringIO()):
        return COCO(str(file))


def test_kitti_writes_dont_care_and_gives_the_name_back() -> None:
    lines = written("kitti", PICTURE)["label_2/a.txt"].decode().splitlines()
    reading = read_back("kitti", PICTURE)

    assert lines[0] == "DontCare -1 -1 -10 10.00 20.00 40.00 60.00 -1 -1 -1 -1000 -1000 -1000 -10"
    assert lines[1].startswith("car 0.25 2 -10 ")
    assert reading.pictures[0].annotations[0] == IGNORED | {"box": [10.0, 20.0, 30.0, 40.0]}
    assert reading.pictures[0].annotations[1]["attributes"] == {"occluded": 2, "truncated": 25.0}
    assert [label.get("ignore", False) for label in reading.labels] == [True, False]


def test_yolo_leaves_it_out_and_keeps_the_numbers_of_the_classes() -> None:
    files = written("yolo", PICTURE)

    assert [line.split()[0] for line in files["labels/a.txt"].decode().splitlines()] == ["2"]
    assert '2: "car"' in files["data.yaml"].decode()


def test_voc_calls_it_difficult_and_knows_levels_as_yes_or_no() -> None:
    root = ElementTree.fromstring(written("voc", PICTURE)["Annotations/a.xml"])

    flags = [
        [item.findtext(name) for name in ("difficult", "truncated", "occluded")]
        for item in root.iter("object")
    ]
    assert flags == [["1", "0", "0"], ["0", "1", "1"]]


def test_cvat_keeps_the_level_of_occlusion_beside_its_own_flag() -> None:
    text = written("cvat", PICTURE)["annotations.xml"].decode()
    reading = read_back("cvat", PICTURE)

    assert 'occluded="1"' in text
    assert '<attribute name="occluded">2</attribute>' in text
    assert [one["name"] for one in reading.labels[2]["attributes"]] == ["occluded", "truncated"]


def test_coco_takes_it_as_a_crowd_of_run_lengths(tmp_path: Path) -> None:
    coco = coco_of(PICTURE, tmp_path)

    crowd, car = coco.loadAnns([1, 2])
    assert (crowd["iscrowd"], crowd["bbox"], crowd["area"]) == (1, [10, 20, 30, 40], 1200)
    assert coco.annToMask(crowd)[20:60, 10:40].sum() == coco.annToMask(crowd).sum() == 1200
    assert car["iscrowd"] == 0
    back = read_back("coco", PICTURE)
    assert back.faults == []
    assert [one["box"] for one in back.pictures[0].annotations] == [IGNORED["box"], CAR["box"]]
    assert back.labels[0]["ignore"] is True


@pytest.mark.parametrize(
    "points",
    [[[3, 3], [60, 10], [40, 70]], [[5, 5], [50, 5], [50, 50], [25, 20], [5, 50]]],
    ids=["triangle", "hollow"],
)
def test_run_lengths_of_a_polygon_are_those_of_its_pixels(points: list[list[int]], tmp_path: Path) -> None:
    area = {"kind": "polygon", "points": points, "label": "crowd of cars", "attributes": {}}
    coco = coco_of(LabelledPicture("a.jpg", 100, 80, (area,), image_id=1), tmp_path)

    counts = rle_of_polygon(points, 100, 80)
    theirs = coco.annToMask({"image_id": 1, "segmentation": [[value for point in points for value in point]]})
    ours = coco.annToMask(coco.loadAnns([1])[0])

    assert sum(counts) == 8000
    # The two differ by a row of pixels at the most: pycocotools paints what the outline touches.
    assert (ours != theirs).sum() <= 120
    assert int(ours.sum()) == pytest.approx(int(theirs.sum()), rel=0.06)


def test_coco_has_skeletons_as_keypoints(tmp_path: Path) -> None:
    box = {"kind": "box", "box": [5, 5, 10, 10], "label": "person", "attributes": {}}
    picture = LabelledPicture("a.jpg", 100, 80, (POSE, box), image_id=1)
    coco = coco_of(picture, tmp_path)

    category = coco.loadCats([2])[0]
    pose, plain = coco.loadAnns([1, 2])

    assert category["keypoints"] == ["head", "left hand", "right hand"]
    assert category["skeleton"] == [[1, 2], [1, 3]]
    assert pose["keypoints"] == [50, 10, 2, 40, 30, 1, 0, 0, 0]
    assert (pose["num_keypoints"], pose["bbox"]) == (2, [40, 10, 10, 20])
    assert (plain["num_keypoints"], plain["keypoints"]) == (0, [0] * 9)


def test_skeletons_come_back_as_they_were() -> None:
    reading = read_back("coco", LabelledPicture("a.jpg", 100, 80, (POSE,), image_id=1))

    assert reading.pictures[0].annotations == (POSE,)
    person = next(label for label in reading.labels if label["name"] == "person")
    points = [{"name": name} for name in ("head", "left hand", "right hand")]
    assert person["skeleton"] == {"points": points, "edges": [[0, 1], [0, 2]]}
    assert parse_ontology({"labels": reading.labels}).label("person") is not None


def test_keypoints_of_another_tool_come_with_their_box() -> None:
    document: dict[str, Any] = {
        "images": [{"id": 1, "file_name": "a.jpg", "width": 100, "height": 80}],
        "categories": [
            {"id": 1, "name": "person", "keypoints": ["head", "foot"], "skeleton": [[1, 2], [1, 9]]}
        ],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "keypoints": [2, 3, 2, 0, 0, 0]}
        ],
    }

    reading = FORMATS["coco"].read({"person_keypoints.json": json.dumps(document).encode()}, {})

    assert [one["kind"] for one in reading.pictures[0].annotations] == ["skeleton", "box"]
    assert reading.labels[0]["skeleton"]["edges"] == [[0, 1]]
