"""Uploads over HTTP: whole, in ranges, resumed, repeated, refused."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.datasets import import_service
from annotate.projects import service as projects
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, images


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


def send(client: Any, project_id: int, files: list[tuple[str, bytes]], **more: Any) -> Any:
    headers = {"Content-Range": more.pop("range")} if "range" in more else {}
    data = {"file": [(io.BytesIO(content), name) for name, content in files], **more}
    return client.post(f"/api/v1/projects/{project_id}/images", data=data, headers=headers)


def finish(client: Any, import_id: int) -> Any:
    import_service.unpack_import(transaction, import_id)
    return client.get(f"/api/v1/imports/{import_id}").json


def test_pictures_and_a_bad_file_in_one_request(zhao: Any, project_id: int) -> None:
    sent = send(
        zhao,
        project_id,
        [("a.jpg", pictures.jpeg(1)), ("b.jpg", b"no"), ("c.png", pictures.encoded("PNG", 2))],
    )

    assert sent.status_code == 202
    waiting = zhao.get(f"/api/v1/imports/{sent.json['import_id']}").json
    assert (waiting["state"], waiting["done"]) == ("running", 0)
    done = finish(zhao, sent.json["import_id"])
    assert (done["state"], done["done"], done["total"], done["taken"]) == ("done", 3, 3, 2)
    assert [(p["name"], p["code"]) for p in done["problems"]] == [("b.jpg", "not_a_picture")]
    assert "文" in done["problems"][0]["detail"] or "text" in done["problems"][0]["detail"]
    listed = zhao.get(f"/api/v1/projects/{project_id}/images").json["images"]
    assert [image["name"] for image in listed] == ["a.jpg", "c.png"]


def test_a_zip_sent_in_ranges_goes_on_after_a_broken_line(zhao: Any, project_id: int) -> None:
    whole = pictures.zipped({f"{k}.jpg": pictures.jpeg(k) for k in range(4)})
    total, cut = len(whole), len(whole) // 2

    first = send(zhao, project_id, [("x.zip", whole[:cut])], range=f"bytes 0-{cut - 1}/{total}")
    again = send(zhao, project_id, [("x.zip", whole[:cut])], range=f"bytes 0-{cut - 1}/{total}")
    assert first.json["import_id"] == again.json["import_id"]
    assert again.json["received_bytes"] == cut
    last = send(zhao, project_id, [("x.zip", whole[cut:])], range=f"bytes {cut}-{total - 1}/{total}")

    assert last.json == {"import_id": first.json["import_id"], "received_bytes": total, "total_bytes": total}
    assert finish(zhao, last.json["import_id"])["taken"] == 4


def test_a_gap_is_refused_and_says_where_to_go_on(zhao: Any, project_id: int) -> None:
    first = send(zhao, project_id, [("x.zip", b"a" * 10)], range="bytes 0-9/100")

    gap = send(
        zhao, project_id, [("x.zip", b"b" * 10)], range="bytes 20-29/100", import_id=first.json["import_id"]
    )

    assert gap.status_code == 409
    assert gap.json["code"] == "range_gap"
    assert "10" in gap.json["faults"][0]["detail"]


WRONG_RANGES = {
    "no range": "bytes */100",
    "backwards": "bytes 9-0/100",
    "past the end": "bytes 0-100/100",
    "of another length": "bytes 0-4/100",
    "words": "all of it",
    "too much": "bytes 0-9/999999999999999",
}


@pytest.mark.parametrize("text", WRONG_RANGES.values(), ids=WRONG_RANGES)
def test_a_wrong_range_is_refused(zhao: Any, project_id: int, text: str) -> None:
    assert send(zhao, project_id, [("x.zip", b"a" * 10)], range=text).status_code == 422


def test_batches_join_one_import_until_the_last(zhao: Any, project_id: int) -> None:
    first = send(zhao, project_id, [("a.jpg", pictures.jpeg(1))], more="1")
    import_id = first.json["import_id"]
    send(zhao, project_id, [("b.jpg", pictures.jpeg(2))], more="1", import_id=import_id)
    # The answer was lost on the way: the same batch comes again.
    send(zhao, project_id, [("b.jpg", pictures.jpeg(2))], more="1", import_id=import_id)
    last = send(zhao, project_id, [("c.jpg", pictures.jpeg(3))], import_id=import_id)

    assert last.json["import_id"] == import_id
    done = finish(zhao, import_id)
    assert (done["taken"], done["problems"]) == (3, [])
    late = send(zhao, project_id, [("d.jpg", pictures.jpeg(4))], import_id=import_id)
    assert (late.status_code, late.json["code"]) == (409, "upload_closed")


def test_nothing_sent_is_refused(zhao: Any, project_id: int) -> None:
    assert send(zhao, project_id, []).status_code == 422


def test_sun_may_neither_send_nor_look(
    browser_of: Callable[[int], Any], people: People, zhao: Any, project_id: int
) -> None:
    sun = browser_of(people.sun)
    import_id = send(zhao, project_id, [("a.jpg", pictures.jpeg(1))]).json["import_id"]
    finish(zhao, import_id)

    assert send(sun, project_id, [("a.jpg", pictures.jpeg(1))]).status_code == 404
    assert sun.get(f"/api/v1/imports/{import_id}").status_code == 404
    assert sun.get(f"/api/v1/projects/{project_id}/images").status_code == 404


def test_a_form_without_scripts_uploads_too(zhao: Any, project_id: int) -> None:
    data = {"file": [(io.BytesIO(pictures.jpeg(1)), "a.jpg")]}
    sent = zhao.post(f"/projects/{project_id}/upload", data=data)
    assert sent.status_code == 302

    assert zhao.get(sent.location).status_code == 200
    empty = zhao.post(f"/projects/{project_id}/upload", data={})
    assert empty.status_code == 422
    assert "field-error" in empty.text


def test_pictures_are_shown_to_their_project_only(
    zhao: Any, browser_of: Callable[[int], Any], people: People, upload: Upload
) -> None:
    upload({"a.jpg": pictures.jpeg(1)})
    address = f"/media/images/{images()[0].id}"

    full, preview = zhao.get(f"{address}/full"), zhao.get(f"{address}/preview")

    assert (full.mimetype, preview.mimetype) == ("image/jpeg", "image/webp")
    assert full.content_length == len(full.data) == images()[0].byte_size
    # Until somebody is lent it a face in it may still be blurred.
    assert full.headers["Cache-Control"] == "private, no-cache"
    assert full.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert full.headers["X-Content-Type-Options"] == "nosniff"
    again = zhao.get(f"{address}/full", headers={"If-None-Match": full.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert browser_of(people.lin).get(f"{address}/full").status_code == 200
    for stranger in (people.sun, people.mei):
        assert browser_of(stranger).get(f"{address}/preview").status_code == 404
    assert zhao.get("/media/images/999/full").status_code == 404


def test_a_closed_project_takes_no_more_pictures(zhao: Any, people: People, project_id: int) -> None:
    with transaction() as session:
        projects.mark_closed(session, people.zhao, projects.project_for(session, people.zhao, project_id))

    refusal = send(zhao, project_id, [("a.jpg", pictures.jpeg(1))])

    assert (refusal.status_code, refusal.json["code"]) == (409, "wrong_state")
