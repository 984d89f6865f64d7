"""Poverty lines, minimum wages, PPP factors as dated rows: reading, choosing, converting. Pure."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from annotate.registry.words import StandardKind

DAYS_A_YEAR = 365

LINE_A_YEAR = "CNY/person/year"
LINE_A_DAY = "USD/person/day"
UNITS = {
    StandardKind.POVERTY_LINE: (LINE_A_YEAR, LINE_A_DAY),
    StandardKind.MONITORING_FACTOR: ("times the line",),
    StandardKind.MINIMUM_WAGE_MONTH: ("CNY/month",),
    StandardKind.MINIMUM_WAGE_HOUR: ("CNY/hour",),
    StandardKind.PPP: ("CNY per international dollar",),
    StandardKind.CPI: ("index",),
}


@dataclass(frozen=True)
class StandardRow:
    """One dated row. region_code: 'CN', 'WLD', or six digits; scope: 'rural', 'national', 'class 1' or ''."""

    kind: StandardKind
    region_code: str
    scope: str
    value: Decimal
    unit: str
    price_year: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    source_title: str
    document_number: str
    note: str

    def holds_on(self, day: dt.date) -> bool:
        """A row without a beginning or an end is known to have held, not known to hold: it never matches a day."""
        if self.valid_from is None:
            return False
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_value(text: str) -> Decimal | None:
    """A positive decimal number, or None."""
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value < 10**12 else None


def read_standards(text: str) -> tuple[StandardRow, ...]:
    """The shipped rows. Raises ValueError on a bad one: they are part of the program."""
    return tuple(_row(raw) for raw in csv.DictReader(io.StringIO(text)))


def _row(raw: dict[str, str]) -> StandardRow:
    value = read_value(raw["value"])
    kind = StandardKind(raw["kind"])
    if value is None or raw["unit"] not in UNITS[kind] or not raw["source_title"]:
        raise ValueError(f"a standard that cannot be used: {raw}")
    return StandardRow(
        kind=kind,
        region_code=raw["region_code"],
        scope=raw["scope"],
        value=value,
        unit=raw["unit"],
        price_year=int(raw["price_year"]) if raw["price_year"] else None,
        valid_from=dt.date.fromisoformat(raw["valid_from"]) if raw["valid_from"] else None,
        valid_to=dt.date.fromisoformat(raw["valid_to"]) if raw["valid_to"] else None,
        source_title=raw["source_title"],
        document_number=raw["document_number"],
        note=raw["note"],
    )


def year_line(usd_a_day: Decimal, ppp: Decimal) -> Decimal:
    """A line in international dollars a day as local currency a year, in prices of the PPP's year."""
    return usd_a_day * ppp * DAYS_A_YEAR


def year_line_e4(line: StandardRow, factors: Iterable[StandardRow], scope: str = "rural") -> int | None:
    """The line per person and year in 1/10000 yuan; None when the factor of its price year is not in the registry."""
    if line.unit == LINE_A_YEAR:
        return int(line.value * 10_000)
    for factor in factors:
        fits = (
            factor.kind is StandardKind.PPP and factor.price_year == line.price_year and factor.scope == scope
        )
        if fits:
            return int(year_line(line.value, factor.value) * 10_000)
    return None
