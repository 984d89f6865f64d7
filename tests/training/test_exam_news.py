"""She is told how an exam ended; a check picture that was wrong fails nobody, not even afterwards."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.messages.models import Message
from annotate.quality import gold_service
from annotate.training.rules import RoundKind, RoundState
from annotate.work import standing_service
from annotate.work.states import Gate
from tests.conftest import People
from tests.training.class_room import begin, open_class, round_of, tasks_of, work_through
from worker_tasks.once import run_event

NOON = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)


@pytest.fixture
def project_id(people: People) -> int:
    return open_class(people.zhao)


def exam_with(annotator_id: int, project_id: int, wrong: int) -> int:
    """An exam of ten pictures of which the first so many are wrong."""
    work_through(annotator_id, begin(annotator_id, project_id))
    exam = begin(annotator_id, project_id, RoundKind.EXAM)
    work_through(annotator_id, exam, lambda number: number >= wrong)
    return exam


def withdraw(people: People, exam: int, places: slice) -> None:
    """Through the manager's use case, and the jobs that it asks for."""
    for one in tasks_of(exam)[places]:
        with transaction() as session:
            gold_service.withdraw(session, people.zhao, one.task_id, "the sign is not in the picture")
    run_withdrawals()


def run_withdrawals() -> list[bool]:
    with reading() as session:
        ids = session.scalars(sa.select(OutboxEvent.id).where(OutboxEvent.kind == "gold.withdrawn")).all()
    return [run_event(id_) for id_ in ids]


def told(annotator_id: int) -> list[tuple[str, str]]:
    with reading() as session:
        query = sa.select(Message).where(Message.account_id == annotator_id, Message.kind.like("exam.%"))
        return [
            (one.kind, str(one.params.get("again_at", "")))
            for one in session.scalars(query.order_by(Message.id))
        ]


def gate(annotator_id: int, project_id: int) -> Gate:
    with reading() as session:
        return standing_service.standing_of(session, annotator_id, project_id).gate


def test_who_passes_is_told_once(people: People, project_id: int) -> None:
    exam_with(people.mei, project_id, wrong=1)

    assert told(people.mei) == [("exam.passed", "")]


def test_who_fails_is_told_from_when_she_may_try_again(people: People, project_id: int) -> None:
    with time_machine.travel(NOON, tick=False):
        exam_with(people.mei, project_id, wrong=4)

    assert told(people.mei) == [("exam.failed", (NOON + dt.timedelta(hours=24)).isoformat())]


def test_without_the_wrong_checks_the_exam_is_passed_and_the_project_open(
    people: People, project_id: int
) -> None:
    exam = exam_with(people.mei, project_id, wrong=4)
    assert (round_of(exam).state, gate(people.mei, project_id)) == (RoundState.FAILED, Gate.EXAM)

    withdraw(people, exam, slice(0, 3))

    assert round_of(exam).state is RoundState.PASSED
    assert (round_of(exam).right_count, round_of(exam).picture_count) == (6, 7)
    assert gate(people.mei, project_id) is Gate.OPEN
    assert [kind for kind, _ in told(people.mei)] == ["exam.failed", "exam.passed"]


def test_counting_again_changes_nothing(people: People, project_id: int) -> None:
    exam = exam_with(people.mei, project_id, wrong=4)
    withdraw(people, exam, slice(0, 3))
    before = (round_of(exam).right_count, told(people.mei))

    run_withdrawals()

    assert (round_of(exam).right_count, told(people.mei)) == before


def test_a_right_answer_lost_with_its_check_fails_nobody(people: People, project_id: int) -> None:
    exam = exam_with(people.mei, project_id, wrong=2)
    assert round_of(exam).state is RoundState.PASSED

    withdraw(people, exam, slice(5, 9))

    assert (round_of(exam).state, gate(people.mei, project_id)) == (RoundState.PASSED, Gate.OPEN)


def test_learning_opens_nothing_that_was_closed_meanwhile(people: People, project_id: int) -> None:
    exam = exam_with(people.mei, project_id, wrong=4)
    with transaction() as session:
        standing_service.set_gate(session, people.mei, project_id, Gate.BANNED, reason="spam")

    withdraw(people, exam, slice(0, 3))

    assert gate(people.mei, project_id) is Gate.BANNED
