"""A month of the audit log in figures, its chain walked, the operators told once."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import audit, outbox
from annotate.core.db import current_database, reading, transaction
from annotate.core.models import AuditEvent
from annotate.oversight import digest_service
from annotate.oversight.models import AuditDigest
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.messages.told import told
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

OCTOBER = dt.datetime(2026, 10, 15, 3, 0, tzinfo=dt.UTC)
NOVEMBER = dt.datetime(2026, 11, 2, 23, 0, tzinfo=dt.UTC)


@pytest.fixture
def operator(people: People) -> int:
    with time_machine.travel(OCTOBER - dt.timedelta(days=60), tick=False), transaction() as session:
        return create_account(session, NewAccount(Role.ADMIN, "13800000061", "管理员")).id


@pytest.fixture
def acts(people: People, operator: int) -> People:
    with time_machine.travel(OCTOBER, tick=False), transaction() as session:
        for _ in range(3):
            audit.record(session, people.lin, "woman.file_opened", "account", people.mei)
        audit.record(session, people.lin, "name.revealed", "account", people.mei, {"why": "case"})
        audit.record(session, people.zhao, "project.paused", "project", 1)
    # The last moment of October here is still the 31st in Greenwich; one moment later it is November.
    with (
        time_machine.travel(dt.datetime(2026, 10, 31, 16, 0, tzinfo=dt.UTC), tick=False),
        transaction() as session,
    ):
        audit.record(session, people.zhao, "project.paused", "project", 1)
    with transaction() as session:
        audit.seal(session)
    return people


def run() -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        Scheduler().announce_due()
        with reading() as session:
            ids = [event_id for event_id, _ in outbox.due_events(session, ["audit.digest"])]
        for event_id in ids:
            assert run_event(event_id)


def test_the_month_is_counted_by_local_days_and_told_once(acts: People, operator: int) -> None:
    run()
    with time_machine.travel(NOVEMBER + dt.timedelta(days=1), tick=False), transaction() as session:
        assert digest_service.make_digest(session, "2026-10") is False

    with reading() as session:
        [digest] = session.scalars(sa.select(AuditDigest))
        assert (digest.month, digest.counts["woman.file_opened"], digest.counts["project.paused"]) == (
            "2026-10",
            3,
            1,
        )
        assert (digest.rows, digest.broken) == (5, [])
        assert (digest.head_seq, digest.head_hash) == audit.head(session)
    [message] = told(operator, "audit.digest")
    assert (message.params["looks"], message.params["count"], message.link) == (4, 5, "/audit")


def test_a_rewritten_past_is_named(acts: People, operator: int) -> None:
    database = current_database()
    name = "DROP TRIGGER audit_event_no_update" + ("" if database.is_sqlite else " ON audit_event")
    with database.engine.begin() as connection:
        connection.exec_driver_sql(name)
        connection.execute(
            sa.update(AuditEvent)
            .where(AuditEvent.action == "name.revealed")
            .values(action="nothing.happened")
        )

    run()

    with reading() as session:
        [digest] = session.scalars(sa.select(AuditDigest))
    assert any("was altered" in text for text in digest.broken)
    assert told(operator, "audit.digest")[0].params["broken"] == len(digest.broken)


def test_operators_look_through_the_log_with_filters(
    browser_of: Callable[[int], Any], acts: People, operator: int
) -> None:
    run()
    browser = browser_of(operator)

    everything = browser.get("/audit").text
    assert "woman.file_opened" in everything
    assert "2026-10" in everything
    rows = browser.get("/audit?action=name.revealed").text.split("<tbody>")[1].split("</tbody>")[0]
    assert "name.revealed" in rows
    assert "woman.file_opened" not in rows
    assert "没有这样的操作" in browser.get("/audit?alias=000000").text
    assert browser_of(acts.zhao).get("/audit").status_code == 403


def test_the_log_is_paged(browser_of: Callable[[int], Any], acts: People, operator: int) -> None:
    with transaction() as session:
        for number in range(digest_service.PAGE + 5):
            audit.record(session, acts.lin, "many.acts", "thing", number)
    browser = browser_of(operator)

    first = browser.get("/audit?action=many.acts").text
    assert "thing 104" in first
    assert "thing 4<" not in first
    assert "action=many.acts" in first
    with reading() as session:
        last_shown = session.scalars(
            sa.select(AuditEvent.id).where(AuditEvent.object_kind == "thing", AuditEvent.object_id == "5")
        ).one()
    second = browser.get(f"/audit?action=many.acts&before={last_shown}").text
    assert "thing 4<" in second
