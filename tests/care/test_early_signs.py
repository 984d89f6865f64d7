"""Each early sign at its threshold and just beside it, with its numbers."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.care.early_signs import (
    CentreFacts,
    Thresholds,
    Week,
    WomanFacts,
    centre_signs,
    merged,
    thresholds,
    with_tenure,
    woman_signs,
)
from annotate.care.words import Sign
from annotate.programmes.tenure import Spell, tenure_on

TODAY = dt.date(2026, 7, 10)
HOUR_MS = 3_600_000
YUAN = 10_000
WEEK = Week(work_e4=400 * YUAN, active_ms=16 * HOUR_MS, days=5, judged=100, accepted=90)
WELL = WomanFacts(
    today=TODAY,
    weeks=(WEEK,) * 5,
    days_before_silence=5,
    first_day=dt.date(2026, 1, 10),
    last_day=dt.date(2026, 7, 9),
    months_e4=(1_700 * YUAN,) * 4,
    last_seen_on=dt.date(2026, 7, 9),
    floor_e4=23 * YUAN,
)
AT = Thresholds()
JUNE_ON = dt.date(2026, 6, 1)


def weeks(first: Week, second: Week = WEEK) -> tuple[Week, ...]:
    return (first, second, WEEK, WEEK, WEEK)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


IDLE = replace(WELL, weeks=weeks(Week()))
CASES = [
    pytest.param(WELL, None, {}, id="all_is_well"),
    pytest.param(
        replace(WELL, last_seen_on=ago(4), last_day=ago(4)),
        Sign.NO_SIGN_IN,
        {"days": 3, "active_days": 5},
        id="silent_three_days",
    ),
    pytest.param(replace(WELL, last_seen_on=ago(3), last_day=ago(4)), None, {}, id="silent_two_days"),
    pytest.param(replace(WELL, last_seen_on=ago(9)), None, {}, id="works_without_a_sign_in"),
    pytest.param(
        replace(WELL, last_seen_on=ago(4), last_day=ago(4), days_before_silence=4), None, {}, id="four_days"
    ),
    pytest.param(replace(IDLE, last_day=ago(8)), Sign.NO_WORK, {"days": 7, "before": 20}, id="idle_a_week"),
    pytest.param(
        replace(IDLE, last_day=ago(7)), Sign.PAY_FELL, {"now_e4": 0, "mean_e4": 400 * YUAN}, id="idle_six"
    ),
    pytest.param(
        replace(WELL, weeks=weeks(replace(WEEK, work_e4=1_999_999, active_ms=HOUR_MS // 10))),
        Sign.PAY_FELL,
        {"now_e4": 1_999_999, "mean_e4": 400 * YUAN},
        id="pay_under_half",
    ),
    pytest.param(
        replace(WELL, weeks=weeks(replace(WEEK, work_e4=200 * YUAN, active_ms=8 * HOUR_MS))),
        None,
        {},
        id="half",
    ),
    pytest.param(
        replace(WELL, months_e4=(850 * YUAN, 1_000 * YUAN, 1_700 * YUAN, 9_000 * YUAN), first_day=JUNE_ON),
        Sign.MONTH_FELL,
        {"now_e4": 850 * YUAN, "usual_e4": 1_700 * YUAN},
        id="month_at_half_of_the_median",
    ),
    pytest.param(
        replace(WELL, months_e4=(851 * YUAN, 1_000 * YUAN, 1_700 * YUAN, 9_000 * YUAN), first_day=JUNE_ON),
        None,
        {},
        id="month_above_half",
    ),
    pytest.param(
        replace(WELL, weeks=weeks(replace(WEEK, accepted=75))),
        Sign.ACCEPTANCE_FELL,
        {"now": 75, "before": 90, "answers": 100},
        id="fifteen_points",
    ),
    pytest.param(replace(WELL, weeks=weeks(replace(WEEK, accepted=76))), None, {}, id="fourteen_points"),
    pytest.param(
        replace(WELL, weeks=weeks(replace(WEEK, judged=19, accepted=1))), None, {}, id="few_answers"
    ),
    pytest.param(
        replace(WELL, weeks=weeks(*(replace(WEEK, work_e4=320 * YUAN),) * 2)),
        Sign.UNDER_FLOOR,
        {"hourly_e4": 20 * YUAN, "floor_e4": 23 * YUAN, "weeks": 2},
        id="two_weeks_under_the_floor",
    ),
    pytest.param(replace(WELL, weeks=weeks(replace(WEEK, work_e4=320 * YUAN))), None, {}, id="one_week"),
    pytest.param(
        replace(WELL, weeks=weeks(*(replace(WEEK, work_e4=320 * YUAN),) * 2), floor_e4=None),
        None,
        {},
        id="no_floor",
    ),
    pytest.param(replace(WELL, payout_stuck_hours=48), Sign.PAYOUT_STUCK, {"hours": 48}, id="payout_stuck"),
    pytest.param(replace(WELL, payout_stuck_hours=47), None, {}, id="payout_fresh"),
    pytest.param(
        replace(WELL, months_e4=(1_599 * YUAN,) * 4),
        Sign.UNDER_TARGET,
        {"now_e4": 1_599 * YUAN, "target_e4": 1_600 * YUAN},
        id="under_1600",
    ),
    pytest.param(
        replace(WELL, months_e4=(1_599 * YUAN,) * 4, first_day=dt.date(2026, 4, 1)), None, {}, id="two_months"
    ),
]


@pytest.mark.parametrize(("facts", "sign", "numbers"), CASES)
def test_each_sign_stands_with_its_numbers(facts, sign, numbers):
    found = woman_signs(facts, AT)

    assert sign in found if sign else not found, found
    assert sign is None or found[sign] == numbers


@pytest.mark.parametrize(
    ("idle", "sign", "days"),
    [
        (23, None, 0),
        (25, Sign.TENURE_ENDS, 6),
        (30, Sign.TENURE_ENDS, 1),
        (31, Sign.TENURE_STOPPED, 0),
        (38, None, 0),
    ],
)
def test_tenure_is_told_before_it_ends_and_just_after(idle, sign, days):
    last = ago(idle + 1)
    spells = [Spell(last - dt.timedelta(days=100), last)]
    facts = with_tenure(replace(WELL, last_day=last, last_seen_on=TODAY), tenure_on(spells, last))

    found = {one: numbers for one, numbers in woman_signs(facts, AT).items() if "tenure" in one}

    assert set(found) == ({sign} if sign else set())
    assert sign is None or (found[sign]["days"], found[sign]["months"]) == (days, 3)


def test_a_centre_under_four_fifths_of_its_week_is_told():
    assert centre_signs(CentreFacts((7, *(10,) * 7)), AT) == {Sign.CENTRE_QUIET: {"now": 7, "mean": 10}}
    assert centre_signs(CentreFacts((8, *(10,) * 7)), AT) == {}
    assert centre_signs(CentreFacts((0, *(2,) * 7)), AT) == {}


def test_less_than_a_day_of_work_is_told():
    busy = CentreFacts((10,) * 8, active_ms=70 * 4 * HOUR_MS)

    assert centre_signs(replace(busy, work_left_ms=3 * HOUR_MS), AT) == {
        Sign.CENTRE_WORK_ENDS: {"left_minutes": 180, "day_minutes": 240}
    }
    assert centre_signs(replace(busy, work_left_ms=4 * HOUR_MS), AT) == {}
    assert centre_signs(busy, AT) == {}


@given(
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(list(Sign)), st.integers(0, 9)), max_size=12),
    st.randoms(),
)
def test_nights_may_come_late_or_twice(nights, order):
    def told(some):
        signs: dict = {}
        for day, sign, number in some:
            signs = merged(signs, TODAY + dt.timedelta(days=day), {sign: {"days": number}})
        return signs

    # One night finds one thing about a sign.
    once = list({(day, sign): (day, sign, number) for day, sign, number in nights}.values())
    mixed = [*once, *once]
    order.shuffle(mixed)

    assert told(mixed) == told(sorted(once))


@pytest.mark.parametrize("own", [{"nothing": 1}, {"idle_days": -1}, {"floor_weeks": 6}])
def test_a_threshold_that_cannot_be_is_refused(own):
    with pytest.raises(ValueError, match=next(iter(own))):
        thresholds(own)
