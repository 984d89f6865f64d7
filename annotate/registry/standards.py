"""Poverty lines, minimum wages, PPP factors as dated rows: reading, choosing, converting. Pure."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from annotate.core.errors import N_, Fault
from annotate.registry.words import StandardKind

DAYS_A_YEAR = 365

LINE_A_YEAR = "CNY/person/year"
LINE_A_DAY = "USD/person/day"
# A holiday's value is 1: each day of it is free, or a weekend's day is worked instead.
DAY_OFF = "day off"
DAY_OF_WORK = "day of work"
UNITS = {
    StandardKind.POVERTY_LINE: (LINE_A_YEAR, LINE_A_DAY),
    StandardKind.MONITORING_FACTOR: ("times the line",),
    StandardKind.MINIMUM_WAGE_MONTH: ("CNY/month",),
    StandardKind.MINIMUM_WAGE_HOUR: ("CNY/hour",),
    StandardKind.PPP: ("CNY per international dollar",),
    StandardKind.CPI: ("index",),
    StandardKind.HOLIDAY: (DAY_OFF, DAY_OF_WORK),
}
# Kinds that may name the year of their prices.
WITH_PRICE_YEAR = (StandardKind.POVERTY_LINE, StandardKind.PPP, StandardKind.CPI)
_REGION = re.compile(r"CN|WLD|[1-8]\d{5}")
LONGEST = {"scope": 40, "source_title": 300, "document_number": 100, "note": 300}


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


@dataclass(frozen=True)
class NewStandard:
    """What a person copies from a document. value: decimal text. replaces_id: the row that it corrects."""

    kind: StandardKind
    region_code: str
    value: str
    unit: str
    valid_from: dt.date | None
    source_title: str
    document_number: str
    scope: str = ""
    valid_to: dt.date | None = None
    price_year: int | None = None
    note: str = ""
    replaces_id: int | None = None


def faults_of(new: NewStandard) -> list[Fault]:
    """What keeps a row from being entered, field by field."""
    found = []

    def wrong(field: str, code: str, detail: str, **params: object) -> None:
        found.append(Fault(field, code, detail, params))

    if not _REGION.fullmatch(new.region_code.strip()):
        wrong("region_code", "region", N_("write a division code of six digits, CN for the country, or WLD"))
    if read_value(new.value) is None:
        wrong("value", "value", N_("write a number above zero, such as 23 or 27.7"))
    if new.unit not in UNITS[new.kind]:
        wrong("unit", "unit", N_("this kind is written in: %(units)s"), units=", ".join(UNITS[new.kind]))
    if new.valid_from is None:
        wrong("valid_from", "missing", N_("write the first day on which it holds"))
    elif new.valid_to is not None and new.valid_to < new.valid_from:
        wrong("valid_to", "order", N_("the last day lies before the first"))
    if new.kind is StandardKind.HOLIDAY and new.valid_to is None:
        wrong("valid_to", "missing", N_("a holiday has a last day"))
    needs_year = new.kind in (StandardKind.PPP, StandardKind.CPI) or new.unit == LINE_A_DAY
    if (needs_year or new.price_year is not None) and not 1900 <= (new.price_year or 0) <= 2100:
        wrong("price_year", "year", N_("write the year of the prices, such as 2021"))
    for field in ("source_title", "document_number"):
        if not getattr(new, field).strip():
            wrong(
                field, "missing", N_("a row without its source proves nothing: write it as the document does")
            )
    for field, most in LONGEST.items():
        if len(getattr(new, field)) > most:
            wrong(field, "length", N_("is longer than %(most)s letters"), most=most)
    return found


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


def in_force(rows: Iterable[StandardRow], day: dt.date) -> list[StandardRow]:
    """Those that hold on a day; of several for one place, scope and price year the one that began last."""
    newest: dict[tuple[object, ...], StandardRow] = {}
    for row in rows:
        if row.holds_on(day) and row.valid_from is not None:
            place = (row.kind, row.region_code, row.scope, row.price_year)
            known = newest.get(place)
            if known is None or known.valid_from is None or known.valid_from <= row.valid_from:
                newest[place] = row
    return list(newest.values())


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
