"""Frames of videos: MOT folders, and COCO with a number for each track."""

import configparser
import json
from typing import Any

from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.formats.registry import EXPORTS
from annotate.projects.ontology import parse_ontology

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


def written(format: str) -> dict[str, str]:
    files = EXPORTS[format].write(PICTURES, ONTOLOGY)
    return {name: b"".join(parts).decode() for name, parts in files}


def test_mot_counts_frames_tracks_and_classes_from_one() -> None:
    files = written("mot")

    assert files["ride/gt/gt.txt"].splitlines() == [
        "1,1,10.00,20.00,30.25,40.00,1,2,1",
        "2,2,0.00,0.00,9.00,9.00,1,2,0.5",
        "2,1,12.00,20.00,30.00,40.00,1,2,0.5",
    ]
    assert files["labels.txt"] == "person\ncar\n"
    assert files["ride/frames.txt"].splitlines() == ["1 000000.jpg", "2 000001.jpg"]
    head = configparser.ConfigParser()
    head.read_string(files["ride/seqinfo.ini"])
    assert dict(head["Sequence"])["framerate"] == "12.5"
    assert dict(head["Sequence"])["seqlength"] == "2"


def test_no_name_of_a_video_reaches_out_of_the_archive() -> None:
    assert "_up/gt/gt.txt" in written("mot")
    assert not [name for name in written("mot") if ".." in name or name.startswith("/")]


def test_coco_gives_each_track_one_number_and_each_frame_its_place() -> None:
    document = json.loads(written("coco")["annotations/instances.json"])

    assert [one.get("track_id") for one in document["annotations"]] == [1, 2, 1, 3]
    assert [image.get("frame_index") for image in document["images"]] == [None, 0, 1, 0]
    assert document["images"][1]["sequence"] == "ride"
