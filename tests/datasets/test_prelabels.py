"""Labels of a model or an older data set become proposals; what does not fit is told, the rest is taken."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.datasets import prelabel_service, queries, service
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.models import Image, Prelabel
from annotate.datasets.states import RunState
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, problems

SIZE = (64, 48)


@pytest.fixture
def street(upload: Upload) -> dict[str, int]:
    """Three pictures of 64 x 48, and a second one called a.jpg; ids by name."""
    names = ("a.jpg", "b.jpg", "night/c.jpg")
    upload({name: pictures.jpeg(number, *SIZE) for number, name in enumerate(names)})
    with reading() as session:
        return {image.name: image.id for image in session.scalars(sa.select(Image))}


def coco(*objects: dict[str, Any], names: tuple[str, ...] = ("a.jpg", "b.jpg")) -> bytes:
    """objects: of picture 1, unless they say another."""
    images = [{"id": n, "file_name": name, "width": 64, "height": 48} for n, name in enumerate(names, 1)]
    categories = [{"id": 1, "name": "car"}, {"id": 2, "name": "tricycle"}]
    listed = [{"id": n, "image_id": 1, "category_id": 1} | one for n, one in enumerate(objects, 1)]
    return json.dumps({"images": images, "categories": categories, "annotations": listed}).encode()


@pytest.fixture
def send(people: People, project_id: int) -> Callable[..., int]:
    """Send label files as Zhao and read them; the import's id."""

    def take(files: dict[str, bytes], format: str = "coco", source: str = "detector-7") -> int:
        streams = [(name, io.BytesIO(content)) for name, content in files.items()]
        with service.stored_pieces(streams) as pieces, transaction() as session:
            run = prelabel_service.receive_labels(session, people.zhao, project_id, pieces, format, source)
        prelabel_service.read_labels(transaction, run.id)
        return run.id

    return take


def proposed(image_id: int) -> list[dict[str, Any]]:
    with reading() as session:
        found = queries.proposed_for(session, [image_id])
    return found[image_id].annotations if found else []


def facts(import_id: int) -> queries.ImportFacts:
    with reading() as session:
        return queries.import_facts(session, service.import_of(session, import_id))


def test_boxes_of_a_model_are_proposed_with_its_confidence(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    import_id = send({"labels.json": coco({"bbox": [4, 5, 20, 10], "score": 0.83}, {"bbox": [30, 5, 9, 9]})})

    sure, unsaid = proposed(street["a.jpg"])
    assert (sure["kind"], sure["label"], sure["box"], sure["confidence"]) == (
        "box",
        "car",
        [4, 5, 20, 10],
        0.83,
    )
    # What the project asks about a car starts at its default.
    assert sure["attributes"] == {"occluded": False, "truncated": False}
    assert "confidence" not in unsaid
    assert sure["id"] != unsaid["id"]
    done = facts(import_id)
    assert (done.state, done.taken, done.problem_count) == (RunState.DONE, 2, 0)
    assert done.labels == queries.LabelsFacts("coco", "detector-7", 2, 0)


def test_each_thing_that_does_not_fit_is_told_and_the_rest_is_taken(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    labels = json.loads(
        coco(
            {"bbox": [4, 5, 20, 10]},
            {"bbox": [4, 5, 20, 10], "category_id": 2},
            {"bbox": [4, 5, 20, 10], "category_id": 2},
            {"segmentation": {"size": [48, 64], "counts": [48, 10, 3014]}, "iscrowd": 1},
            {"bbox": [200, 5, 20, 10]},
            {"bbox": [1, "x", 2, 3]},
            names=("a.jpg", "gone.jpg", "b.jpg"),
        )
    )
    labels["images"][2] |= {"width": 640, "height": 480}

    import_id = send({"labels.json": json.dumps(labels).encode()})

    assert problems(import_id) == {
        "tricycle": "prelabel_unknown_label",
        "car": "prelabel_kind",
        "a.jpg": "prelabel_outside",
        "gone.jpg": "prelabel_no_picture",
        "b.jpg": "prelabel_size",
        "labels.json: annotations[5].bbox": "label_file",
    }
    assert len(proposed(street["a.jpg"])) == 1
    assert proposed(street["b.jpg"]) == []
    about = facts(import_id).labels
    assert about is not None
    assert (about.objects, about.left_out) == (1, 4)


def test_a_box_over_the_edge_is_cut_there(street: dict[str, int], send: Callable[..., int]) -> None:
    send({"labels.json": coco({"bbox": [-3, -2, 20, 10]})})

    assert proposed(street["a.jpg"])[0]["box"] == [0, 0, 17, 8]


def test_the_same_source_again_replaces_what_it_said(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    first = send({"labels.json": coco({"bbox": [4, 5, 20, 10]}, {"bbox": [1, 1, 9, 9], "image_id": 2})})
    (old,) = proposed(street["a.jpg"])

    again = send({"labels.json": coco({"bbox": [6, 5, 20, 10]}, names=("a.jpg",))})

    (new,) = proposed(street["a.jpg"])
    assert new["box"] == [6, 5, 20, 10]
    assert proposed(street["b.jpg"]) == []
    assert first != again
    # Who began with the old words is still understood.
    with reading() as session:
        assert set(queries.ever_proposed(session, street["a.jpg"])) == {old["id"], new["id"]}


def test_another_source_stands_beside_and_the_newest_is_shown(
    street: dict[str, int], send: Callable[..., int], project_id: int
) -> None:
    send({"labels.json": coco({"bbox": [4, 5, 20, 10]})}, source="one")
    send({"labels.json": coco({"bbox": [6, 5, 20, 10]})}, source="two")

    assert proposed(street["a.jpg"])[0]["box"] == [6, 5, 20, 10]
    with reading() as session:
        assert [one.source for one in queries.prelabel_sources(session, project_id)] == ["one", "two"]


def test_a_job_that_is_run_twice_or_was_killed_half_way_gives_the_same(
    street: dict[str, int], send: Callable[..., int], people: People, project_id: int
) -> None:
    import_id = send(
        {"labels.json": coco({"bbox": [4, 5, 20, 10]}, {"bbox": [1, 1, 9, 9], "category_id": 2})}
    )
    before = proposed(street["a.jpg"]), problems(import_id), facts(import_id)

    prelabel_service.read_labels(transaction, import_id)

    assert (proposed(street["a.jpg"]), problems(import_id), facts(import_id)) == before
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Prelabel)) == 2


class Killed(Exception):
    pass


def test_a_killed_job_goes_on_where_it_stopped(
    street: dict[str, int],
    send: Callable[..., int],
    people: People,
    project_id: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(prelabel_service, "BATCH", 1)
    labels = coco({"bbox": [4, 5, 20, 10]}, {"bbox": [1, 1, 9, 9], "image_id": 2})
    with service.stored_pieces([("l.json", io.BytesIO(labels))]) as pieces, transaction() as session:
        run = prelabel_service.receive_labels(session, people.zhao, project_id, pieces, "coco", "m")
    parts = 0

    def killed_in_the_third() -> Any:
        nonlocal parts
        parts += 1
        if parts == 3:
            raise Killed
        return transaction()

    with pytest.raises(Killed):
        prelabel_service.read_labels(killed_in_the_third, run.id)

    prelabel_service.read_labels(transaction, run.id)

    assert len(proposed(street["a.jpg"])) == len(proposed(street["b.jpg"])) == 1
    assert facts(run.id).labels == queries.LabelsFacts("coco", "m", 2, 0)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Prelabel)) == 2


YOLO = {
    "set/data.yaml": b"names: [car]",
    "set/labels/a.txt": b"0 0.5 0.5 0.25 0.5 0.91\n0 0.5 0.5 0.25 0.5 3\n",
    "set/images/a.jpg": b"a picture that nobody reads",
}
KITTI_LINE = b"car 0 0 -10 4 5 24 15 -1 -1 -1 -1000 -1000 -1000 -10 0.77\n"
STUDIO = [
    {
        "data": {"image": "/data/upload/1/night/c.jpg", "width": 64, "height": 48},
        "predictions": [
            {
                "score": 0.6,
                "result": [
                    {
                        "type": "rectanglelabels",
                        "value": {"x": 25, "y": 25, "width": 50, "height": 50, "rectanglelabels": ["car"]},
                    }
                ],
            }
        ],
    }
]


def test_a_zip_of_yolo_files_is_read_past_its_pictures(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    import_id = send({"set.zip": pictures.zipped(YOLO)}, "yolo")

    (box,) = proposed(street["a.jpg"])
    assert (box["box"], box["confidence"]) == ([24, 12, 16, 24], 0.91)
    # A sixth number that is no share of 1 is the number of a track.
    assert problems(import_id) == {"set/labels/a.txt: line 2": "label_file"}


def test_scores_of_kitti_and_label_studio_are_read(street: dict[str, int], send: Callable[..., int]) -> None:
    send({"label_2/b.txt": KITTI_LINE}, "kitti", "k")
    send({"tasks.json": json.dumps(STUDIO).encode()}, "label_studio", "s")

    assert proposed(street["b.jpg"])[0]["confidence"] == 0.77
    assert proposed(street["night/c.jpg"])[0] | {"id": ""} == {
        "id": "",
        "kind": "box",
        "label": "car",
        "box": [16, 12, 32, 24],
        "confidence": 0.6,
        "attributes": {"occluded": False, "truncated": False},
    }


def test_a_file_without_labels_says_so(street: dict[str, int], send: Callable[..., int]) -> None:
    assert problems(send({"notes.docx": b"x"})) == {"notes.docx": "no_labels"}


def test_over_http_with_a_source_and_a_list_of_problems(
    street: dict[str, int], project_id: int, browser_of: Callable[[int], Any], people: People
) -> None:
    zhao, path = browser_of(people.zhao), f"/api/v1/projects/{project_id}/prelabels"
    labels = coco({"bbox": [4, 5, 20, 10]}, {"bbox": [1, 1, 9, 9], "category_id": 2})

    def post(client: Any, **form: Any) -> Any:
        return client.post(path, data={"file": (io.BytesIO(labels), "model-3.json"), **form})

    unknown = post(zhao, format="paint")
    assert (unknown.status_code, unknown.json["code"]) == (422, "unknown_format")
    assert zhao.post(path, data={"format": "coco"}).status_code == 422
    assert post(browser_of(people.sun), format="coco").status_code == 404
    sent = post(zhao, format="coco")
    assert sent.status_code == 202
    import_id = sent.json["import_id"]
    prelabel_service.read_labels(transaction, import_id)

    told = zhao.get(f"/api/v1/imports/{import_id}").json

    assert (told["state"], told["taken"]) == ("done", 2)
    labels_told = {"format": "coco", "source": "model-3", "objects": 1, "left_out": 1}
    assert told["labels"] == labels_told | {"purpose": "prelabels", "refused": {}, "undone": False}
    assert [(one["name"], one["code"]) for one in told["problems"]] == [
        ("tricycle", "prelabel_unknown_label")
    ]
    assert "tricycle" in told["problems"][0]["detail"]
    # Not among the uploads of pictures.
    assert len(FORMATS) >= 6
    with reading() as session:
        assert [run.id for run in queries.imports_of(session, project_id, labels=True)] == [import_id]
        assert import_id not in [run.id for run in queries.imports_of(session, project_id)]


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "box"},
        {"kind": "box", "box": "abcd"},
        {"kind": "box", "box": [float("nan"), 1, 2, 3]},
        {"kind": "polygon", "points": "x"},
        {"kind": "box", "label": "half a letter \ud800", "box": [1, 1, 9, 9]},
    ],
    ids=["no place", "a place of letters", "not a number", "no points", "half a letter"],
)
def test_a_broken_object_is_left_out_and_the_others_are_proposed(
    street: dict[str, int], send: Callable[..., int], broken: dict[str, Any]
) -> None:
    document = json.loads(coco({"bbox": [4, 5, 20, 10]}))
    known = {"label": "car", "attributes": [1], "confidence": "high", "image_id": 1}
    fine = known | {"kind": "box", "box": [30, 5, 9, 9]}
    document["categories"].append({"id": 3, "name": "half a letter \ud800"})
    document["douya"] = {"annotations": [known | broken, fine]}

    import_id = send({"labels.json": json.dumps(document).encode()})

    assert facts(import_id).state is RunState.DONE
    assert [one["box"] for one in proposed(street["a.jpg"])] == [[4, 5, 20, 10], [30, 5, 9, 9]]
    assert all("confidence" not in one for one in proposed(street["a.jpg"]))


def test_outlines_of_a_label_drawn_as_a_box_become_the_box_around_them(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    """COCO writes both for each object; a picture of cars in boxes loses none of them."""
    parts = [[4, 5, 10, 5, 10, 9], [20, 8, 24, 8, 24, 15]]
    import_id = send(
        {
            "labels.json": coco(
                {"segmentation": [[1, 1, 9, 1, 9, 9]], "bbox": [1, 1, 8, 8], "score": 0.5},
                {"segmentation": parts, "bbox": [4, 5, 20, 10]},
                {"segmentation": {"size": [48, 64], "counts": [48, 10, 3014]}, "bbox": [1, 0, 1, 10]},
                {"segmentation": {"size": [48, 64], "counts": [48, 10, 3014]}, "iscrowd": 1},
            )
        }
    )

    boxes = [(one["kind"], one["box"]) for one in proposed(street["a.jpg"])]
    assert boxes == [("box", [1, 1, 8, 8]), ("box", [4, 5, 20, 10]), ("box", [1, 0, 1, 10])]
    assert proposed(street["a.jpg"])[0]["confidence"] == 0.5
    with reading() as session:
        told = [(one.code, one.detail) for one in queries.problems_of(session, import_id)]
    assert told == [
        ("prelabel_boxed", {"label": "car", "kind": "mask", "count": 1}),
        ("prelabel_boxed", {"label": "car", "kind": "polygon", "count": 2}),
        # A crowd is no object.
        ("prelabel_kind", {"label": "car", "kind": "mask", "count": 1}),
    ]
    done = facts(import_id)
    assert (done.problem_count, done.noted) == (1, 2)


def test_a_file_sent_as_another_format_is_told_what_it_looks_like(
    street: dict[str, int], send: Callable[..., int]
) -> None:
    import_id = send({"labels.json": coco({"bbox": [4, 5, 20, 10]})}, "label_studio")

    with reading() as session:
        first = queries.problems_of(session, import_id)[0]
    assert (first.code, first.detail) == ("label_format_other", {"format": "COCO"})
