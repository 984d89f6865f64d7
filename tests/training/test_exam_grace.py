"""An exam that was begun by an older guideline fails nobody for the classes that a change is about."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from annotate.core.db import transaction
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect
from annotate.projects.models import Project
from annotate.training.rules import RoundKind, RoundState
from annotate.work import gold_service as golds
from annotate.work.models import Task
from tests.conftest import People
from tests.quality.crowd_work import TRUTH, boxes
from tests.training.class_room import begin, hand_in, open_class, round_of, tasks_of, waiting, work_through

NOON = dt.datetime(2026, 1, 5, 4, tzinfo=dt.UTC)
FIRST = "## {#car} 小汽车\n\n框要贴边。\n\n## {#person} 行人\n\n远处的也框。\n"
ABOUT_CARS, ABOUT_PEOPLE = (
    FIRST.replace("框要贴边。", "只框停着的车。"),
    FIRST.replace("远处的也框。", "背影也框。"),
)


def change(people: People, project_id: int, text: str, alters: bool = True) -> None:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        projects.add_guideline(session, people.zhao, project, text, "", Effect(alters))


def cars_elsewhere() -> list[dict[str, Any]]:
    return boxes(TRUTH[2], *(("car", (20.0 + 150 * n, 260.0, 80.0, 60.0)) for n in range(3)))


def renew_checks(people: People, exam: int) -> None:
    """Their known answers are looked at again after the change."""
    with transaction() as session:
        for one in tasks_of(exam):
            golds.keep_gold(session, people.zhao, session.get_one(Task, one.task_id), boxes(*TRUTH), "labels")


def exam_over_a_change(people: People, text: str, alters: bool = True, days: int = 1) -> int:
    """She begins an exam, the guideline changes, and some days later she answers as the older version had it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        project_id = open_class(people.zhao)
        change(people, project_id, FIRST, alters=False)
        work_through(people.mei, begin(people.mei, project_id))
        exam = begin(people.mei, project_id, RoundKind.EXAM)
        change(people, project_id, text, alters)
        traveller.shift(dt.timedelta(minutes=1))
        renew_checks(people, exam)
        traveller.shift(dt.timedelta(days=days))
        for one in waiting(people.mei, exam):
            hand_in(people.mei, one, cars_elsewhere())
        return exam


def test_what_the_change_is_about_fails_nobody(people: People) -> None:
    exam = exam_over_a_change(people, ABOUT_CARS)

    assert round_of(exam).state is RoundState.PASSED
    told = tasks_of(exam)[0].reason or {}
    assert told["grace"]["excused"] > 0
    assert not any(told["counts"].values())


@pytest.mark.parametrize(
    ("text", "alters", "days"),
    [(ABOUT_PEOPLE, True, 1), (ABOUT_CARS, False, 1), (ABOUT_CARS, True, 8)],
    ids=["about another class", "only said better", "after seven days"],
)
def test_anything_else_does(people: People, text: str, alters: bool, days: int) -> None:
    exam = exam_over_a_change(people, text, alters, days)

    assert round_of(exam).state is RoundState.FAILED
    assert "grace" not in (tasks_of(exam)[0].reason or {})
