"""An event's work is done once, though its job comes twice, late, or from a process thought dead."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import Database, reading, transaction
from annotate.core.models import AuditEvent, OutboxEvent
from tests.worker_tasks import jobs
from tests.worker_tasks.workers_under_test import ROUTES
from worker_tasks import routing
from worker_tasks.once import LEASE, Superseded, Work, run_event

pytestmark = pytest.mark.usefixtures("database", "_own_routes")
START = dt.datetime(2026, 11, 24, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def _own_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "ROUTES", ROUTES)


def _announce(kind: str) -> int:
    with transaction() as session:
        outbox.announce(session, kind, "7")
        session.flush()
        return session.scalars(sa.select(OutboxEvent.id)).one()


def _event(event_id: int) -> OutboxEvent:
    with reading() as session:
        return session.get_one(OutboxEvent, event_id)


def _done(action: str = "test.done") -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(AuditEvent.action == action)) or 0


def test_a_job_delivered_twice_works_once() -> None:
    event_id = _announce("test.row")

    assert run_event(event_id) is True
    assert run_event(event_id) is False

    assert _done() == 1
    assert _event(event_id).done_at is not None


def test_a_job_of_a_forgotten_event_does_nothing() -> None:
    assert run_event(4711) is False


def test_a_failed_job_leaves_nothing_but_its_reason() -> None:
    with time_machine.travel(START, tick=False):
        event_id = _announce("test.broken")
        assert run_event(event_id) is False

    event = _event(event_id)
    assert _done() == 0
    assert event.done_at is None
    assert event.due_at == START + dt.timedelta(seconds=2)
    assert event.error is not None
    assert event.error.startswith("ValueError at tests/worker_tasks/jobs.py:")
    assert "梅" not in event.error


def test_five_failures_make_a_dead_letter() -> None:
    with time_machine.travel(START, tick=False) as traveller:
        event_id = _announce("test.broken")
        for _ in range(6):
            run_event(event_id)
            traveller.shift(60)

    assert _event(event_id).attempts == 5
    assert _event(event_id).dead_at is not None


def test_an_event_in_other_hands_is_left_to_them() -> None:
    event_id = _announce("test.row")
    with transaction() as session:
        outbox.claim(session, event_id)

    assert run_event(event_id) is False
    assert _done() == 0


def test_an_event_whose_worker_died_is_done_after_the_lease() -> None:
    with time_machine.travel(START, tick=False) as traveller:
        event_id = _announce("test.row")
        with transaction() as session:
            outbox.claim(session, event_id, LEASE)
        traveller.shift(LEASE)

        assert run_event(event_id) is True

    assert _done() == 1


def test_a_zombie_with_an_old_token_rolls_back() -> None:
    with time_machine.travel(START, tick=False) as traveller:
        event_id = _announce("test.row")
        with transaction() as session:
            old = outbox.claim(session, event_id, LEASE)
        assert old is not None
        zombie = Work(old)
        traveller.shift(LEASE)
        run_event(event_id)

        with pytest.raises(Superseded):
            jobs.leave_row(zombie)

    assert _done() == 1


def test_a_zombie_may_not_begin_another_part() -> None:
    with time_machine.travel(START, tick=False) as traveller:
        event_id = _announce("test.parts")
        with transaction() as session:
            old = outbox.claim(session, event_id, LEASE)
        assert old is not None
        traveller.shift(LEASE)
        run_event(event_id)

        with pytest.raises(Superseded), Work(old).part():
            pass

    assert _done("test.part") == 1


def test_long_work_commits_its_parts(database: Database) -> None:
    event_id = _announce("test.parts")

    assert run_event(event_id) is True

    assert (_done("test.part"), _done()) == (1, 1)
