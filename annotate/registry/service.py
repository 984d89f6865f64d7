"""Use cases of the registry: counties and standards, as dated rows with their sources."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import Invalid, NotFound
from annotate.registry.divisions import CountyRow, read_counties
from annotate.registry.errors import (
    BadStandard,
    CountyChanged,
    CountyEnded,
    SecondPersonNeeded,
    UnknownCounty,
)
from annotate.registry.models import County, Standard
from annotate.registry.standards import UNITS, StandardRow, read_standards, read_value
from annotate.registry.words import StandardKind, StandardOrigin

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
            session.add(_standard(row, StandardOrigin.SHIPPED, None))
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


def _standard(row: StandardRow, origin: StandardOrigin, entered_by: int | None) -> Standard:
    return Standard(
        kind=row.kind,
        region_code=row.region_code,
        scope=row.scope,
        value=str(row.value),
        unit=row.unit,
        price_year=row.price_year,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source_title=row.source_title,
        document_number=row.document_number,
        note=row.note,
        origin=origin,
        entered_by=entered_by,
    )


@dataclass(frozen=True)
class NewStandard:
    """What a person copies from a document. value: decimal text."""

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


def enter_standard(session: Session, actor_id: int, new: NewStandard) -> Standard:
    """Enter a row; it counts for nothing until another person approves it. Raises BadStandard."""
    value = read_value(new.value)
    said = new.source_title.strip() and new.document_number.strip() and new.region_code.strip()
    if value is None or new.unit not in UNITS[new.kind] or not said or new.valid_from is None:
        raise BadStandard
    if new.valid_to is not None and new.valid_to < new.valid_from:
        raise BadStandard
    row = StandardRow(
        new.kind,
        new.region_code.strip(),
        new.scope.strip(),
        value,
        new.unit,
        new.price_year,
        new.valid_from,
        new.valid_to,
        new.source_title.strip(),
        new.document_number.strip(),
        new.note.strip(),
    )
    standard = _standard(row, StandardOrigin.ENTERED, actor_id)
    session.add(standard)
    session.flush()
    audit.record(session, actor_id, "standard.entered", "standard", standard.id, {"kind": new.kind})
    return standard


def approve_standard(session: Session, actor_id: int, standard_id: int) -> Standard:
    """The second person's yes. Raises SecondPersonNeeded."""
    standard = session.get(Standard, standard_id)
    if standard is None:
        raise NotFound
    if standard.entered_by == actor_id:
        raise SecondPersonNeeded
    if standard.origin is StandardOrigin.ENTERED and standard.approved_by is None:
        standard.approved_by, standard.approved_at = actor_id, clock.now()
        audit.record(session, actor_id, "standard.approved", "standard", standard.id)
    return standard
