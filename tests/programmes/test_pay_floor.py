"""The local minimum wage is a floor: an alarm every day it is missed, the difference every Monday, once."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.ledger import proof_service
from annotate.pay.models import Earning, EarningKind, FloorAlarm
from annotate.people.models import Account
from annotate.programmes import floor_service
from annotate.registry.standard_service import approve_standard, enter_standard
from annotate.registry.standards import NewStandard
from annotate.registry.words import StandardKind
from tests.conftest import People
from tests.pay.conftest import work_a_day
from tests.programmes.conftest import SINAN, Place
from worker_tasks.once import run_event

WEDNESDAY = dt.datetime(2026, 7, 8, 3, 0, tzinfo=dt.UTC)


def enter_wage(people: People, region: str, value: str, scope: str = "") -> None:
    new = NewStandard(
        kind=StandardKind.MINIMUM_WAGE_HOUR,
        region_code=region,
        scope=scope,
        value=value,
        unit="CNY/hour",
        price_year=None,
        valid_from=dt.date(2026, 1, 1),
        valid_to=None,
        source_title="Notice on minimum wages",
        document_number="2026-1",
    )
    with transaction() as session:
        row = enter_standard(session, people.qian, new)
        approve_standard(session, people.zhao, row.id)


@pytest.fixture
def in_sinan(people: People, place: Place) -> People:
    """Mei and An live in Sinan, where an hour must bring 20 yuan."""
    with transaction() as session:
        here = sa.update(Account).where(Account.id.in_((people.mei, people.an)))
        session.execute(here.values(county_code=SINAN))
    enter_wage(people, "520000", "18.30", "class 3")
    enter_wage(people, "520000", "20", "class 1")
    return people


def run(day: str) -> None:
    with transaction() as session:
        outbox.announce(session, "floors.keep", day, key=f"floors.keep@{day}")
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["floors.keep"])]
    for event_id in ids:
        run_event(event_id)
        run_event(event_id)


def topped_up() -> list[int]:
    with reading() as session:
        query = sa.select(Earning.amount_e4).where(Earning.kind == EarningKind.TOP_UP)
        return list(session.scalars(query.order_by(Earning.annotator_id)))


def alarms() -> list[tuple[int, int]]:
    with reading() as session:
        return [
            tuple(row) for row in session.execute(sa.select(FloorAlarm.median_hourly_e4, FloorAlarm.floor_e4))
        ]


def test_a_project_under_the_floor_is_alarmed_and_topped_up_on_monday_once(in_sinan: People) -> None:
    # Twelve pictures at 0.10 yuan, a minute each: 6 yuan an hour.
    work_a_day(in_sinan, WEDNESDAY, 12, 1000)

    with time_machine.travel(WEDNESDAY + dt.timedelta(days=1), tick=False):
        run("2026-07-09")
    assert alarms() == [(6_0000, 20_0000)]
    assert topped_up() == []
    with time_machine.travel(WEDNESDAY + dt.timedelta(days=5), tick=False):
        run("2026-07-13")
        run("2026-07-14")

    # Twelve minutes at 20 yuan an hour are 4 yuan; 1.20 were paid.
    assert topped_up() == [2_8000, 2_8000]
    with reading() as session:
        assert proof_service.verify(session) == []


def test_fair_pay_raises_no_alarm(in_sinan: People) -> None:
    work_a_day(in_sinan, WEDNESDAY, 12, 4200)

    with time_machine.travel(WEDNESDAY + dt.timedelta(days=1), tick=False):
        run("2026-07-09")

    assert alarms() == []


def test_the_county_stands_before_the_province_and_the_best_place_counts(in_sinan: People) -> None:
    enter_wage(in_sinan, SINAN, "21.50")

    with reading() as session:
        assert floor_service.floor_of(session, [in_sinan.mei], dt.date(2026, 7, 8)) == 21_5000
        assert floor_service.floor_of(session, [in_sinan.mei], dt.date(2025, 7, 8)) is None
        assert floor_service.floor_of(session, [in_sinan.zhao], dt.date(2026, 7, 8)) is None
