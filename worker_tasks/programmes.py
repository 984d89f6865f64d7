"""Enrols who was invited; brings platform pay into household income; keeps the pay floor."""

import datetime as dt

from annotate.core import clock
from annotate.core.db import reading
from annotate.households import service as household_service
from annotate.programmes import floor_service, service, support_queries, support_service
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
            household_service.enter_platform_pay(session, month)


def keep_the_floor(work: Work) -> None:
    """Every day the alarms; on Mondays the top-ups of the week before. work.ref: the day it is meant for."""
    day = dt.date.fromisoformat(work.ref)
    with work.whole() as session:
        floor_service.check_floors(session)
        if day.weekday() == 0:
            floor_service.top_up_week(session, day)


def pay_support(work: Work) -> None:
    """Every day what programmes owe for the months that are settled. work.ref: the day it is meant for.

    In parts: a worker that is killed leaves what it has paid, and the next one goes on with the others.
    """
    for month in support_service.settled_months(dt.date.fromisoformat(work.ref)):
        with reading() as session:
            rule_ids = [rule.id for rule in support_queries.approved_rules(session, month)]
        for rule_id in rule_ids:
            paid = 1
            while paid:
                with work.part() as session:
                    paid = support_service.pay_some(session, rule_id, month)
