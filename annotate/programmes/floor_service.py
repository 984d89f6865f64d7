"""The pay floor where she lives: the local hourly minimum wage, looked at every day, topped up every week."""

import datetime as dt
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.pay import floor_service, training_service
from annotate.pay import queries as pay
from annotate.pay.calendar import week_of
from annotate.pay.models import Earning, FloorAlarm
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.projects import queries as projects
from annotate.projects.expected_pay import ExpectedPay, expected_pay
from annotate.projects.models import Project
from annotate.registry import queries as registry_queries
from annotate.registry.models import County
from annotate.registry.standards import in_force
from annotate.registry.words import StandardKind
from annotate.work import price_service


def hourly_floors_e4(session: Session, day: dt.date) -> dict[str, int]:
    """Hourly minimum wage by region code as of a day; of several classes the highest, in favour of her."""
    wages = map(registry_queries.as_row, registry_queries.standards(session, StandardKind.MINIMUM_WAGE_HOUR))
    floors: dict[str, int] = {}
    for row in in_force(wages, day):
        floors[row.region_code] = max(floors.get(row.region_code, 0), int(row.value * 10_000))
    return floors


def floor_of(session: Session, account_ids: Iterable[int], day: dt.date) -> int | None:
    """The highest floor among the places where these people live; None while the registry knows none of them.

    A county's own row stands before its province's.
    """
    floors = hourly_floors_e4(session, day)
    query = (
        sa.select(County.code, County.province_code)
        .join(Account, Account.county_code == County.code)
        .where(Account.id.in_(list(account_ids)))
        .distinct()
    )
    known = [floors.get(code) or floors.get(province) for code, province in session.execute(query)]
    return max((floor for floor in known if floor), default=None)


def book_training(session: Session, round_task_id: int) -> Earning | None:
    """Pay one picture of practice or exam, at least at the floor where she lives; once."""
    annotator_id = training_service.annotator_of(session, round_task_id)
    floor_e4 = floor_of(session, [annotator_id], clock.local_day(clock.now()))
    return training_service.book_training(session, round_task_id, floor_e4)


def check_floors(session: Session) -> list[FloorAlarm]:
    """Look at the newest answers of every project that is open; the alarms of this week, old and new."""
    day = clock.local_day(clock.now())
    alarms = []
    for project_id in projects.published_ids(session):
        people = pay.earners_since(session, project_id, day - dt.timedelta(days=7))
        floor_e4 = floor_of(session, people, day)
        alarm = floor_service.check_floor(session, project_id, floor_e4) if floor_e4 else None
        alarms += [alarm] if alarm else []
    return alarms


def top_up_week(session: Session, day: dt.date) -> Sequence[Earning]:
    """Raise the pay of the week before a day to the floor, in every project that had an alarm in it; once."""
    week = week_of(day - dt.timedelta(days=7))
    alarms = session.scalars(sa.select(FloorAlarm).where(FloorAlarm.week == week).order_by(FloorAlarm.id))
    return [
        earning
        for alarm in alarms.all()
        for earning in floor_service.book_top_ups(session, alarm.project_id, week, alarm.floor_e4)
    ]


def floor_anywhere(session: Session, day: dt.date) -> int | None:
    """The highest floor among all places where annotators live: what a pilot will at least be held against."""
    one_of_each = (
        sa.select(sa.func.min(Account.id))
        .where(Account.county_code.is_not(None), Account.role == Role.ANNOTATOR)
        .group_by(Account.county_code)
    )
    return floor_of(session, session.scalars(one_of_each), day)


def expected_pay_of(session: Session, project: Project) -> ExpectedPay:
    """What an hour of a project pays by its newest answers, against the highest floor among the people who gave them."""
    times = pay.pilot_times(session, project.id)
    day = clock.local_day(clock.now())
    people = {annotator_id for annotator_id, _ms in times}
    floor_e4 = floor_of(session, people, day) if people else floor_anywhere(session, day)
    is_own_pilot = project.pilot_tasks is None and project.published_at is not None
    return expected_pay(project.rate_e4, times, floor_e4, is_own_pilot)


price_service.let_price_be_checked(expected_pay_of)
