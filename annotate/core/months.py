"""Calendar months as 'YYYY-MM' texts, which sort as time does. Pure."""

import re

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_number(month: str) -> int:
    """Months since the year 0. Raises ValueError for anything but 'YYYY-MM'."""
    found = _MONTH.fullmatch(month)
    if found is None:
        raise ValueError(f"{month!r} is not a month such as 2026-07")
    return int(found[1]) * 12 + int(found[2]) - 1


def month_of(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def shifted(month: str, by: int) -> str:
    """'2026-01' shifted by -1 is '2025-12'."""
    return month_of(month_number(month) + by)


def months_between(earlier: str, later: str) -> int:
    return month_number(later) - month_number(earlier)


def months_ending(month: str, count: int) -> tuple[str, ...]:
    """`count` months, oldest first, the last of them `month`."""
    last = month_number(month)
    return tuple(month_of(number) for number in range(last - count + 1, last + 1))
