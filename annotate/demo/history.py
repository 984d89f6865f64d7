"""Two years in the lives of sixty synthetic women: when they joined, what they did each month, their families."""

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotate.core.months import months_between, months_ending, shifted
from annotate.demo.cast import woman_name, woman_phone
from annotate.demo.families import Member, family_of, survey
from annotate.demo.places import PLACES
from annotate.households.words import IncomeKind

MONTHS = 24
# What one picture pays; months are whole numbers of pictures.
RATE_E4 = 8_000
_SECONDS_A_PICTURE = (92, 130)
# Spring Festival, planting and harvest take women from the screen; winter brings them back.
_SEASON = {
    1: 0.8,
    2: 0.55,
    3: 1.0,
    4: 0.95,
    5: 0.9,
    6: 1.0,
    7: 1.05,
    8: 1.0,
    9: 0.8,
    10: 0.85,
    11: 1.1,
    12: 1.1,
}


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """What one woman did in one month."""

    month: str
    submissions: int
    active_ms: int
    gross_e4: int


@dataclass(frozen=True, slots=True)
class Woman:
    """One synthetic woman. surveys: by the month that each ends with, amounts over the twelve months before."""

    number: int
    name: str
    phone: str
    county_code: str
    enrolled_on: dt.date
    left_on: dt.date | None
    family: Sequence[Member]
    surveys: Mapping[str, Mapping[IncomeKind, int]]
    months: Sequence[MonthOfWork]


def programme_start(today: dt.date) -> dt.date:
    """Where a history begins that ends with the month before today's, which is still running."""
    return dt.date.fromisoformat(shifted(f"{today:%Y-%m}", -MONTHS) + "-01")


def sixty_women(starts_on: dt.date, seed: int) -> tuple[Woman, ...]:
    """All of them, county by county, over the months from the programme's start on."""
    counties = [place.code for place in PLACES for _ in range(place.women)]
    return tuple(_woman(number, code, starts_on, seed) for number, code in enumerate(counties))


def _woman(number: int, county_code: str, starts_on: dt.date, seed: int) -> Woman:
    rng = random.Random(f"{seed} woman {number}")
    months = months_ending(shifted(f"{starts_on:%Y-%m}", MONTHS - 1), MONTHS)
    # Most began with the programme, others came in three later groups.
    start = 0 if number < 2 else rng.choice((0, 0, 0, 0, 1, 1, 2, 6, 6, 12, 18))
    enrolled_on = dt.date.fromisoformat(f"{months[start]}-{rng.randint(1, 20):02d}")
    stayed = _months_stayed(MONTHS - start, number, rng)
    worked = months[start : start + stayed]
    left_on = None if start + stayed == MONTHS else dt.date.fromisoformat(f"{worked[-1]}-28")
    family = family_of(enrolled_on.year, rng)
    return Woman(
        number=number,
        name=woman_name(number, rng),
        phone=woman_phone(number),
        county_code=county_code,
        enrolled_on=enrolled_on,
        left_on=left_on,
        family=family,
        surveys=_surveys(shifted(months[start], -1), months[-1], len(family), number, rng),
        months=_work(worked, rng),
    )


def _months_stayed(possible: int, number: int, rng: random.Random) -> int:
    """One in seven leaves before the end."""
    if number < 2 or possible <= 4 or rng.random() > 1 / 7:
        return possible
    return rng.randint(3, possible - 1)


def _surveys(
    first: str, last: str, members: int, number: int, rng: random.Random
) -> dict[str, Mapping[IncomeKind, int]]:
    """A baseline before she begins, then one a year; one baseline in twelve was never taken."""
    level = rng.lognormvariate(0, 0.42)
    found = {
        shifted(first, 12 * year): survey(members, level, year, rng)
        for year in range(months_between(first, last) // 12 + 1)
    }
    if number % 12 == 11:
        del found[first]
    return found


def _work(months: Sequence[str], rng: random.Random) -> tuple[MonthOfWork, ...]:
    """Hours grow over the first months, speed grows with practice, and no month is like another."""
    hours = rng.triangular(18, 95, 52)
    speed = rng.uniform(0.92, 1.08)
    return tuple(_month(month, i, hours, speed, rng) for i, month in enumerate(months))


def _month(month: str, i: int, hours: float, speed: float, rng: random.Random) -> MonthOfWork:
    practice = min(1.0, 0.45 + 0.2 * i)
    this_month = hours * practice * _SEASON[int(month[5:])] * rng.uniform(0.75, 1.2)
    slow, fast = _SECONDS_A_PICTURE[1], _SECONDS_A_PICTURE[0]
    seconds = (slow - (slow - fast) * min(1.0, i / 8)) * speed * rng.uniform(0.96, 1.04)
    submissions = max(8, round(this_month * 3600 / seconds))
    return MonthOfWork(month, submissions, round(submissions * seconds * 1000), submissions * RATE_E4)


def running_month(woman: Woman, until: dt.date, seed: int) -> tuple[tuple[dt.date, MonthOfWork], ...]:
    """What she did in the month of `until`, before that day: by day for the two who can sign in, else as one."""
    last = woman.months[-1]
    if woman.left_on is not None or shifted(last.month, 1) != f"{until:%Y-%m}":
        return ()
    rng = random.Random(f"{seed} running {woman.number}")
    days = [until.replace(day=day) for day in range(1, until.day)]
    worked = [(day, rng.uniform(0.5, 1.4)) for day in days if day.isoweekday() < 7 or rng.random() < 0.3]
    if woman.number >= 2 and worked:
        worked = [(worked[-1][0], sum(share for _, share in worked))]
    return tuple((day, _part_of(last, share / 26)) for day, share in worked)


def _part_of(last: MonthOfWork, share: float) -> MonthOfWork:
    submissions = max(1, round(last.submissions * share))
    active_ms = round(last.active_ms / last.submissions * submissions)
    return MonthOfWork(shifted(last.month, 1), submissions, active_ms, submissions * RATE_E4)
