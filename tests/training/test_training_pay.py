"""Practice and exam are paid by the minute at the floor: each picture once, whatever is run twice, late, or killed."""

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.ledger.proof_service import verify
from annotate.ledger.service import balance_of_code
from annotate.pay import training_service
from annotate.pay.models import Earning, EarningKind
from annotate.training import service
from annotate.training.rules import RoundKind, RoundState, pay_e4
from tests.conftest import People
from tests.training.class_room import (
    SECONDS,
    begin,
    hand_in,
    nonsense,
    open_class,
    right,
    round_of,
    tasks_of,
    waiting,
    work_through,
)
from worker_tasks.once import run_event

pytestmark = pytest.mark.usefixtures("database")
NOON = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)
A_PICTURE_E4 = pay_e4(SECONDS * 1000, 250_000)


@pytest.fixture
def project_id(people: People) -> int:
    return open_class(people.zhao)


def events(kind: str = "training.paid") -> list[OutboxEvent]:
    with reading() as session:
        query = sa.select(OutboxEvent).where(OutboxEvent.kind == kind, OutboxEvent.done_at.is_(None))
        return list(session.scalars(query.order_by(OutboxEvent.id)))


def pay_all() -> None:
    for event in events():
        run_event(event.id)


def earned(annotator_id: int) -> list[int]:
    with reading() as session:
        query = sa.select(Earning).where(
            Earning.annotator_id == annotator_id, Earning.kind == EarningKind.TRAINING
        )
        return [one.amount_e4 for one in session.scalars(query.order_by(Earning.id))]


def owed_e4(annotator_id: int) -> int:
    with reading() as session:
        return balance_of_code(session, f"payable:{annotator_id}:CNY")


def violations() -> list[str]:
    with reading() as session:
        return [str(violation) for violation in verify(session)]


def a_minute_of_practice(annotator_id: int, project_id: int) -> int:
    """One picture, one minute; its number."""
    with time_machine.travel(NOON, tick=False) as now:
        task = waiting(annotator_id, begin(annotator_id, project_id))[0]
        now.shift(dt.timedelta(seconds=SECONDS))
        hand_in(annotator_id, task, right())
    return task


def test_each_picture_of_practice_and_exam_is_paid_once(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        work_through(people.mei, begin(people.mei, project_id), traveller=now)
        work_through(people.mei, begin(people.mei, project_id, RoundKind.EXAM), traveller=now)
    assert violations() == []

    pay_all()

    assert earned(people.mei) == [A_PICTURE_E4] * 20
    assert owed_e4(people.mei) == 20 * A_PICTURE_E4
    with reading() as session:
        assert balance_of_code(session, "training_pay:CNY") == 20 * A_PICTURE_E4
    assert violations() == []


def test_a_job_run_again_or_killed_pays_once(people: People, project_id: int) -> None:
    task = a_minute_of_practice(people.mei, project_id)
    with pytest.raises(ZeroDivisionError), transaction() as session:
        training_service.book_training(session, task, None)
        raise ZeroDivisionError
    assert earned(people.mei) == []

    pay_all()
    with transaction() as session:
        assert training_service.book_training(session, task, None) is None

    assert earned(people.mei) == [A_PICTURE_E4]
    assert violations() == []


def test_ten_jobs_at_once_pay_once(people: People, project_id: int) -> None:
    task, together = a_minute_of_practice(people.mei, project_id), threading.Barrier(10)

    def book() -> None:
        together.wait()
        with transaction() as session:
            training_service.book_training(session, task, None)

    threads = [threading.Thread(target=book) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pay_all()

    assert earned(people.mei) == [A_PICTURE_E4]
    assert violations() == []


def test_the_local_floor_stands_above_the_projects_price(people: People, project_id: int) -> None:
    task = a_minute_of_practice(people.mei, project_id)
    with transaction() as session:
        training_service.book_training(session, task, 300_000)

    assert earned(people.mei) == [pay_e4(SECONDS * 1000, 300_000)]


def test_what_is_not_paid_is_seen_by_the_proof(people: People, project_id: int) -> None:
    a_minute_of_practice(people.mei, project_id)
    with transaction() as session:
        session.get_one(OutboxEvent, events()[0].id).done_at = NOON

    assert any("its time is not paid" in one for one in violations())


def test_no_more_time_is_paid_than_has_passed(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        practice = begin(people.mei, project_id)
        first, second, third = waiting(people.mei, practice)[:3]
        now.shift(dt.timedelta(seconds=90))
        hand_in(people.mei, first, right(), 60_000)
        hand_in(people.mei, second, right(), 60_000)
        hand_in(people.mei, third, right(), 60_000)

    assert [one.paid_ms for one in tasks_of(practice)[:3]] == [60_000, 30_000, 0]
    pay_all()
    assert earned(people.mei) == [pay_e4(60_000, 250_000), pay_e4(30_000, 250_000)]
    assert violations() == []


def test_three_tries_of_a_picture_and_of_the_exam_are_paid(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        practice = begin(people.mei, project_id)
        work_through(people.mei, practice, lambda _: False, traveller=now)
        assert [bool(one.paid_ms) for one in tasks_of(practice)] == [True] * 30 + [False] * 20
        for number in range(1, 5):
            exam = begin(people.mei, project_id, RoundKind.EXAM)
            work_through(people.mei, exam, lambda _: False, traveller=now)
            assert all(bool(one.paid_ms) == (number <= 3) for one in tasks_of(exam))
            now.shift(dt.timedelta(hours=24))
    pay_all()
    assert len(earned(people.mei)) == 60
    assert violations() == []


def test_practice_offered_for_her_work_is_offered_once_and_paid(people: People, project_id: int) -> None:
    with transaction() as session:
        first = service.offer_practice(session, people.mei, project_id, "event-1")
        again = service.offer_practice(session, people.mei, project_id, "event-1")
        other = service.offer_practice(session, people.mei, project_id, "event-2")
        assert first is not None
        assert again is not None
        assert (again.id, other) == (first.id, None)
        offered = first.id

    with time_machine.travel(NOON, tick=False) as now:
        assert begin(people.mei, project_id, RoundKind.GATE) == offered
        work_through(people.mei, offered, traveller=now)
    pay_all()

    assert round_of(offered).state is RoundState.DONE
    assert earned(people.mei) == [A_PICTURE_E4] * 10
    with transaction() as session:
        later = service.offer_practice(session, people.mei, project_id, "event-3")
        assert later is not None
        assert later.number == 2


def test_an_offer_by_event_is_made_once_however_often_it_is_told(people: People, project_id: int) -> None:
    with transaction() as session:
        session.add(OutboxEvent(kind="practice.offered", ref=f"{people.mei}-{project_id}", due_at=NOON))
    [event] = events("practice.offered")
    run_event(event.id)
    run_event(event.id)

    with reading() as session:
        found = service.last_round(session, people.mei, project_id, RoundKind.GATE)
        assert found is not None
        assert (found.number, found.state) == (1, RoundState.OFFERED)


def test_an_answer_that_is_wrong_is_paid_like_a_right_one(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False) as now:
        task = waiting(people.mei, begin(people.mei, project_id))[0]
        now.shift(dt.timedelta(seconds=SECONDS))
        hand_in(people.mei, task, nonsense())
    pay_all()

    assert earned(people.mei) == [A_PICTURE_E4]
