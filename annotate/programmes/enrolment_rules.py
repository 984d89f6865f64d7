"""Who may be enrolled when, and in which cohort. Pure."""

import datetime as dt
from enum import StrEnum

from annotate.households.ages import surely_adult_enough


class Refusal(StrEnum):
    """Why an enrolment cannot be made."""

    TOO_YOUNG = "too_young"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_PROGRAMME = "before_programme"
    AFTER_PROGRAMME = "after_programme"
    ALREADY_ENROLLED = "already_enrolled"


def cohort_of(enrolled_on: dt.date) -> str:
    """The month in which she began, 'YYYY-MM'."""
    return f"{enrolled_on:%Y-%m}"


def refusal(
    enrolled_on: dt.date,
    today: dt.date,
    starts_on: dt.date,
    ends_on: dt.date | None,
    birth_year: int | None = None,
    already: bool = False,
) -> Refusal | None:
    """The first reason against it, or None."""
    if already:
        return Refusal.ALREADY_ENROLLED
    if enrolled_on > today:
        return Refusal.IN_THE_FUTURE
    if enrolled_on < starts_on:
        return Refusal.BEFORE_PROGRAMME
    if ends_on is not None and enrolled_on > ends_on:
        return Refusal.AFTER_PROGRAMME
    return None if surely_adult_enough(birth_year, enrolled_on) else Refusal.TOO_YOUNG
