"""What the API tells of a task's consensus and of a project's annotators, and whom."""

import uuid
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.people import service as people_service
from annotate.people.service import create_token
from annotate.work.proposal_queries import verify_progress
from tests.conftest import People
from tests.consensus.test_settling_tasks import answer, settle
from tests.consensus.test_verifying import THINGS, choices, propose
from tests.quality.crowd_work import publish
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


def test_verify_tasks_over_http(people: People, app: Any) -> None:
    project = publish(people.zhao, answers=1, most=1)
    path = f"/api/v1/projects/{project}/verify-tasks"
    zhao, sun = (client_of(app, account_id) for account_id in (people.zhao, people.sun))
    wish = {"source": "prelabels", "rate_e4": 200, "answers": 2}

    assert zhao.post(path, json=wish).json["code"] == "nothing_to_verify"
    shapes = propose(project, people.zhao, *THINGS)
    assert sun.post(path, json=wish).status_code == 404
    assert zhao.post(path, json=wish | {"rate_e4": 0}).status_code == 422
    made = zhao.post(path, json=wish)

    assert (made.status_code, made.json["tasks"], made.json["objects"]) == (201, 1, 3)
    mei = client_of(app, people.mei)
    bag = mei.post(f"/api/v1/projects/{project}/assignments", json={"count": 5}).json["assignments"]
    (asked,) = [one for one in bag if one["kind"] == "verify"]
    assert [one["id"] for one in asked["verify"]["objects"]] == [one["id"] for one in shapes]
    assert asked["rate_e4"] == 600
    answer = {
        "submission_id": str(uuid.uuid4()),
        "annotations": choices(asked["verify"]["objects"], "right", "loose", "unsure"),
        "active_ms": 4000,
    }
    assert mei.post(f"/api/v1/assignments/{asked['id']}/submission", json=answer).status_code == 201


def test_the_page_of_prelabels_makes_them_too(people: People, app: Any) -> None:
    project = publish(people.zhao, answers=1, most=1)
    propose(project, people.zhao, *THINGS)
    zhao, path = client_of(app, people.zhao), f"/projects/{project}"

    short = zhao.post(
        f"{path}/verify-tasks", data={"verify_source": "prelabels", "rate": "x", "answers": "2"}
    )
    assert short.status_code == 302
    with reading() as session:
        assert verify_progress(session, project).total == 0
    zhao.post(f"{path}/verify-tasks", data={"verify_source": "prelabels", "rate": "0.02", "answers": "2"})

    with reading() as session:
        assert verify_progress(session, project).objects == 3
    page = zhao.get(f"{path}/prelabels")
    assert page.status_code == 200
    assert "请人核对" in page.get_data(as_text=True)


def client_of(app: Any, account_id: int) -> Any:
    with transaction() as session:
        token = people_service.create_token(session, account_id)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
