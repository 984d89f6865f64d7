"""Tenure goes on across projects and short gaps."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.programmes.tenure import NONE, Spell, joined, tenure_on, whole_months

D = dt.date


def test_a_change_of_project_within_thirty_days_keeps_the_clock():
    spells = [Spell(D(2026, 1, 1), D(2026, 2, 15)), Spell(D(2026, 3, 17), D(2026, 4, 10))]

    tenure = tenure_on(spells, D(2026, 4, 13))

    assert tenure.since == D(2026, 1, 1)
    assert (tenure.months, tenure.odd_days) == (3, 12)


@pytest.mark.parametrize(
    ("second", "count"),
    [pytest.param(D(2026, 2, 1), 1, id="30_free_days"), pytest.param(D(2026, 2, 2), 2, id="31_free_days")],
)
def test_gaps_of_up_to_thirty_days_are_joined(second, count):
    assert len(joined([Spell(D(2026, 1, 1), D(2026, 1, 1)), Spell(second, second)])) == count


def test_the_clock_stops_when_the_gap_has_lasted_too_long():
    spell = Spell(D(2026, 1, 1), D(2026, 1, 31))

    assert tenure_on([spell], D(2026, 3, 2)).days == 61
    assert tenure_on([spell], D(2026, 3, 2)).stops_on == D(2026, 3, 4)
    assert tenure_on([spell], D(2026, 3, 4)) == NONE


def test_overlapping_spells_count_once():
    spells = [Spell(D(2026, 1, 1), D(2026, 1, 20)), Spell(D(2026, 1, 10), D(2026, 1, 25))]

    assert joined(spells) == (Spell(D(2026, 1, 1), D(2026, 1, 25)),)


def test_work_that_lies_ahead_does_not_count():
    assert tenure_on([Spell(D(2026, 5, 1), D(2026, 5, 2))], D(2026, 4, 1)) == NONE


@pytest.mark.parametrize(
    ("first", "today", "expected"),
    [
        pytest.param(D(2026, 1, 31), D(2026, 2, 28), (1, 0), id="short_month"),
        pytest.param(D(2025, 12, 15), D(2026, 1, 14), (0, 30), id="a_day_short_over_new_year"),
        pytest.param(D(2024, 11, 30), D(2026, 11, 30), (24, 0), id="two_years"),
    ],
)
def test_months_are_calendar_months(first, today, expected):
    assert whole_months(first, today) == expected


days = st.dates(D(2025, 1, 1), D(2026, 12, 31))
spells = st.lists(
    st.tuples(days, st.integers(0, 60)).map(lambda p: Spell(p[0], p[0] + dt.timedelta(p[1]))), max_size=8
)


@given(spells)
def test_joining_twice_changes_nothing_and_loses_no_day(some):
    once = joined(some)

    assert joined(once) == once
    assert all(any(whole.first <= s.first and s.last <= whole.last for whole in once) for s in some)
