"""Counties as dated rows, and the rows that ship with the program."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import Invalid
from annotate.registry.divisions import CountyRow, read_counties
from annotate.registry.errors import CountyChanged, CountyEnded, UnknownCounty
from annotate.registry.models import County, Standard
from annotate.registry.standard_service import standard_of
from annotate.registry.standards import read_standards
from annotate.registry.words import StandardOrigin

_SEEDS = Path(__file__).parent / "seeds"


def load_seeds(session: Session) -> None:
    """The few counties and standards that ship with the program. Safe to repeat; entered rows stay."""
    rows, _none = read_counties((_SEEDS / "counties.csv").read_text(encoding="utf-8"), "")
    known = set(session.scalars(sa.select(County.code)))
    _store_counties(session, [row for row in rows if row.code not in known])
    columns = (Standard.kind, Standard.region_code, Standard.scope, Standard.value, Standard.price_year)
    present = {tuple(row) for row in session.execute(sa.select(*columns))}
    for row in read_standards((_SEEDS / "standards.csv").read_text(encoding="utf-8")):
        if (row.kind, row.region_code, row.scope, str(row.value), row.price_year) not in present:
            session.add(standard_of(row, StandardOrigin.SHIPPED, None))
    session.flush()


def import_counties(session: Session, text: str, source: str, actor_id: int | None = None) -> int:
    """Add or renew rows from a CSV list; all or nothing. Raises Invalid with the fault of each line."""
    rows, faults = read_counties(text, source)
    if faults:
        raise Invalid(faults)
    _store_counties(session, rows)
    audit.record(session, actor_id, "counties.imported", "county", source[:64], {"rows": len(rows)})
    return len(rows)


def _store_counties(session: Session, rows: Sequence[CountyRow]) -> None:
    for row in rows:
        session.merge(County(**row.__dict__))
    session.flush()


def county_for(session: Session, code: str, day: dt.date) -> County:
    """The county that a code names on a day. Raises UnknownCounty, CountyChanged, CountyEnded."""
    county = session.get(County, code)
    if county is None or (county.valid_from is not None and day < county.valid_from):
        raise UnknownCounty(code=code)
    if county.valid_to is not None and day > county.valid_to:
        raise _ended(session, county, county.valid_to, day)
    return county


def _ended(session: Session, county: County, last_day: dt.date, day: dt.date) -> CountyChanged | CountyEnded:
    """Names the code that holds on the day, however often the county changed since."""
    seen, following = {county.code}, county.successor_code
    while following and following not in seen:
        seen.add(following)
        successor = session.get(County, following)
        if successor is None or successor.valid_to is None or day <= successor.valid_to:
            return CountyChanged(code=county.code, day=last_day.isoformat(), successor=following)
        following = successor.successor_code
    return CountyEnded(code=county.code, day=last_day.isoformat())
