"""Enrols who was invited; brings platform pay into household income; keeps the pay floor; looks for early signs."""

import datetime as dt

from annotate.core import clock
from annotate.programmes import care_service, floor_service, monitoring_service, rollup_service, service
from worker_tasks.once import Work


def enrol_invited(work: Work) -> None:
    """work.ref: the account that was registered."""
    with work.whole() as session:
        service.enrol_invited(session, int(work.ref))


def book_training(work: Work) -> None:
    """work.ref: the picture of practice or exam whose time is paid."""
    with work.whole() as session:
        floor_service.book_training(session, int(work.ref))


def enter_platform_pay(work: Work) -> None:
    """This month and the last, whose pay may still have been corrected."""
    this_month = clock.local_month(clock.now())
    last_month = clock.local_month(clock.month_bounds(this_month)[0] - dt.timedelta(days=1))
    for month in (last_month, this_month):
        with work.part() as session:
            service.enter_platform_pay(session, month)


def keep_the_floor(work: Work) -> None:
    """Every day the alarms; on Mondays the top-ups of the week before. work.ref: the day it is meant for."""
    day = dt.date.fromisoformat(work.ref)
    with work.whole() as session:
        floor_service.check_floors(session)
        if day.weekday() == 0:
            floor_service.top_up_week(session, day)


def look_for_signs(work: Work) -> None:
    """Sums of the days, then every woman and centre, a part a transaction. work.ref: the morning it is meant for."""
    today = dt.date.fromisoformat(work.ref)
    yesterday = today - dt.timedelta(days=1)
    with work.part() as session:
        months = rollup_service.months_to_renew(session, yesterday)
    for month in months:
        with work.part() as session:
            rollup_service.renew_month(session, month, yesterday)
    with work.part() as session:
        night = monitoring_service.night_of(session, today)
    for look in (monitoring_service.look_at_women, monitoring_service.look_at_centres):
        after: int | None = 0
        while after is not None:
            with work.part() as session:
                after = look(session, night, after)
    with work.whole() as session:
        care_service.tell_owners(session, today)


def escalate_cases(work: Work) -> None:
    """Cases whose first contact is late."""
    with work.whole() as session:
        care_service.escalate_overdue(session)
