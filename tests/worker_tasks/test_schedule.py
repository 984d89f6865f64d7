"""Each moment of the schedule becomes one event, whoever announces it."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading
from annotate.core.models import OutboxEvent
from worker_tasks import routing
from worker_tasks.core import KEEP_RECEIPTS
from worker_tasks.schedule import SCHEDULE, Daily, Every, Scheduler

NOON_IN_CHINA = dt.datetime(2026, 11, 24, 4, 0, tzinfo=dt.UTC)


def _count(kind: str) -> int:
    with reading() as session:
        return (
            session.scalar(
                sa.select(sa.func.count()).where(OutboxEvent.kind == kind).select_from(OutboxEvent)
            )
            or 0
        )


def test_two_schedulers_make_one_event_per_moment(database: Database) -> None:
    with time_machine.travel(NOON_IN_CHINA, tick=False) as traveller:
        first, second = Scheduler(), Scheduler()
        for _ in range(3):
            first.announce_due()
            second.announce_due()
            traveller.shift(60)

    assert _count("leases.expire") == 3
    assert _count("ledger.prove") == 1


def test_days_with_the_machine_off_lose_no_top_up_and_no_pay_day(database: Database) -> None:
    with time_machine.travel(NOON_IN_CHINA, tick=False) as traveller:
        Scheduler().announce_due()
        before = {kind: _count(kind) for kind in ("floors.keep", "payouts.prepare", "ledger.prove")}
        traveller.shift(dt.timedelta(days=8))
        for _ in range(2):
            Scheduler().announce_due()

    assert {kind: _count(kind) - count for kind, count in before.items()} == {
        "floors.keep": 8,
        "payouts.prepare": 8,
        # The newest proof says all that earlier ones would have.
        "ledger.prove": 1,
    }


def test_missed_days_are_fewer_than_receipts_are_kept() -> None:
    kept_days = KEEP_RECEIPTS.days

    assert all(when.missed_days < kept_days for when in SCHEDULE.values() if isinstance(when, Daily))


@pytest.mark.parametrize(
    ("utc", "moment"),
    [
        (dt.datetime(2026, 11, 23, 17, 59, tzinfo=dt.UTC), "2026-11-23"),
        (dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC), "2026-11-24"),
        (dt.datetime(2026, 11, 24, 15, 59, tzinfo=dt.UTC), "2026-11-24"),
    ],
    ids=["before two at night", "two at night", "still the same day"],
)
def test_daily_work_counts_the_days_of_the_deployment(
    database: Database, utc: dt.datetime, moment: str
) -> None:
    assert Daily(dt.time(2, 0)).moment(utc) == moment


def test_every_counts_whole_multiples() -> None:
    assert Every(5).moment(NOON_IN_CHINA) != Every(5).moment(NOON_IN_CHINA + dt.timedelta(minutes=5))
    assert Every(5).moment(NOON_IN_CHINA) == Every(5).moment(NOON_IN_CHINA + dt.timedelta(seconds=299))


def test_whatever_is_scheduled_has_a_route() -> None:
    assert SCHEDULE.keys() <= routing.ROUTES.keys()
