"""What is asked of the database for each task and for her home page: few statements, and no more as work grows."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.work import offer_queries, queries
from annotate.work.models import Submission
from tests.conftest import People
from tests.work.answers import box, lease, submit
from tests.work.conftest import Site, make_site

_ASKS = re.compile(r"\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|\()", re.IGNORECASE)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """All statements that ask or change something, while the block runs."""
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _ASKS.match(statement):
            statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", listen)


def _one_task(client: Any, token: str, project_id: int) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    asked = client.post(f"/api/v1/projects/{project_id}/assignments", json={"count": 1}, headers=headers)
    (assignment,) = asked.json["assignments"]
    answer = {
        "submission_id": str(uuid.uuid4()),
        "annotations": [box() for _ in range(20)],
        "active_ms": 60_000,
    }
    sent = client.post(f"/api/v1/assignments/{assignment['id']}/submission", json=answer, headers=headers)
    assert sent.status_code == 201


def test_a_task_costs_few_statements_from_the_first_to_the_last(
    people: People, database: Database, client: Any, mei_token: str
) -> None:
    site = make_site(people, images=12)
    _one_task(client, mei_token, site.project_id)

    costs = []
    for _ in range(10):
        with counted(database) as statements:
            _one_task(client, mei_token, site.project_id)
        costs.append(len(statements))

    assert max(costs) <= 26
    assert costs[-1] <= costs[0]


def test_her_home_page_asks_the_same_however_many_projects_there_are(
    people: People, site: Site, database: Database
) -> None:
    def asked() -> int:
        with counted(database) as statements, reading() as session:
            assert offer_queries.offers(session, people.mei)
        return len(statements)

    before = asked()
    for _ in range(4):
        make_site(people, images=1)

    assert asked() == before
    assert before <= 2


def test_what_waits_is_counted_only_as_far_as_anybody_reads(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_site(people, images=5)
    monkeypatch.setattr(offer_queries, "MOST_COUNTED", 3)

    with reading() as session:
        (offer,) = offer_queries.offers(session, people.mei)

    assert (offer.free, offer.waiting) == (3, "3+")


def test_each_project_has_its_own_pace(people: People) -> None:
    quick, slow = make_site(people, images=6), make_site(people, images=6)
    for site, seconds in ((quick, 10), (slow, 60)):
        for assignment_id in lease(people.mei, site.project_id, 6):
            submit(people.mei, assignment_id)
        with transaction() as session:
            session.execute(
                sa.update(Submission)
                .where(Submission.project_id == site.project_id)
                .values(active_ms=seconds * 1000)
            )

    with reading() as session:
        found = queries.median_seconds_of(session, [quick.project_id, slow.project_id, 999])

    assert found == {quick.project_id: 10, slow.project_id: 60}
