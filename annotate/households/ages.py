"""Who is surely old enough to work. Pure."""

import datetime as dt

LEAST_AGE = 16


def surely_adult_enough(birth_year: int | None, on: dt.date) -> bool:
    """Only the year is kept, so the year in which she turns 16 does not yet count. Not known: decided elsewhere."""
    return birth_year is None or on.year - birth_year > LEAST_AGE
