"""The figures of a project's quality follow its settlements, answers and judgements, however often they are counted."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core import clock, outbox
from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.insight import renewal_service
from annotate.insight import service as insight_service
from annotate.insight.calibration import sum_parts
from annotate.insight.models import KnownPicture, ProjectInsight, QualityDay, TaskInsight, TaskMark, WorkHour
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.quality import gold_service
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.quality.crowd_work import (
    answer,
    boxes,
    careless,
    catch_up,
    nonsense,
    publish,
    right,
    task_ids,
)
from worker_tasks.once import run_event


@pytest.fixture
def more_people(people: People) -> list[int]:
    """Four annotators beside Mei and An."""
    with transaction() as session:
        new = [NewAccount(Role.ANNOTATOR, f"1370000000{number}", f"工{number}") for number in range(4)]
        return [create_account(session, one).id for one in new]


def renew(project_id: int) -> None:
    renewal_service.renew_project(project_id, transaction)


def everything(project_id: int) -> dict[str, Any]:
    """All that is stored, without the moments."""
    with reading() as session:
        days = session.scalars(sa.select(QualityDay).where(QualityDay.project_id == project_id)).all()
        hours = session.scalars(sa.select(WorkHour).where(WorkHour.project_id == project_id)).all()
        marks = session.scalars(sa.select(TaskMark).where(TaskMark.project_id == project_id)).all()
        insight = session.get_one(ProjectInsight, project_id)
        return {
            "days": [
                (one.settled, one.agreed, one.answers, one.objects, one.agreement_sum, one.tally)
                for one in days
            ],
            "hours": [(one.answers, one.shapes, one.active_ms, one.rate_e4, one.pay_bins) for one in hours],
            "marks": sorted((one.task_id, one.what, one.label, one.said, one.count) for one in marks),
            "verdicts": insight.verdicts,
            "calibration": insight.calibration,
        }


def test_a_settled_picture_is_counted_once_however_often_it_is_looked_at(people: People) -> None:
    project = publish(people.zhao, pictures=2)
    for _ in range(2):
        answer(people.mei, project, right())
        answer(people.an, project, right())
    catch_up()

    renew(project)
    first = everything(project)
    renew(project)

    assert everything(project) == first
    [(settled, agreed, answers, objects, agreement, tally)] = first["days"]
    assert (settled, agreed, answers, objects, agreement) == (2, 2, 4, 6, 2.0)
    assert tally["said"] == {"car": {"car": 8}, "person": {"person": 4}}
    assert first["hours"][0][:4] == (4, 12, 120_000, 16_800)
    assert first["verdicts"] == {"accepted": 4}


def test_a_picture_that_is_settled_anew_takes_its_old_figures_out(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=2, most=3)
    answer(people.mei, project, right())
    answer(people.an, project, nonsense())
    catch_up()
    renew(project)
    with reading() as session:
        [one] = session.scalars(sa.select(TaskInsight)).all()
        assert (one.is_final, one.answers) == (False, 2)
        assert session.scalars(sa.select(QualityDay)).all() == []

    answer(more_people[0], project, right())
    catch_up()
    renew(project)
    with transaction() as session:
        consensus.adjudicate_task(session, people.lin, task_ids(project)[0], right())
    renew(project)

    found = everything(project)
    [(settled, agreed, answers, _, _, tally)] = found["days"]
    assert (settled, agreed, answers) == (1, 1, 3)
    assert tally["classes"]["car"]["missed"] == 2
    assert {(what, label) for _, what, label, _, _ in found["marks"]} >= {
        ("missed", "person"),
        ("extra", "car"),
    }


def test_an_hour_is_counted_until_it_is_over(people: People) -> None:
    morning = dt.datetime(2026, 11, 24, 1, 20, tzinfo=dt.UTC)
    with time_machine.travel(morning, tick=False) as traveller:
        project = publish(people.zhao, pictures=3, answers=1, most=1)
        answer(people.mei, project, right())
        renew(project)
        traveller.shift(dt.timedelta(minutes=30))
        answer(people.mei, project, right())
        traveller.shift(dt.timedelta(minutes=30))
        renew(project)
        traveller.shift(dt.timedelta(days=2))
        answer(people.mei, project, right())
        renew(project)

    with reading() as session:
        hours = session.scalars(sa.select(WorkHour).order_by(WorkHour.hour)).all()
        assert [one.answers for one in hours] == [2, 1]
        assert hours[0].hour == morning.replace(minute=0)


def test_what_consensus_said_of_itself_is_set_against_what_a_person_decides(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, answers=2, most=2)
    answer(people.mei, project, right())
    answer(people.an, project, careless())
    catch_up()
    [task_id] = task_ids(project)
    with transaction() as session:
        consensus.adjudicate_task(session, people.lin, task_id, right())

    renew(project)

    with reading() as session:
        known = session.get_one(KnownPicture, task_id)
        total = everything(project)["calibration"]["decided"]
    assert not known.is_gold
    assert total == {"pictures": 1, "part": known.part}
    # Two cars and a person are there; whatever else was drawn is not.
    assert sum(row[2] for row in known.part) == 3
    assert sum(row[0] for row in known.part) > 3


def test_answers_to_a_check_are_settled_as_if_nothing_were_known(
    people: People, more_people: list[int]
) -> None:
    project = publish(people.zhao, pictures=1, answers=2, most=2)
    for woman in (people.mei, people.an):
        answer(woman, project, right())
    catch_up()
    [task_id] = task_ids(project)
    with transaction() as session:
        gold_service.make_gold(session, people.zhao, task_id)
        # Handed out to four more.
        session.get_one(Task, task_id).state = TaskState.OPEN
        session.get_one(Task, task_id).target = 6
    renew(project)
    with reading() as session:
        assert session.get(KnownPicture, task_id) is None

    for woman, drawn in zip(more_people[:4], (right(), right(), right(), boxes()), strict=True):
        answer(woman, project, drawn)
    catch_up()
    renew(project)

    with reading() as session:
        known = session.get_one(KnownPicture, task_id)
        assert (known.is_gold, known.basis) == (True, 4)
        assert sum(row[2] for row in known.part) >= 3
    with transaction() as session:
        gold_service.withdraw(session, people.zhao, task_id, "wrong")
    renew(project)
    assert everything(project)["calibration"]["gold"] == {"pictures": 0, "part": sum_parts([])}


def test_closed_projects_are_looked_at_now_and_then(people: People) -> None:
    project = publish(people.zhao)
    answer(people.mei, project, right())
    with transaction() as session:
        session.execute(sa.text("UPDATE project SET state = 'closed'"))

    with reading() as session:
        assert insight_service.projects_to_renew(session) == [project]
    renew(project)
    with reading() as session:
        assert insight_service.projects_to_renew(session) == []
    with time_machine.travel(clock.now() + dt.timedelta(hours=7)), reading() as session:
        assert insight_service.projects_to_renew(session) == [project]


class Killed(Exception):
    """The worker is gone."""


@pytest.mark.parametrize("steps", range(6))
def test_a_run_that_is_killed_between_two_steps_is_finished_by_the_next(people: People, steps: int) -> None:
    project = publish(people.zhao, pictures=2)
    for _ in range(2):
        answer(people.mei, project, right())
        answer(people.an, project, careless())
    catch_up()
    left = iter(range(steps))

    @contextmanager
    def part() -> Iterator[Session]:
        with transaction() as session:
            yield session
            # Before the commit: all of the step is lost.
            if next(left, None) is None:
                raise Killed

    with suppress(Killed):
        renewal_service.renew_project(project, part)
    renew(project)
    after = everything(project)

    for table in (
        "task_insight",
        "task_mark",
        "quality_day",
        "work_hour",
        "known_picture",
        "project_insight",
    ):
        with transaction() as session:
            session.execute(sa.text(f"DELETE FROM {table}"))
    renew(project)
    assert everything(project) == after


def test_the_job_counts_all_projects_at_work(people: People) -> None:
    projects = [publish(people.zhao), publish(people.zhao)]
    for project in projects:
        answer(people.mei, project, right())
        answer(people.an, project, right())
    catch_up()
    with transaction() as session:
        outbox.announce(session, "insights.renew", "now", key="insights.renew@now")
        session.flush()
        event_id = session.scalars(
            sa.select(OutboxEvent.id).where(OutboxEvent.kind == "insights.renew")
        ).one()

    assert run_event(event_id)
    assert not run_event(event_id)

    assert [everything(project)["days"][0][0] for project in projects] == [1, 1]
