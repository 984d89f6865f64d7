"""Frames of videos: MOT folders, CVAT tracks, and COCO with a number for each track."""

import configparser
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.reading import Reading
from annotate.datasets.formats.registry import EXPORTS, TableFormat, TrackFormat
from annotate.projects.ontology import parse_ontology
from tests.formats.drawings import boxes, numbers

ONTOLOGY = parse_ontology(
    {
        "labels": [
            {"name": name, "title": {"zh_CN": "类", "en": name}, "color": "#0072B2", "kinds": ["box"]}
            for name in ("person", "car")
        ]
    }
)


def frame(video: str, number: int, *boxes: tuple[str, list[float]], **attributes: Any) -> LabelledPicture:
    return LabelledPicture(
        name=f"{number:06d}.jpg",
        width_px=640,
        height_px=480,
        annotations=tuple(
            {
                "id": f"{track}-{number}",
                "kind": "box",
                "label": "car",
                "box": box,
                "attributes": attributes,
                "track": track,
                "frame": number,
            }
            for track, box in boxes
        ),
        image_id=100 * len(video) + number,
        sequence=Clip(video, 12.5, 2),
        frame=number,
    )


PICTURES = [
    LabelledPicture("alone.jpg", 640, 480),
    frame("ride", 0, ("a", [10, 20, 30.25, 40])),
    frame("ride", 1, ("b", [0, 0, 9, 9]), ("a", [12, 20, 30, 40]), occluded=True),
    frame("../up", 0, ("a", [1, 2, 3, 4])),
]


def written(format: str, pictures: list[LabelledPicture] = PICTURES) -> dict[str, str]:
    one = EXPORTS[format]
    assert not isinstance(one, TableFormat)
    files = one.write(pictures, ONTOLOGY)
    return {name: b"".join(parts).decode() for name, parts in files}


def test_mot_counts_frames_tracks_and_classes_from_one() -> None:
    files = written("mot")

    assert files["ride/gt/gt.txt"].splitlines() == [
        "1,1,10.00,20.00,30.25,40.00,1,2,1",
        "2,2,0.00,0.00,9.00,9.00,1,2,0.5",
        "2,1,12.00,20.00,30.00,40.00,1,2,0.5",
    ]
    assert files["ride/gt/labels.txt"] == "person\ncar\n"
    assert files["ride/frames.txt"].splitlines() == ["1 000000.jpg", "2 000001.jpg"]
    head = configparser.ConfigParser()
    head.read_string(files["ride/seqinfo.ini"])
    assert dict(head["Sequence"])["framerate"] == "12.5"
    assert dict(head["Sequence"])["seqlength"] == "2"
    assert dict(head["Sequence"])["imext"] == ".jpg"


def test_no_name_of_a_video_reaches_out_of_the_archive() -> None:
    assert "_up/gt/gt.txt" in written("mot")
    assert not [name for name in written("mot") if ".." in name or name.startswith("/")]


def test_cvat_ends_tracks_and_tells_key_frames_from_what_lies_between() -> None:
    moving = [frame("ride", n, ("a", [10 + 2 * n, 20, 30, 40])) for n in range(4)]
    gone = [frame("ride", n) for n in (4, 5)]
    back = [frame("ride", 6, ("a", [90, 20, 30, 40]))]
    pictures = [replace(one, sequence=Clip("ride", 10, 8)) for one in [*moving, *gone, *back]]

    root = ElementTree.fromstring(written("cvat_video", pictures)["ride/annotations.xml"])

    (track,) = root.findall("track")
    assert [(s.get("frame"), s.get("keyframe"), s.get("outside")) for s in track] == [
        ("0", "1", "0"),
        ("1", "0", "0"),
        ("2", "0", "0"),
        ("3", "1", "0"),
        ("4", "1", "1"),
        ("6", "1", "0"),
        ("7", "1", "1"),
    ]
    # Nothing about people.
    assert {one.tag for one in root.find("meta/task") or ()} == {
        *("name", "size", "mode", "start_frame", "stop_frame", "frame_filter", "labels", "original_size")
    }


def test_cvat_is_never_left_to_match_the_points_of_outlines() -> None:
    def drawn(number: int) -> LabelledPicture:
        shape = {"kind": "polygon", "points": [[number, 0], [50, 0], [50, 50]], "label": "car", "track": "a"}
        return replace(frame("ride", number), annotations=(shape,), sequence=Clip("ride", 10, 3))

    root = ElementTree.fromstring(written("cvat_video", [drawn(n) for n in range(3)])["ride/annotations.xml"])

    assert [shape.get("keyframe") for shape in root.iter("polygon")] == ["1"] * 3


LABEL_OF = {"a": "car", "b": "person"}


@st.composite
def rides(draw: Any) -> list[LabelledPicture]:
    count = draw(st.integers(1, 8))
    seen = draw(
        st.dictionaries(
            st.sampled_from(["a", "b"]),
            st.dictionaries(st.integers(0, count - 1), st.tuples(boxes(), st.booleans()), min_size=1),
        )
    )
    found = []
    for number in range(count):
        annotations = tuple(
            {
                **at[number][0],
                "label": LABEL_OF[track],
                "track": track,
                "attributes": {"occluded": at[number][1]},
            }
            for track, at in sorted(seen.items())
            if number in at
        )
        clip = Clip("ride", 10, count)
        found.append(replace(frame("ride", number), annotations=annotations, sequence=clip))
    return found


@pytest.mark.parametrize(("format", "tolerance_px"), [("cvat_video", 0.011), ("mot", 0.02)])
@given(pictures=rides())
def test_what_is_in_sight_at_each_frame_comes_back(
    format: str, tolerance_px: float, pictures: list[LabelledPicture]
) -> None:
    reading = read_back(format, pictures)

    assert reading.faults == []
    for one, other in zip(pictures, reading.pictures, strict=True):
        assert (other.sequence, other.frame, other.name) == (one.sequence, one.frame, one.name)
        theirs = {annotation["label"]: annotation for annotation in other.annotations}
        assert set(theirs) == {annotation["label"] for annotation in one.annotations}
        for first in one.annotations:
            second = theirs[first["label"]]
            assert numbers(second) == pytest.approx(numbers(first), abs=tolerance_px)
            assert second["attributes"] == first["attributes"]
    # A track keeps its name over the frames, and has it alone.
    names = {(one["label"], one["track"]) for picture in reading.pictures for one in picture.annotations}
    assert len(names) == len({label for label, _ in names}) == len({track for _, track in names})


def read_back(format: str, pictures: list[LabelledPicture]) -> Reading:
    files = {name: text.encode() for name, text in written(format, pictures).items()}
    one = EXPORTS[format]
    assert isinstance(one, TrackFormat)
    sizes = {picture.name: (picture.width_px, picture.height_px) for picture in pictures}
    return one.read(files, sizes, {"ride": [picture.name for picture in pictures]})


BAD = {
    "not a number": ("1,1,nan,4,4,8,1,1,1", "numbers"),
    "too few": ("1,1,0,4,4,8", "columns"),
    "half a frame": ("1.5,1,0,4,4,8,1,1,1", "columns"),
    "frame nought": ("0,1,0,4,4,8,1,1,1", "frame"),
    "after the last frame": ("9,1,0,4,4,8,1,1,1", "frame"),
    "unknown class": ("1,1,0,4,4,8,1,99,1", "unknown_label"),
    "not to be counted": ("1,1,0,4,4,8,0,1,1", "flag"),
    "outside": ("1,1,700,4,4,8,1,1,1", "too_small"),
    "twice": ("1,7,0,4,4,9,1,1,1", "twice"),
}


@pytest.mark.parametrize(("line", "code"), BAD.values(), ids=BAD)
def test_a_bad_line_of_mot_is_named_and_the_rest_is_read(line: str, code: str) -> None:
    mot = EXPORTS["mot"]
    assert isinstance(mot, TrackFormat)
    text = f"1,7,0,4,4,8,1,1,1\n{line}\n2,7,0,4,4,8,1,1,1\n"

    reading = mot.read({"gt/gt.txt": text.encode()}, dict.fromkeys(("a", "b"), (640, 480)), {"v": ["a", "b"]})

    assert [(fault.code, fault.path) for fault in reading.faults] == [(code, "gt/gt.txt: line 2")]
    assert [len(picture.annotations) for picture in reading.pictures] == [1, 1]
    assert [label["name"] for label in reading.labels][:2] == ["pedestrian", "person on vehicle"]


def test_a_video_that_nobody_can_tell_is_refused() -> None:
    mot = EXPORTS["mot"]
    assert isinstance(mot, TrackFormat)

    reading = mot.read(
        {"gt.txt": b"1,7,0,4,4,8,1,1,1"}, dict.fromkeys("ab", (9, 9)), {"v": ["a"], "w": ["b"]}
    )

    assert [fault.code for fault in reading.faults] == ["video"]


def test_coco_gives_each_track_one_number_and_each_frame_its_place() -> None:
    document = json.loads(written("coco")["annotations/instances.json"])

    assert [one.get("track_id") for one in document["annotations"]] == [1, 2, 1, 3]
    assert [image.get("frame_index") for image in document["images"]] == [None, 0, 1, 0]
    assert document["images"][1]["sequence"] == "ride"
