"""What the API tells of a task's consensus and of a project's annotators, and whom."""

from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.people.service import create_token
from tests.conftest import People
from tests.consensus.test_settling_tasks import answer, settle
from tests.work.answers import box
from tests.work.conftest import Site


def get(client: Any, account_id: int, path: str) -> Any:
    with transaction() as session:
        token = create_token(session, account_id, 1)
    return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"})


def test_the_manager_sees_merged_boxes_and_figures(client: Any, site: Site, people: People) -> None:
    answer(people.mei, site, box(10, 10))
    found = settle(answer(people.an, site, box(10, 10)))
    assert found is not None

    consensus = get(client, people.zhao, f"/tasks/{found.task_id}/consensus").json
    quality = get(client, people.zhao, f"/projects/{site.project_id}/quality").json

    assert consensus["state"] == "agreed"
    assert consensus["agreement"] == 1.0
    assert consensus["annotations"][0]["box"] == pytest.approx([10, 10, 100, 50])
    assert (quality["settled"], quality["annotators"]) == (1, [])


def test_before_any_answer_there_is_a_state_and_nothing_else(client: Any, site: Site, people: People) -> None:
    answer(people.mei, site, box(10, 10))

    reply = get(client, people.zhao, "/tasks/1/consensus").json

    assert (reply["state"], reply["round"], reply["annotations"]) == ("open", 0, [])


@pytest.mark.parametrize("path", ["/tasks/1/consensus", "/projects/1/quality"])
def test_sun_from_another_project_sees_nothing(client: Any, site: Site, people: People, path: str) -> None:
    assert get(client, people.sun, path).status_code == 404


def test_an_absent_task_is_not_found(client: Any, site: Site, people: People) -> None:
    assert get(client, people.zhao, "/tasks/999999/consensus").status_code == 404
