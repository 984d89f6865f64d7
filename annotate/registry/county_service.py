"""Division codes by two people: a list is looked at and proposed by one, compared with the document and approved by another."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit
from annotate.core.errors import Invalid, NotFound
from annotate.registry.divisions import CountyRow, read_counties
from annotate.registry.errors import CountyListDecided, CountyListSamePerson, CountyListWithoutSource
from annotate.registry.models import County, CountyProposal
from annotate.registry.service import import_counties

_FIELDS = (
    "name",
    "name_en",
    "province_code",
    "province_name",
    "province_name_en",
    "valid_from",
    "valid_to",
    "successor_code",
)


@dataclass(frozen=True)
class CountyChange:
    """One row of a list against the register. before: None where the code is new; changed: names of what differs."""

    row: CountyRow
    before: County | None
    changed: tuple[str, ...]


def changes_of(session: Session, rows: Sequence[CountyRow]) -> list[CountyChange]:
    """Only rows that are new or change something, in order of their codes."""
    known = {
        county.code: county
        for county in session.scalars(sa.select(County).where(County.code.in_([row.code for row in rows])))
    }
    found = []
    for row in sorted(rows, key=lambda one: one.code):
        before = known.get(row.code)
        changed = tuple(name for name in _FIELDS if before and getattr(before, name) != getattr(row, name))
        if before is None or changed:
            found.append(CountyChange(row, before, changed))
    return found


def propose(session: Session, actor_id: int, text: str, source: str, document: str) -> CountyProposal:
    """Raises Invalid with the fault of each line; CountyListWithoutSource."""
    rows, faults = read_counties(text, source)
    if faults:
        raise Invalid(faults)
    source, document = source.strip(), document.strip()
    if not rows or not 0 < len(source) <= 200 or not 0 < len(document) <= 100:
        raise CountyListWithoutSource
    made = CountyProposal(source=source, document=document, text=text, rows=len(rows), entered_by=actor_id)
    session.add(made)
    session.flush()
    audit.record(session, actor_id, "counties.proposed", "county_proposal", made.id, {"rows": len(rows)})
    return made


def _waiting(session: Session, proposal_id: int) -> CountyProposal:
    found = session.get(CountyProposal, proposal_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    if found.approved_by is not None or found.refused_why:
        raise CountyListDecided
    return found


def approve(session: Session, actor_id: int, proposal_id: int) -> int:
    """Enter its rows; how many. Raises NotFound, CountyListDecided, CountyListSamePerson, Invalid."""
    found = _waiting(session, proposal_id)
    if found.entered_by == actor_id:
        raise CountyListSamePerson
    count = import_counties(session, found.text, f"{found.source}, {found.document}"[:200], actor_id)
    found.approved_by = actor_id
    return count


def refuse(session: Session, actor_id: int, proposal_id: int, why: str) -> None:
    """Also by whoever sent it. Raises NotFound, CountyListDecided, CountyListWithoutSource without words."""
    found = _waiting(session, proposal_id)
    if not why.strip():
        raise CountyListWithoutSource
    found.refused_why = why.strip()[:200]
    audit.record(session, actor_id, "counties.refused", "county_proposal", found.id)


def waiting(session: Session) -> list[tuple[CountyProposal, list[CountyChange]]]:
    """Proposals that nobody decided, with what each changes."""
    query = sa.select(CountyProposal).where(
        CountyProposal.approved_by.is_(None), CountyProposal.refused_why == ""
    )
    return [
        (one, changes_of(session, read_counties(one.text, one.source)[0]))
        for one in session.scalars(query.order_by(CountyProposal.id))
    ]


def register(session: Session, province: str = "", limit: int = 300) -> Sequence[County]:
    """Codes in use and ended ones, of a province or the first of all."""
    query = sa.select(County).order_by(County.code).limit(limit)
    return session.scalars(query.where(County.province_code == province) if province else query).all()


def provinces(session: Session) -> Sequence[tuple[str, str]]:
    query = sa.select(County.province_code, sa.func.min(County.province_name)).group_by(County.province_code)
    return [(row[0], row[1]) for row in session.execute(query.order_by(County.province_code))]
