"""The figures of a month: gross, tax, net, hours, pay per hour; its days and its lines."""

import datetime as dt

import pytest
import time_machine

from annotate.core.db import reading, transaction
from annotate.pay import calendar
from annotate.pay.floor_service import book_top_ups, check_floor, pilot_of
from annotate.pay.income_queries import month_pay, net_by_annotator
from annotate.pay.models import EarningKind, TaxChoice
from annotate.pay.queries import (
    earned_by_day,
    earning_lines,
    earnings_of,
    months_of,
    not_yet_paid,
    statement_parts,
    today_of,
)
from annotate.pay.tax import Regime
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from tests.conftest import People
from tests.pay.conftest import MARCH_2, work_a_day
from tests.quality.crowd_work import answer, publish, right

pytestmark = pytest.mark.usefixtures("database")


def test_a_month_of_hers(people: People) -> None:
    work_a_day(people, MARCH_2, 2, 300_000)
    work_a_day(people, MARCH_2 + dt.timedelta(days=3), 1, 400_000, active_ms=180_000)

    with reading() as session:
        march = earnings_of(session, people.mei, "2026-03")
        by_day = earned_by_day(session, people.mei, "2026-03")

    assert (march.gross_e4, march.top_up_e4, march.subsidy_e4) == (1_000_000, 0, 0)
    assert (march.tax_e4, march.net_e4) == (0, 1_000_000)
    assert (march.active_ms, march.hours, march.answers) == (300_000, 0.08, 3)
    assert march.hourly_e4 == 12_000_000
    assert by_day == {dt.date(2026, 3, 2): 600_000, dt.date(2026, 3, 5): 400_000}


def test_a_month_without_work_is_all_zeros(people: People) -> None:
    with reading() as session:
        empty = earnings_of(session, people.mei, "2026-02")
    assert (empty.gross_e4, empty.tax_e4, empty.net_e4, empty.hours, empty.hourly_e4) == (0, 0, 0, 0.0, None)


def test_tax_follows_the_deployments_rule(people: People) -> None:
    # 80 pieces of 100 yuan would be slow to draw: one of 8,000 is the same month.
    work_a_day(people, MARCH_2, 1, 80_000_000)

    with reading() as session:
        assert earnings_of(session, people.mei, "2026-03").tax_e4 == 420_000
        assert net_by_annotator(session, "2026-03")[people.mei] == 80_000_000 - 420_000
    with transaction() as session:
        session.add(TaxChoice(valid_from=dt.date(2026, 1, 1), regime=Regime.ORDINARY))
    with reading() as session:
        assert earnings_of(session, people.mei, "2026-03").tax_e4 == 12_800_000
        assert net_by_annotator(session, "2026-03")[people.mei] == 80_000_000 - 12_800_000


def test_lines_name_the_picture_and_page_backwards(people: People) -> None:
    work_a_day(people, MARCH_2, 3, 4200)

    with reading() as session:
        first = earning_lines(session, people.mei, "2026-03", limit=2)
        rest = earning_lines(session, people.mei, "2026-03", before_id=first[-1].id, limit=2)
        parts = statement_parts(session, people.mei, "2026-03")
        months = list(months_of(session, people.mei))

    assert [len(first), len(rest)] == [2, 1]
    assert {line.image_name for line in (*first, *rest)} == {f"street-{n:03d}.jpg" for n in range(3)}
    assert all(line.share_percent == 100 and line.rate_e4 == line.amount_e4 == 4200 for line in first)
    assert [(part.items, part.amount_e4, part.active_ms) for part in parts] == [(3, 12_600, 180_000)]
    assert months == ["2026-03"]


def test_today_and_what_is_still_on_its_way(people: People) -> None:
    work_a_day(people, MARCH_2, 1, 4200)
    with time_machine.travel(MARCH_2, tick=False):
        project_id = publish(people.zhao)
        answer(people.mei, project_id, right())
        with reading() as session:
            today, waiting = today_of(session, people.mei), not_yet_paid(session, people.mei)
    with time_machine.travel(MARCH_2 + dt.timedelta(days=30)), reading() as session:
        later = today_of(session, people.mei)

    assert (today.today_e4, today.month_e4, today.before_e4) == (4200, 4200, 0)
    assert (waiting.answers, waiting.amount_e4) == (1, 4200)
    assert (later.today_e4, later.month_e4, later.before_e4) == (0, 0, 4200)


def test_sums_for_programmes(people: People) -> None:
    work_a_day(people, MARCH_2, 2, 4200)

    with reading() as session:
        rows = month_pay(session, "2026-03")

    assert [(row.annotator_id, row.gross_e4, row.active_ms, row.submissions) for row in rows] == [
        (people.mei, 8400, 120_000, 2),
        (people.an, 8400, 120_000, 2),
    ]


def test_under_the_floor_the_pilot_pauses_once_and_each_week_is_topped_up_once(people: People) -> None:
    # 0.10 yuan a minute is 6 yuan an hour.
    project_id = work_a_day(people, MARCH_2, 12, 1000)
    floor_e4 = 180_000

    with time_machine.travel(MARCH_2, tick=False), transaction() as session:
        assert not pilot_of(session, project_id).is_complete
        pilot = pilot_of(session, project_id, 24)
        assert check_floor(session, project_id, 60_000, 24) is None
        alarm = check_floor(session, project_id, floor_e4, 24)
        state = session.get_one(Project, project_id).state
        booked = book_top_ups(session, project_id, "2026-W10", floor_e4)
        again = book_top_ups(session, project_id, "2026-W10", floor_e4)
        march = earnings_of(session, people.mei, "2026-03")

    assert (pilot.answers, pilot.median_hourly_e4, pilot.is_complete) == (24, 60_000, True)
    assert alarm is not None
    assert (alarm.median_hourly_e4, alarm.paused, state) == (60_000, True, ProjectState.PAUSED)
    assert [(e.kind, e.annotator_id, e.amount_e4) for e in booked] == [
        (EarningKind.TOP_UP, people.mei, 24_000),
        (EarningKind.TOP_UP, people.an, 24_000),
    ]
    assert list(again) == []
    assert (march.gross_e4, march.top_up_e4, march.hourly_e4) == (12_000, 24_000, floor_e4)


@pytest.mark.parametrize(
    ("day", "payday"),
    [
        ("2026-03-01", "2026-03-16"),
        ("2026-03-15", "2026-03-16"),
        ("2026-03-16", "2026-04-01"),
        ("2026-12-31", "2027-01-01"),
    ],
)
def test_pay_days_are_the_first_and_the_sixteenth(day: str, payday: str) -> None:
    assert calendar.next_payday(dt.date.fromisoformat(day)) == dt.date.fromisoformat(payday)


def test_months_and_weeks() -> None:
    assert (calendar.month_before("2026-01"), calendar.month_after("2025-12")) == ("2025-12", "2026-01")
    assert len(calendar.days_of("2028-02")) == 29
    assert calendar.week_of(dt.date(2027, 1, 1)) == "2026-W53"
    assert calendar.days_of_week("2026-W53") == (dt.date(2026, 12, 28), dt.date(2027, 1, 3))
    assert [calendar.is_month(text) for text in ("2026-03", "2026-13", "26-03", "2026-3", "2026-03-01")] == [
        True,
        False,
        False,
        False,
        False,
    ]
