"""Label files of strangers through the door: each bad place is refused by name and reason, the rest is taken."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service, queries
from annotate.people import service as people_service
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload

SIZE = (64, 48)
GOOD = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [4, 5, 20, 10]}
YAML = b"names: [car, tricycle]\n"
IMAGE = '<image id="0" name="a.jpg" width="64" height="48">{}</image>'
CVAT = (
    "<annotations><meta><task><labels><label><name>car</name><attributes/></label></labels></task></meta>"
    "{}</annotations>"
)
CAR = '<box label="car" occluded="0" xtl="4" ytl="5" xbr="24" ybr="15"/>'
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;&b;">]>'
    "<annotations>&d;</annotations>"
)
THEFT = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotations>&x;</annotations>'


def coco(*more: dict[str, Any], images: tuple[dict[str, Any], ...] = ()) -> bytes:
    first = {"id": 1, "file_name": "a.jpg", "width": 64, "height": 48}
    document = {
        "images": [first, *images],
        "categories": [{"id": 1, "name": "car"}, {"id": 2, "name": "tricycle"}],
        "annotations": [GOOD, *more],
    }
    return json.dumps(document).encode()


def cvat(*inside: str) -> bytes:
    return CVAT.format("".join(inside)).encode()


def yolo(*lines: str) -> dict[str, bytes]:
    return {"data.yaml": YAML, "labels/a.txt": "\n".join(["0 0.5 0.5 0.2 0.2", *lines]).encode()}


# Files, their format, the place that is named, its code, and a part of the reason.
CASES: dict[str, tuple[dict[str, bytes], str, str, str, str]] = {
    "NaN in COCO": (
        {"l.json": coco({**GOOD, "id": 2, "bbox": [float("nan"), 1, 2, 3]})},
        *("coco", "l.json: annotations[1].bbox", "label_file", "finite number"),
    ),
    "infinite in COCO": (
        {"l.json": coco({**GOOD, "id": 2, "bbox": [1, 1, float("inf"), 3]})},
        *("coco", "l.json: annotations[1].bbox", "label_file", "finite number"),
    ),
    "NaN in YOLO": (yolo("0 nan 0.5 0.1 0.1"), "yolo", "labels/a.txt: line 2", "label_file", "finite number"),
    "NaN in CVAT": (
        {"a.xml": cvat(IMAGE.format(CAR + CAR.replace('"24"', '"NaN"')))},
        *("cvat", "image a.jpg: box[1]", "label_file", "finite number"),
    ),
    "a class that the file does not define": (
        yolo("7 0.5 0.5 0.1 0.1"),
        *("yolo", "labels/a.txt: line 2", "label_file", "does not define"),
    ),
    "a class that the project does not have": (
        yolo("1 0.5 0.5 0.1 0.1"),
        *("yolo", "tricycle", "prelabel_unknown_label", "no label “tricycle”: 1 objects"),
    ),
    "an entity that reads a file": (
        {"a.xml": cvat(IMAGE.format(CAR)), "b.xml": THEFT.encode()},
        *("cvat", "b.xml", "label_file", "declares a document type or entities"),
    ),
    "a bomb of entities": (
        {"a.xml": cvat(IMAGE.format(CAR)), "b.xml": BOMB.encode()},
        *("cvat", "b.xml", "label_file", "declares a document type or entities"),
    ),
    "another size": (
        {"l.json": coco(images=({"id": 2, "file_name": "b.jpg", "width": 640, "height": 480},))},
        *("coco", "b.jpg", "prelabel_size", "640 x 480, this one is 64 x 48"),
    ),
    "an id twice among objects": (
        {"l.json": coco({**GOOD, "bbox": [30, 5, 9, 9]})},
        *("coco", "l.json: annotations[1].id", "label_file", "stands twice"),
    ),
    "an id twice among pictures": (
        {"l.json": coco(images=({"id": 1, "file_name": "b.jpg", "width": 64, "height": 48},))},
        *("coco", "l.json: images[1]", "label_file", "stands twice"),
    ),
    "a picture twice": (
        {"a.xml": cvat(IMAGE.format(CAR), IMAGE.format(CAR))},
        *("cvat", "image a.jpg", "label_file", "stands twice"),
    ),
    "no such picture": (
        {"l.json": coco(images=({"id": 2, "file_name": "gone.jpg", "width": 64, "height": 48},))},
        *("coco", "gone.jpg", "prelabel_no_picture", "no picture of this name"),
    ),
    "outside": (
        {"l.json": coco({**GOOD, "id": 2, "bbox": [900, 5, 20, 10]})},
        *("coco", "a.jpg", "prelabel_outside", "1 objects named “car” lie outside"),
    ),
    "a box among outlines": (
        {**yolo("0 0.1 0.1 0.4 0.1 0.4 0.5")},
        *("yolo", "labels/a.txt: line 2", "label_file", "is no box"),
    ),
}


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People, upload: Upload) -> Any:
    upload({name: pictures.jpeg(number, *SIZE) for number, name in enumerate(("a.jpg", "b.jpg"))})
    speak("en", people.zhao)
    return browser_of(people.zhao)


def speak(locale: str, account_id: int) -> None:
    with transaction() as session:
        people_service.set_preferences(session, account_id, locale=locale)


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def sent(zhao: Any, project_id: int, files: dict[str, bytes], format: str) -> dict[str, Any]:
    """What is told of an upload after its job ran."""
    return sent_zip(zhao, project_id, zipped(files), format)


def sent_zip(zhao: Any, project_id: int, content: bytes, format: str) -> dict[str, Any]:
    form = {"format": format, "source": "stranger", "file": (io.BytesIO(content), "labels.zip")}
    answer = zhao.post(f"/api/v1/projects/{project_id}/prelabels", data=form)
    assert answer.status_code == 202, answer.text
    prelabel_service.read_labels(transaction, answer.json["import_id"])
    place = f"/api/v1/imports/{answer.json['import_id']}"
    return {"import_id": answer.json["import_id"], **zhao.get(place).json}


# What is written over in a zip of one label file: (where it begins, from there, by what).
DAMAGES = {
    "directory": (b"PK\x01\x02", 0, b"XXXX", "broken_zip"),
    "head of the entry": (b"PK\x03\x04", 0, b"XXXX", "broken_entry"),
    "name in the entry": (b"PK\x03\x04", 30, b"b", "broken_entry"),
    "place of the entry": (b"PK\x01\x02", 42, b"\x00\xe1\xf5\x05", "broken_entry"),
    "version of the packer": (b"PK\x01\x02", 6, b"\x63\x00", "broken_zip"),
}


@pytest.mark.parametrize(("mark", "further", "by", "code"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_zip_ends_as_an_upload_with_a_problem(
    zhao: Any, project_id: int, mark: bytes, further: int, by: bytes, code: str
) -> None:
    whole = zipped({"labels.json": "{}"})
    at = whole.index(mark) + further

    told = sent_zip(zhao, project_id, whole[:at] + by + whole[at + len(by) :], "coco")

    assert told["state"] == "done"
    assert code in [one["code"] for one in told["problems"]]


@pytest.mark.parametrize(("files", "format", "place", "code", "reason"), CASES.values(), ids=CASES)
def test_a_bad_place_is_named_and_the_good_box_is_taken(
    zhao: Any, project_id: int, files: dict[str, bytes], format: str, place: str, code: str, reason: str
) -> None:
    told = sent(zhao, project_id, files, format)

    assert told["state"] == "done"
    assert told["labels"]["objects"] == 1
    assert [(one["name"], one["code"]) for one in told["problems"]] == [(place, code)]
    assert reason in told["problems"][0]["detail"]
    assert "root:" not in json.dumps(told)
    with reading() as session:
        (picture,) = [one for one in service_pictures(session, project_id) if one]
    assert [one["label"] for one in picture] == ["car"]


def service_pictures(session: Any, project_id: int) -> list[list[dict[str, Any]]]:
    """What is proposed in each picture of the project."""
    ids = [target.id for target in prelabel_service.targets_of(session, project_id)]
    found = queries.proposed_for(session, ids)
    return [found[image_id].annotations for image_id in ids if image_id in found]


def test_the_page_shows_counts_and_reasons_in_both_languages(
    zhao: Any, people: People, project_id: int
) -> None:
    files = {"l.json": coco({**GOOD, "id": 2, "category_id": 2}, {**GOOD, "id": 3, "bbox": [1, "x", 2, 3]})}
    told = sent(zhao, project_id, files, "coco")

    english = zhao.get(f"/imports/{told['import_id']}").text
    speak("zh_CN", people.zhao)
    chinese = zhao.get(f"/imports/{told['import_id']}").text

    assert "annotations[2].bbox" in english
    assert "finite number" in english
    assert "tricycle" in english
    assert "annotations[2].bbox" in chinese
    assert "finite number" not in chinese


@pytest.mark.parametrize("format", ["coco", "voc", "yolo", "kitti", "cvat", "cityscapes"])
def test_files_of_another_format_are_not_taken_for_read(zhao: Any, project_id: int, format: str) -> None:
    """Nothing of it was read and nothing was wrong with it: that is told too."""
    told = sent(zhao, project_id, {"notes.txt": b"hello", "more.names": b""}, format)

    assert told["labels"]["objects"] == 0
    assert next(one["code"] for one in told["problems"]) in ("no_labels", "label_file")


def test_a_whole_data_set_in_the_usual_folders_finds_its_pictures(
    browser_of: Callable[[int], Any], people: People, upload: Upload, project_id: int
) -> None:
    """The same zip holds images/ and labels/: pictures go up once, labels find them by the path inside."""
    upload({f"images/{part}/1.jpg": pictures.jpeg(n, *SIZE) for n, part in enumerate(("train", "val"))})
    files = {"data.yaml": YAML, "labels/train/1.txt": b"0 0.5 0.5 0.2 0.2", "labels/val/1.txt": b""}

    told = sent(browser_of(people.zhao), project_id, files, "yolo")

    assert (told["problems"], told["taken"], told["labels"]["objects"]) == ([], 2, 1)


def test_nobody_else_may_send_labels(
    browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    form = {"format": "coco", "file": (io.BytesIO(coco()), "l.json")}

    answer = browser_of(people.mei).post(f"/api/v1/projects/{project_id}/prelabels", data=form)

    assert answer.status_code == 403
    with reading() as session:
        assert queries.imports_of(session, project_id, labels=True) == []
