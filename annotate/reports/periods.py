"""Quarters as 'YYYY-Qn': the periods of reports. Pure."""

import re
from dataclasses import dataclass

from annotate.core.months import month_number, month_of, months_ending

_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
SHOWN_MONTHS = 12


@dataclass(frozen=True)
class Period:
    """A quarter as seen at a moment. end_month: its last month, or the running one while it is not over."""

    text: str
    months: tuple[str, ...]
    end_month: str
    running_month: str | None

    @property
    def is_over(self) -> bool:
        return self.running_month is None

    @property
    def shown_months(self) -> tuple[str, ...]:
        """Twelve months that end with the period, oldest first."""
        return months_ending(self.end_month, SHOWN_MONTHS)

    @property
    def elapsed_months(self) -> tuple[str, ...]:
        return tuple(month for month in self.months if month <= self.end_month)


def quarter_of(month: str) -> str:
    """'2026-05' -> '2026-Q2'."""
    year, index = divmod(month_number(month), 12)
    return f"{year:04d}-Q{index // 3 + 1}"


def quarter_shifted(quarter: str, by: int) -> str:
    """'2026-Q1' shifted by -1 is '2025-Q4'."""
    return quarter_of(month_of(month_number(_months(quarter)[0]) + 3 * by))


def _months(quarter: str) -> tuple[str, ...]:
    found = _QUARTER.fullmatch(quarter)
    if found is None:
        raise ValueError(f"{quarter!r} is not a quarter such as 2026-Q2")
    first = int(found[1]) * 12 + (int(found[2]) - 1) * 3
    return tuple(month_of(first + step) for step in range(3))


def period_at(quarter: str, this_month: str) -> Period:
    """The quarter as it stands in `this_month`. Raises ValueError for no quarter, or one that has not begun."""
    months = _months(quarter)
    if months[0] > this_month:
        raise ValueError(f"{quarter} has not begun")
    running = this_month if this_month in months else None
    return Period(quarter, months, running or months[-1], running)
