"""datumaro reads what we export, object by object.

It cannot live beside us (docs/decisions/datumaro-judges-from-outside.md), so it runs in an environment of its own, which
scripts/install-test-tools makes beside ours; DOUYA_DATUMARO_PYTHON names another interpreter.
"""

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.registry import READABLE
from annotate.datasets.formats.shapes import extent_of, turned_corners
from annotate.projects.ontology import parse_ontology

# The real .venv: worktrees share it by a link, and the judge with it.
BESIDE_US = Path(sys.prefix).resolve().parent / ".venv-judge" / "bin" / "python"
PYTHON = os.environ.get("DOUYA_DATUMARO_PYTHON") or (str(BESIDE_US) if BESIDE_US.exists() else "")
JUDGE = Path(__file__).with_name("datumaro_judge.py")
# Under CI nothing may be missing: the tests fail there instead of being skipped.
pytestmark = pytest.mark.skipif(
    not PYTHON and os.environ.get("CI") != "true", reason="no datumaro here: run scripts/install-test-tools"
)

FLAGS = [{"name": "occluded", "type": "checkbox"}, {"name": "truncated", "type": "checkbox"}]
KINDS = ["box", "rotated_box", "polygon", "polyline", "points", "mask"]
ONTOLOGY = parse_ontology(
    {
        "labels": [
            # The first is none of VOC's own twenty.
            {"name": "traffic light", "color": "#0072B2", "kinds": KINDS, "attributes": FLAGS},
            {"name": "car", "color": "#E69F00", "kinds": KINDS, "attributes": FLAGS},
            {"name": "crowd", "color": "#009E73", "kinds": ["box"], "ignore": True},
        ]
    }
)
POSES = parse_ontology(
    {
        "labels": [
            {
                "name": "person",
                "kinds": ["box", "skeleton"],
                "skeleton": {"points": ["head", "left", "right"], "edges": [[0, 1], [0, 2]]},
            }
        ]
    }
)
# It has a reader of that name, but for another layout; or none at all.
NOT_READ = {
    "yolo_segments": "reads YOLO lines of five numbers only, and passes over all others in silence",
    "yolo_oriented": "reads YOLO lines of five numbers only; its oriented ones are Roboflow's, in pixels and with names",
    "label_studio": "has no reader",
    "labelme": "its label_me is the XML of the old web tool",
    "scalabel": "has no reader",
    "cityscapes": "reads the painted PNG, not the polygons",
}


def drawn(kind: str, label: str, attributes: dict[str, Any] | None = None, **place: Any) -> dict[str, Any]:
    return {"id": "1", "kind": kind, "label": label, "attributes": attributes or {}, **place}


BOX = drawn("box", "car", {"occluded": True}, box=[10.25, 20.5, 100, 50])
CUT = drawn("box", "traffic light", {"truncated": True}, box=[300, 100, 40.75, 120])
WHOLE = drawn("box", "car", box=[0, 0, 320, 240])
AREA = drawn("box", "crowd", box=[400, 300, 3, 2])
TURNED = drawn("rotated_box", "car", box=[100, 100, 80, 40], rotation=30.5)
OUTLINE = drawn("polygon", "traffic light", points=[[10.5, 10.25], [50, 12], [40, 60.75]])
LINE = drawn("polyline", "car", points=[[10.5, 10.25], [50, 12], [40, 60.75]])
POINTS = drawn("points", "car", points=[[10.5, 10.25], [50, 12]])
# Columns from the top: two of the eleventh column on, ten pixels long.
MASK = drawn("mask", "car", rle={"size": [480, 640], "counts": [4805, 10, 470, 10, 480 * 640 - 4805 - 490]})
POSE = drawn("skeleton", "person", points=[[50.25, 10, 2], [40, 30.5, 1], [0, 0, 0]])


def pictures(*shapes: dict[str, Any]) -> list[LabelledPicture]:
    """One in a folder, one that is covered whole, one in which nothing is."""
    return [
        LabelledPicture("street/a.jpg", 640, 480, shapes),
        LabelledPicture("b.png", 320, 240, (WHOLE,)),
        LabelledPicture("empty.jpg", 64, 48, confirmed_empty=True),
    ]


def frame(number: int, *tracks: tuple[str, dict[str, Any], list[float]]) -> LabelledPicture:
    seen = tuple({**shape, "box": box, "track": track, "frame": number} for track, shape, box in tracks)
    # It reads the rate as a whole number, as the challenge's own files have it.
    clip = Clip("ride", 10.0, 3)
    return LabelledPicture(f"{number + 1:06d}.jpg", 640, 480, seen, sequence=clip, frame=number)


RIDE = [
    frame(0, ("a", BOX, [10.25, 20.5, 100, 50])),
    frame(1, ("a", BOX, [13.5, 21.25, 99, 50]), ("b", CUT, [1, 2, 3.5, 4])),
    frame(2, ("b", CUT, [2, 2, 3.5, 4.25])),
]


@dataclass(frozen=True)
class Case:
    """A format, its name there, the folder that it wants the pictures in, and shapes that we have a word for."""

    format: str
    kind: str
    images: str
    pictures: list[LabelledPicture]
    # Its name of the annotation file, where it insists on one.
    renamed: str = "instances_default.json"


CASES = {
    "coco": Case(
        "coco",
        "coco",
        "images",
        pictures(BOX, CUT, TURNED, OUTLINE, MASK, drawn("box", "car", box=[1, 2, 3, 4])),
    ),
    "crowd": Case("coco", "coco", "images", pictures(AREA)),
    "poses": Case(
        "coco",
        "coco_person_keypoints",
        "images",
        [LabelledPicture("a.jpg", 100, 80, (POSE,))],
        "person_keypoints_default.json",
    ),
    "voc": Case("voc", "voc_detection", "JPEGImages", pictures(BOX, CUT, AREA)),
    "yolo": Case("yolo", "yolo", "images", pictures(BOX, CUT, TURNED)),
    "kitti": Case("kitti", "kitti_detection", "image_2", pictures(BOX, CUT, AREA)),
    "cvat": Case("cvat", "cvat", "images", pictures(BOX, CUT, TURNED, OUTLINE, LINE, POINTS)),
    "cvat_video": Case("cvat_video", "cvat", "images", RIDE),
    "mot": Case("mot", "mot_seq", "ride/frames", RIDE),
}


def export_to(folder: Path, case: Case) -> None:
    """An export unpacked beside its pictures, as the format lays them out."""
    ontology = POSES if case.format == "coco" and "person" in case.kind else ONTOLOGY
    for name, parts in READABLE[case.format].write(case.pictures, ontology):
        path = folder / name.replace("instances.json", case.renamed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(parts))
    for picture in case.pictures:
        path = folder / case.images / picture.name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (picture.width_px, picture.height_px)).save(path)


Seen = dict[str, list[list[Any]]]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What it saw, by case: of each picture [type, label, numbers, attributes]. It is started once, for it takes seconds."""
    assert PYTHON, "no datumaro here: run scripts/install-test-tools"
    root = tmp_path_factory.mktemp("judged")
    for name, case in CASES.items():
        export_to(root / name, case)
    asked = json.dumps([[str(root / name), case.kind] for name, case in CASES.items()])
    said = subprocess.run([PYTHON, str(JUDGE), asked], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return dict(zip(CASES, json.loads(said.stdout), strict=True))


def assert_seen(found: Iterable[list[Any]], *wanted: tuple[str, str, list[float]]) -> None:
    """Each object once, whatever their order, with its numbers to 0.01 px."""
    told = sorted(([kind, label, place] for kind, label, place, _ in found), key=repr)
    assert [(kind, label) for kind, label, _ in told] == sorted((kind, label) for kind, label, _ in wanted)
    for kind, label, place in wanted:
        same = [one[2] for one in told if one[:2] == [kind, label]]
        assert any(one == pytest.approx(place, abs=0.011) for one in same), (kind, label, place, same)


def flags_of(found: Iterable[list[Any]], label: str, *names: str) -> dict[str, Any]:
    (attributes,) = [attributes for _, one, _, attributes in found if one == label]
    return {name: attributes[name] for name in names}


def around(points: Iterable[Iterable[float]]) -> list[float]:
    x_min, y_min, x_max, y_max = extent_of([list(point) for point in points])
    return [x_min, y_min, x_max - x_min, y_max - y_min]


def flat(shape: dict[str, Any]) -> list[float]:
    return [number for point in shape["points"] for number in point]


def inclusive(place: list[float]) -> list[float]:
    """VOC counts pixels from 1 and names the last one of a box; datumaro takes the numbers as they are."""
    x, y, width, height = place
    left, top = math.floor(x) + 1, math.floor(y) + 1
    return [left, top, math.ceil(x + width) - left, math.ceil(y + height) - top]


def test_every_format_is_judged_or_the_reason_is_written_down() -> None:
    assert {case.format for case in CASES.values()} | set(NOT_READ) == set(READABLE)


@pytest.mark.parametrize("name", ["coco", "crowd", "voc", "kitti", "cvat"])
def test_it_finds_every_picture_in_its_folder_and_nothing_in_the_empty_one(
    seen: dict[str, Seen], name: str
) -> None:
    assert set(seen[name]) == {"street/a", "b", "empty"}
    assert seen[name]["empty"] == []
    place = inclusive(WHOLE["box"]) if name == "voc" else WHOLE["box"]
    assert ("bbox", "car", place) in [(kind, label, box) for kind, label, box, _ in seen[name]["b"]]


def test_coco_is_seen_with_boxes_outlines_and_masks(seen: dict[str, Seen]) -> None:
    """It gives an outline or a mask a box beside it, and sees a turned box as the outline that COCO has for it."""
    corners = turned_corners(TURNED["box"], TURNED["rotation"])
    pixels = [float(n) for y in range(5, 15) for x in (10, 11) for n in (x, y)]

    assert_seen(
        seen["coco"]["street/a"],
        ("bbox", "car", BOX["box"]),
        ("bbox", "car", [1, 2, 3, 4]),
        ("bbox", "traffic light", CUT["box"]),
        ("polygon", "car", [number for corner in corners for number in corner]),
        ("bbox", "car", around(corners)),
        ("polygon", "traffic light", flat(OUTLINE)),
        ("bbox", "traffic light", around(OUTLINE["points"])),
        ("mask", "car", pixels),
        ("bbox", "car", [10, 5, 2, 10]),
    )


def test_coco_tells_it_which_areas_to_ignore(seen: dict[str, Seen]) -> None:
    found = seen["crowd"]["street/a"]

    pixels = [float(n) for y in (300, 301) for x in (400, 401, 402) for n in (x, y)]
    assert_seen(found, ("mask", "crowd", pixels), ("bbox", "crowd", AREA["box"]))
    assert all(attributes["is_crowd"] for *_, attributes in found)


def test_coco_tells_it_the_points_of_a_skeleton_and_which_are_hidden(seen: dict[str, Seen]) -> None:
    points = [one for one in seen["poses"]["a"] if one[0] == "points"]

    assert_seen(points, ("points", "person", [50.25, 10, 2, 40, 30.5, 1, 0, 0, 0]))


def test_voc_is_seen_in_whole_pixels_with_labels_of_our_own(seen: dict[str, Seen]) -> None:
    found = seen["voc"]["street/a"]

    assert_seen(
        found,
        ("bbox", "car", inclusive(BOX["box"])),
        ("bbox", "traffic light", inclusive(CUT["box"])),
        ("bbox", "crowd", inclusive(AREA["box"])),
    )
    assert flags_of(found, "car", "occluded", "truncated", "difficult") == {
        "occluded": True,
        "truncated": False,
        "difficult": False,
    }
    assert flags_of(found, "traffic light", "truncated") == {"truncated": True}
    assert flags_of(found, "crowd", "difficult") == {"difficult": True}


def test_yolo_is_seen_with_a_turned_box_as_the_box_around_it(seen: dict[str, Seen]) -> None:
    """It drops the folders of pictures: Ultralytics keeps them, as our reader does (test_round_trips)."""
    assert set(seen["yolo"]) == {"a", "b", "empty"}
    assert seen["yolo"]["empty"] == []
    assert_seen(seen["yolo"]["b"], ("bbox", "car", WHOLE["box"]))
    assert_seen(
        seen["yolo"]["a"],
        ("bbox", "car", BOX["box"]),
        ("bbox", "traffic light", CUT["box"]),
        ("bbox", "car", around(turned_corners(TURNED["box"], TURNED["rotation"]))),
    )


def test_kitti_is_seen_with_names_in_one_word_and_what_not_to_care_for(seen: dict[str, Seen]) -> None:
    found = seen["kitti"]["street/a"]

    assert_seen(
        found,
        ("bbox", "car", BOX["box"]),
        ("bbox", "traffic_light", CUT["box"]),
        ("bbox", "DontCare", AREA["box"]),
    )
    assert flags_of(found, "car", "occluded", "truncated") == {"occluded": True, "truncated": False}
    assert flags_of(found, "traffic_light", "occluded", "truncated") == {"occluded": False, "truncated": True}


def test_cvat_is_seen_with_every_shape_as_it_was_drawn(seen: dict[str, Seen]) -> None:
    found = seen["cvat"]["street/a"]

    assert_seen(
        found,
        ("bbox", "car", BOX["box"]),
        ("bbox", "traffic light", CUT["box"]),
        ("rotated_bbox", "car", [140, 120, 80, 40, 30.5]),
        ("polygon", "traffic light", flat(OUTLINE)),
        ("polyline", "car", flat(LINE)),
        # The third number says that a point is visible, which CVAT has no word for.
        ("points", "car", [10.5, 10.25, 2, 50, 12, 2]),
    )
    ((*_, first),) = [one for one in found if one[:2] == ["bbox", "car"]]
    assert first["occluded"] is True
    ((*_, cut),) = [one for one in found if one[:2] == ["bbox", "traffic light"]]
    assert (cut["occluded"], cut["truncated"]) == (False, True)


def boxes_of_tracks(shapes: Iterable[list[Any]]) -> dict[int, tuple[str, list[float]]]:
    return {
        attributes["track_id"]: (label, place)
        for _, label, place, attributes in shapes
        if not attributes.get("outside")
    }


@pytest.mark.parametrize(
    ("name", "frames", "first"),
    [
        ("cvat_video", ["frame_000000", "frame_000001", "frame_000002"], 0),
        ("mot", ["1", "2", "3"], 1),
    ],
)
def test_videos_are_seen_with_every_track_at_every_frame(
    seen: dict[str, Seen], name: str, frames: list[str], first: int
) -> None:
    """first: the number that the format counts tracks from."""
    assert set(seen[name]) == set(frames)
    for key, picture in zip(frames, RIDE, strict=True):
        found = boxes_of_tracks(seen[name][key])
        numbers = {first + "ab".index(one["track"]): one for one in picture.annotations}
        assert set(found) == set(numbers)
        for number, one in numbers.items():
            label, place = found[number]
            assert label == one["label"]
            assert place == pytest.approx(one["box"], abs=0.011)
    assert seen[name][frames[1]][0][3]["occluded"] is (name == "cvat_video")


def test_cvat_tells_it_where_a_track_goes_out_of_sight(seen: dict[str, Seen]) -> None:
    gone = [one for one in seen["cvat_video"]["frame_000002"] if one[3]["outside"]]

    assert [(label, attributes["track_id"]) for _, label, _, attributes in gone] == [("car", 0)]


def test_mot_tells_it_how_much_is_to_be_seen(seen: dict[str, Seen]) -> None:
    """Its `occluded` begins at nothing being visible, so the share itself is looked at."""
    (car, light) = sorted(seen["mot"]["2"], key=lambda one: one[1])

    assert (car[3]["visibility"], light[3]["visibility"]) == (0.5, 1.0)
    assert not car[3]["ignored"]
