"""Tasks, check pictures, uploads and exports of a project as programs list and change them."""

from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.datasets import service as datasets
from annotate.datasets.states import ExportScope
from tests.conftest import People
from tests.quality.crowd_work import answer, catch_up, publish, right


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


@pytest.fixture
def project_id(people: People) -> int:
    """Three pictures; two people agree on the first."""
    made = publish(people.zhao, pictures=3, answers=2, most=3)
    for who in (people.an, people.lin):
        answer(who, made, right())
    catch_up()
    return made


def test_tasks_are_listed_by_state_and_page_by_page(zhao: Any, project_id: int) -> None:
    way = f"/api/v1/projects/{project_id}/tasks"

    agreed = zhao.get(f"{way}?state=agreed").json["tasks"]
    first = zhao.get(f"{way}?limit=2").json
    rest = zhao.get(f"{way}?limit=2&cursor={first['next_cursor']}").json

    assert [one["state"] for one in agreed] == ["agreed"]
    assert [one["id"] for one in first["tasks"] + rest["tasks"]] == sorted(
        one["id"] for one in zhao.get(way).json["tasks"]
    )
    assert (len(first["tasks"]), len(rest["tasks"]), rest["next_cursor"]) == (2, 1, None)
    assert zhao.get(f"{way}?state=moon").status_code == 422


def test_a_program_makes_a_check_picture_and_withdraws_it(zhao: Any, project_id: int) -> None:
    way = f"/api/v1/projects/{project_id}"
    agreed, wanted = (
        zhao.get(f"{way}/tasks?state={state}").json["tasks"][0]["id"] for state in ("agreed", "open")
    )

    assert zhao.post(f"/api/v1/tasks/{agreed}/gold", json={}).status_code == 204
    # Nobody knows the answer to this one.
    assert zhao.post(f"/api/v1/tasks/{wanted}/gold", json={}).status_code in (409, 422)
    (gold,) = zhao.get(f"{way}/golds").json["golds"]
    assert (gold["task_id"], gold["source"], gold["withdrawn_at"]) == (agreed, "consensus", None)

    assert zhao.post(f"/api/v1/tasks/{agreed}/gold/withdraw", json={"why": "blurred"}).status_code == 204

    (gold,) = zhao.get(f"{way}/golds").json["golds"]
    assert gold["withdrawn_at"]
    assert gold["withdrawn_why"] == "blurred"


def test_uploads_and_exports_are_listed_newest_first(zhao: Any, people: People, project_id: int) -> None:
    way = f"/api/v1/projects/{project_id}"
    with transaction() as session:
        ids = [
            datasets.start_export(session, people.zhao, project_id, name, ExportScope.ALL).id
            for name in ("coco", "voc")
        ]

    listed = zhao.get(f"{way}/exports").json["exports"]

    assert [(one["id"], one["format"]) for one in listed] == [(ids[1], "voc"), (ids[0], "coco")]
    assert all(one["labels"] is None for one in zhao.get(f"{way}/imports").json["imports"])


def test_nobody_lists_or_changes_the_project_of_another(
    browser_of: Callable[[int], Any], people: People, zhao: Any, project_id: int
) -> None:
    stranger, way = browser_of(people.mei), f"/api/v1/projects/{project_id}"
    task = zhao.get(f"{way}/tasks").json["tasks"][0]["id"]

    for name in ("tasks", "golds", "imports", "exports"):
        assert stranger.get(f"{way}/{name}").status_code in (403, 404)
    assert stranger.post(f"/api/v1/tasks/{task}/gold", json={}).status_code in (403, 404)
