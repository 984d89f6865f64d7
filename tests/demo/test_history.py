"""The synthetic history: seeded, plausible, and sparse enough somewhere that reports must hide cells."""

import datetime as dt
from collections import Counter

import pytest

from annotate.demo.history import MONTHS, RATE_E4, programme_start, running_month, sixty_women
from annotate.demo.places import PLACES, county_list
from annotate.households.household import net_of
from annotate.households.words import Relation
from annotate.registry.divisions import read_counties

TODAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def women():
    return sixty_women(programme_start(TODAY), seed=1)


def test_the_same_seed_tells_the_same_lives(women):
    assert sixty_women(programme_start(TODAY), seed=1) == women
    assert sixty_women(programme_start(TODAY), seed=2) != women


def test_there_are_sixty_women_with_phones_of_their_own(women):
    assert len(women) == 60
    assert len({woman.phone for woman in women}) == 60


def test_the_history_covers_two_years_up_to_last_month(women):
    months = {work.month for woman in women for work in woman.months}

    assert programme_start(TODAY) == dt.date(2024, 11, 1)
    assert (min(months), max(months), len(months)) == ("2024-11", "2026-10", MONTHS)


def test_nobody_works_before_joining_or_after_leaving(women):
    for woman in women:
        assert woman.months[0].month == f"{woman.enrolled_on:%Y-%m}"
        if woman.left_on:
            assert woman.months[-1].month == f"{woman.left_on:%Y-%m}"


def test_some_county_months_have_under_ten_women_and_some_have_more(women):
    cells = Counter((woman.county_code, work.month) for woman in women for work in woman.months)

    assert sum(n >= 10 for n in cells.values()) >= 24
    assert sum(n < 10 for n in cells.values()) >= 24


def test_pay_is_whole_pictures_at_a_plausible_hour(women):
    for work in (work for woman in women for work in woman.months):
        hours = work.active_ms / 3_600_000
        assert work.gross_e4 == work.submissions * RATE_E4
        assert 18 < work.gross_e4 / 10_000 / hours < 36
        assert hours < 160


def test_families_are_households_of_adults_and_children(women):
    for woman in women:
        assert 2 <= len(woman.family) <= 8
        assert woman.family[0].relation is Relation.SELF
        assert 2026 - woman.family[0].birth_year > 18


def test_baselines_end_before_she_begins_and_a_few_are_missing(women):
    missing = [woman for woman in women if min(woman.surveys, default="9") >= f"{woman.enrolled_on:%Y-%m}"]

    assert 1 <= len(missing) <= 10


def test_some_households_begin_under_the_line_and_some_above(women):
    lines = [
        net_of(woman.surveys[min(woman.surveys)]) / len(woman.family) / 10_000
        for woman in women
        if woman.surveys
    ]

    assert 5 <= sum(yuan < 4_000 for yuan in lines) <= 35
    assert sum(yuan >= 4_000 for yuan in lines) >= 20


def test_the_counties_are_taken_by_the_registry_without_a_fault():
    rows, faults = read_counties(county_list(), "test")

    assert faults == ()
    assert len(rows) == len(PLACES) >= 6
    assert sum(place.women for place in PLACES) == 60


def test_the_running_month_ends_yesterday_and_those_who_left_have_none(women):
    for woman in women:
        days = [day for day, _ in running_month(woman, TODAY, seed=1)]
        assert (days == []) == (woman.left_on is not None)
        assert all(dt.date(2026, 11, 1) <= day < TODAY for day in days)
        assert len(days) > 10 or woman.number >= 2


def test_on_the_first_of_a_month_nothing_has_been_done_yet(women):
    assert running_month(women[0], dt.date(2026, 11, 1), seed=1) == ()
