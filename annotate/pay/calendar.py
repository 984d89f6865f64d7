"""Months, weeks and pay days. Pure."""

import datetime as dt
import re

PAYDAYS = (1, 16)
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def is_month(text: str) -> bool:
    """Whether a text is 'YYYY-MM' of this century."""
    return _MONTH.fullmatch(text) is not None


def next_payday(day: dt.date) -> dt.date:
    """The next day on which everything owed is paid: the 1st or the 16th, never more than 16 days away."""
    for number in PAYDAYS:
        if day.day < number:
            return day.replace(day=number)
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=PAYDAYS[0])


def month_before(month: str) -> str:
    """'2026-01' -> '2025-12'."""
    last = dt.date.fromisoformat(f"{month}-01") - dt.timedelta(days=1)
    return f"{last:%Y-%m}"


def month_after(month: str) -> str:
    """'2025-12' -> '2026-01'."""
    return f"{dt.date.fromisoformat(f'{month}-01') + dt.timedelta(days=32):%Y-%m}"


def days_of(month: str) -> list[dt.date]:
    """All days of a month, in order."""
    first = dt.date.fromisoformat(f"{month}-01")
    following = dt.date.fromisoformat(f"{month_after(month)}-01")
    return [first + dt.timedelta(days=n) for n in range((following - first).days)]


def week_of(day: dt.date) -> str:
    """ISO week of a day, '2026-W09'."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def days_of_week(week: str) -> tuple[dt.date, dt.date]:
    """Monday and Sunday of an ISO week '2026-W09'."""
    year, number = week.split("-W")
    monday = dt.date.fromisocalendar(int(year), int(number), 1)
    return monday, monday + dt.timedelta(days=6)
