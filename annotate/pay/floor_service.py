"""The pay floor: what an hour of a project is worth, the alarm under the floor, and the top-up to it.

The floor is passed in: the room that knows local minimum wages comes later.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.ledger import service as ledger
from annotate.ledger.booking import NewEntry, credit, debit
from annotate.pay import accounts, queries
from annotate.pay.calendar import days_of_week, week_of
from annotate.pay.models import Earning, EarningKind, FloorAlarm
from annotate.pay.notice_service import tell_alarm, tell_top_up
from annotate.pay.price import PILOT_ANSWERS, median_hourly_e4, top_up_e4
from annotate.pay.service import open_named
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.projects.states import ProjectState


@dataclass(frozen=True)
class Pilot:
    """What a project's first answers say. median_hourly_e4: none before 20 of them have a time."""

    answers: int
    median_hourly_e4: int | None
    is_complete: bool


def pilot_of(session: Session, project_id: int, size: int = PILOT_ANSWERS) -> Pilot:
    """The first answers of a project set its expected pay per hour."""
    first = queries.pilot_answers(session, project_id, size)
    return Pilot(len(first), median_hourly_e4(first), len(first) >= size)


def check_floor(
    session: Session, project_id: int, floor_e4_per_hour: int, size: int = PILOT_ANSWERS
) -> FloorAlarm | None:
    """Raise this week's alarm when the median hour of a published project's newest answers is under the floor.

    A project whose pilot has just ended under the floor is paused. Asked again in one week it is one alarm.
    """
    project = session.get_one(Project, project_id, with_for_update=True, populate_existing=True)
    answers = queries.hourly_of_project(session, project_id, size)
    median_e4 = median_hourly_e4(answers)
    if project.state is not ProjectState.PUBLISHED or median_e4 is None or median_e4 >= floor_e4_per_hour:
        return None
    week = week_of(clock.local_day(clock.now()))
    first = session.scalar(
        sa.select(FloorAlarm).where(FloorAlarm.project_id == project_id, FloorAlarm.week == week)
    )
    if first is not None:
        return first
    alarm = FloorAlarm(
        project_id=project_id,
        week=week,
        median_hourly_e4=median_e4,
        floor_e4=floor_e4_per_hour,
        answers=len(answers),
        paused=_is_first_alarm(session, project_id) and pilot_of(session, project_id, size).is_complete,
    )
    if alarm.paused:
        projects.mark_paused(session, None, project)
    session.add(alarm)
    session.flush()
    tell_alarm(session, alarm)
    return alarm


def _is_first_alarm(session: Session, project_id: int) -> bool:
    return (
        session.scalar(sa.select(FloorAlarm.id).where(FloorAlarm.project_id == project_id).limit(1)) is None
    )


def book_top_ups(session: Session, project_id: int, week: str, floor_e4_per_hour: int) -> Sequence[Earning]:
    """Raise everybody's pay of a past ISO week in one project to the floor; those booked now.

    week: '2026-W09'. Booked once for each woman and week, as its own kind, never as piece pay.
    """
    monday, sunday = days_of_week(week)
    total, time = sa.func.sum(Earning.amount_e4), sa.func.sum(Earning.active_ms)
    query = (
        sa.select(Earning.annotator_id, Earning.currency, total, time, sa.func.max(Earning.programme_id))
        .where(
            Earning.project_id == project_id,
            Earning.day.between(monday, sunday),
            Earning.kind.in_((EarningKind.PIECE, EarningKind.CORRECTION, EarningKind.REWORK)),
        )
        .group_by(Earning.annotator_id, Earning.currency)
        .order_by(Earning.annotator_id)
    )
    booked = []
    for annotator_id, currency, earned, active_ms, programme_id in session.execute(query).all():
        missing_e4 = top_up_e4(int(earned), int(active_ms), floor_e4_per_hour)
        if missing_e4:
            work = _Week(project_id, week, annotator_id, currency, programme_id)
            booked += _top_up(session, work, missing_e4)
    return booked


@dataclass(frozen=True)
class _Week:
    project_id: int
    week: str
    annotator_id: int
    currency: str
    programme_id: int | None


def _top_up(session: Session, work: _Week, amount_e4: int) -> list[Earning]:
    name = f"{work.project_id}/{work.week}/{work.annotator_id}"
    if ledger.is_booked(session, f"top-up-{name}"):
        return []
    cost = open_named(session, accounts.expense("top_up", work.currency))
    owed = open_named(session, accounts.payable(work.annotator_id, work.currency))
    now = clock.now()
    new = NewEntry(
        key=f"top-up-{name}",
        event="floor_topped_up",
        source_kind="project_week",
        source_id=name,
        effective_at=now,
        lines=(debit(cost, amount_e4), credit(owed, amount_e4)),
    )
    entry, _ = ledger.post_entry(session, new)
    earning = Earning(
        kind=EarningKind.TOP_UP,
        annotator_id=work.annotator_id,
        project_id=work.project_id,
        programme_id=work.programme_id,
        currency=work.currency,
        amount_e4=amount_e4,
        entry_id=entry.id,
        month=clock.local_month(now),
        day=clock.local_day(now),
        earned_at=now,
    )
    session.add(earning)
    session.flush()
    tell_top_up(session, earning)
    return [earning]
