"""A project with check pictures whose newcomers learn first, and somebody who learns."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.projects.models import Project
from annotate.training import answer_service, service
from annotate.training.answer_service import Answer
from annotate.training.models import Round, RoundTask
from annotate.training.rules import RoundKind
from annotate.work import gold_service as golds
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.quality.crowd_work import TRUTH, boxes, nonsense, publish, right

__all__ = ["nonsense", "right"]
SECONDS = 60


def open_class(manager_id: int, checks: int = 20, more: int = 2) -> int:
    """A published project that asks newcomers to learn first: so many checks, and pictures to work on."""
    project_id = publish(manager_id, checks + more)
    with transaction() as session:
        session.get_one(Project, project_id).needs_training = True
        query = sa.select(Task).where(Task.project_id == project_id).order_by(Task.id).limit(checks)
        for task in session.scalars(query):
            golds.keep_gold(session, manager_id, task, boxes(*TRUTH), "labels")
            task.state = TaskState.CLOSED
    return project_id


def begin(annotator_id: int, project_id: int, kind: RoundKind = RoundKind.PRACTICE) -> int:
    with transaction() as session:
        return service.begin_round(session, annotator_id, project_id, kind).id


def waiting(annotator_id: int, round_id: int) -> list[int]:
    with transaction() as session:
        return [task.id for task in answer_service.hand_out(session, annotator_id, round_id, 20)]


def hand_in(
    annotator_id: int,
    task_id: int,
    shapes: list[dict[str, Any]],
    active_ms: int = SECONDS * 1000,
    key: str = "",
) -> str:
    sent = Answer(key or str(uuid.uuid4()), shapes, active_ms)
    with transaction() as session:
        answer_service.submit(session, annotator_id, task_id, sent)
    return sent.submission_id


def work_through(
    annotator_id: int,
    round_id: int,
    is_right: Callable[[int], bool] = lambda _: True,
    traveller: Any = None,
) -> int:
    """Answer whatever comes until the round is over; how many answers it took. is_right: by number from 0."""
    count = 0
    while tasks := waiting(annotator_id, round_id):
        if traveller:
            traveller.shift(dt.timedelta(seconds=SECONDS))
        hand_in(annotator_id, tasks[0], right() if is_right(count) else nonsense())
        count += 1
    return count


def round_of(round_id: int) -> Round:
    with reading() as session:
        return session.get_one(Round, round_id)


def tasks_of(round_id: int) -> list[RoundTask]:
    with reading() as session:
        query = sa.select(RoundTask).where(RoundTask.round_id == round_id)
        return list(session.scalars(query.order_by(RoundTask.id)))
