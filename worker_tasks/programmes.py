"""Enrols who was invited; brings platform pay into the income of households."""

import datetime as dt

from annotate.core import clock
from annotate.programmes import service
from worker_tasks.once import Work


def enrol_invited(work: Work) -> None:
    """work.ref: the account that was registered."""
    with work.whole() as session:
        service.enrol_invited(session, int(work.ref))


def enter_platform_pay(work: Work) -> None:
    """This month and the last, whose pay may still have been corrected."""
    this_month = clock.local_month(clock.now())
    last_month = clock.local_month(clock.month_bounds(this_month)[0] - dt.timedelta(days=1))
    for month in (last_month, this_month):
        with work.part() as session:
            service.enter_platform_pay(session, month)
