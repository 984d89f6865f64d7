"""Exports: a zip with labels and a manifest that says exactly what is in it."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import reading, transaction
from annotate.datasets import export_service, service
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.models import Export
from annotate.datasets.states import ExportScope, RunState
from annotate.projects import service as projects
from tests.conftest import People

CAR = {
    "id": "0",
    "kind": "box",
    "box": [10, 20, 30, 40],
    "label": "car",
    "attributes": {"occluded": True, "truncated": False},
}
LANE = {"id": "1", "kind": "polyline", "points": [[0, 0], [9, 9]], "label": "car", "attributes": {}}


def three_pictures(_session: Session, _project_id: int, only: ExportScope) -> Iterator[LabelledPicture]:
    yield LabelledPicture("a.jpg", 640, 480, (CAR, LANE), image_id=4, sha256="aa", state="agreed", answers=2)
    yield LabelledPicture("empty.jpg", 640, 480, confirmed_empty=True, image_id=5)
    if only is ExportScope.ALL:
        yield LabelledPicture("open.jpg", 640, 480, image_id=6, state="open")


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


def export(zhao: Any, project_id: int, **body: str) -> tuple[int, zipfile.ZipFile]:
    export_id = zhao.post(f"/api/v1/projects/{project_id}/exports", json=body).json["export_id"]
    export_service.write_export(transaction, export_id, three_pictures)
    state = zhao.get(f"/api/v1/exports/{export_id}").json
    file = zhao.get(state["url"])
    assert (file.status_code, file.mimetype) == (200, "application/zip")
    assert hashlib.sha256(file.data).hexdigest() == state["sha256"]
    return export_id, zipfile.ZipFile(io.BytesIO(file.data))


@pytest.mark.parametrize("format", FORMATS)
def test_an_export_holds_labels_and_a_manifest_that_is_true(zhao: Any, project_id: int, format: str) -> None:
    _, archive = export(zhao, project_id, format=format, only="all")

    manifest = json.loads(archive.read("manifest.json"))

    assert manifest["format"] == FORMATS[format].title
    assert manifest["ontology_version"] == 1
    assert manifest["consensus"] == {"redundancy_min": 2, "redundancy_max": 3, "confidence": 0.95}
    counts = manifest["counts"]
    assert (counts["pictures"], counts["labelled"], counts["confirmed_empty"], counts["not_labelled"]) == (
        3,
        2,
        1,
        1,
    )
    assert counts["by_label"] == {"car": 2}
    assert counts["left_out"] == ({} if "polyline" in FORMATS[format].kinds else {"polyline": 1})
    assert {file["path"] for file in manifest["files"]} == set(archive.namelist()) - {"manifest.json"}
    for file in manifest["files"]:
        assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]


def test_only_what_people_agree_on_is_the_rule(zhao: Any, project_id: int) -> None:
    _, archive = export(zhao, project_id)

    document = json.loads(archive.read("annotations/instances.json"))
    assert [image["file_name"] for image in document["images"]] == ["a.jpg", "empty.jpg"]


def test_class_numbers_stay_when_labels_change(zhao: Any, project_id: int, people: People) -> None:
    _, before = export(zhao, project_id)
    with transaction() as session:
        project = projects.project_for(session, people.zhao, project_id)
        document = {"labels": [{"name": "tram"}, {"name": "car"}]}
        projects.add_ontology(session, people.zhao, project, document)

    _, after = export(zhao, project_id)

    def numbers(archive: zipfile.ZipFile) -> dict[str, int]:
        categories = json.loads(archive.read("annotations/instances.json"))["categories"]
        return {category["name"]: category["id"] for category in categories}

    assert numbers(before).items() <= numbers(after).items()
    assert numbers(after)["tram"] == len(numbers(before)) + 1


def test_an_export_that_ran_twice_is_one_file(zhao: Any, project_id: int) -> None:
    export_id, _ = export(zhao, project_id)
    with reading() as session:
        before = session.get_one(Export, export_id)

    export_service.write_export(transaction, export_id, three_pictures)

    with reading() as session:
        after = session.get_one(Export, export_id)
    assert (after.sha256, after.finished_at, after.state) == (
        before.sha256,
        before.finished_at,
        RunState.DONE,
    )


def test_a_file_that_is_not_made_yet_is_not_there(zhao: Any, project_id: int) -> None:
    export_id = zhao.post(f"/api/v1/projects/{project_id}/exports", json={}).json["export_id"]

    assert zhao.get(f"/api/v1/exports/{export_id}").json["url"] is None
    assert zhao.get(f"/api/v1/exports/{export_id}/file").status_code == 409


def test_an_unknown_format_is_refused_with_those_that_are_known(zhao: Any, project_id: int) -> None:
    refusal = zhao.post(f"/api/v1/projects/{project_id}/exports", json={"format": "word"})

    assert refusal.status_code == 422
    assert "coco" in refusal.json["detail"]
    assert zhao.post(f"/api/v1/projects/{project_id}/exports", json={"only": "best"}).status_code == 422


@pytest.mark.parametrize("format", ["cvat_video", "mot"])
def test_a_format_of_videos_is_refused_where_there_are_only_pictures(
    zhao: Any, project_id: int, format: str
) -> None:
    refusal = zhao.post(f"/api/v1/projects/{project_id}/exports", json={"format": format})
    page = zhao.post(f"/projects/{project_id}/exports", data={"format": format}, follow_redirects=True)

    assert (refusal.status_code, refusal.json["code"]) == (422, "no_videos")
    assert "这个项目里没有视频" in page.text
    with reading() as session:
        assert session.scalars(sa.select(Export)).all() == []


def test_sun_cannot_ask_for_nor_fetch_an_export(
    zhao: Any, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    export_id, _ = export(zhao, project_id)
    sun = browser_of(people.sun)

    assert sun.post(f"/api/v1/projects/{project_id}/exports", json={}).status_code == 404
    assert sun.get(f"/api/v1/exports/{export_id}").status_code == 404
    assert sun.get(f"/api/v1/exports/{export_id}/file").status_code == 404


def test_the_export_page_lists_files(zhao: Any, project_id: int) -> None:
    asked = zhao.post(f"/projects/{project_id}/exports", data={"format": "voc", "only": "all"})
    assert asked.status_code == 302
    with reading() as session:
        waiting = session.get_one(Export, 1)
        assert service.export_for(session, 4, waiting.id).format == "voc"
    export_service.write_export(transaction, waiting.id, three_pictures)

    page = zhao.get(f"/projects/{project_id}/exports")

    assert "Pascal VOC" in page.text
    assert f"/api/v1/exports/{waiting.id}/file" in page.text
