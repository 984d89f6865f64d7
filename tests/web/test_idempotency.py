"""An unsafe call that comes twice with one Idempotency-Key is done once and answered alike."""

from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.people import service
from annotate.work.models import Assignment
from annotate.work.states import LeaseState
from tests.conftest import People
from tests.work.conftest import Site, make_site


@pytest.fixture
def site(people: People) -> Site:
    return make_site(people)


@pytest.fixture
def key(people: People) -> dict[str, str]:
    with transaction() as session:
        return {
            "Authorization": f"Bearer {service.create_token(session, people.mei)}",
            "Idempotency-Key": "first-call",
        }


def give_back(client: Any, key: dict[str, str], assignment_id: int, reason: str = "too_hard") -> Any:
    return client.post(f"/api/v1/assignments/{assignment_id}/release", json={"reason": reason}, headers=key)


@pytest.fixture
def assignment_id(client: Any, key: dict[str, str], site: Site) -> int:
    plain = {"Authorization": key["Authorization"]}
    answer = client.post(f"/api/v1/projects/{site.project_id}/assignments", json={"count": 1}, headers=plain)
    return int(answer.json["assignments"][0]["id"])


def test_the_same_call_again_gets_the_first_answer(client: Any, key: dict[str, str], site: Site) -> None:
    path = f"/api/v1/projects/{site.project_id}/assignments"

    first = client.post(path, json={"count": 2}, headers=key)
    second = client.post(path, json={"count": 2}, headers=key)

    assert first.status_code == second.status_code == 200
    assert first.json == second.json
    with reading() as session:
        held = sa.select(sa.func.count()).where(Assignment.state == LeaseState.HELD)
        assert session.scalar(held) == 2


def test_another_call_under_the_same_key_is_refused(
    client: Any, key: dict[str, str], assignment_id: int
) -> None:
    assert give_back(client, key, assignment_id).status_code == 204

    answer = give_back(client, key, assignment_id, reason="picture_bad")

    assert (answer.status_code, answer.json["code"]) == (422, "idempotency_key_reused")


def test_a_refusal_is_remembered_too(client: Any, key: dict[str, str], site: Site) -> None:
    first, second = give_back(client, key, 999_999), give_back(client, key, 999_999)

    assert first.status_code == second.status_code == 404
    assert first.json["code"] == second.json["code"] == "not_found"
