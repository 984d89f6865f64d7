"""Reads of counties and standards."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.registry.models import County, Standard
from annotate.registry.standards import StandardRow, in_force
from annotate.registry.words import StandardKind, StandardOrigin, StandardState


def counties(session: Session, codes: Iterable[str] | None = None) -> list[County]:
    """In order of their codes."""
    query = sa.select(County).order_by(County.code)
    return list(session.scalars(query if codes is None else query.where(County.code.in_(set(codes)))))


def county_or_none(session: Session, code: str | None) -> County | None:
    return session.get(County, code) if code else None


_newer = aliased(Standard)
_REPLACED = (
    sa.select(_newer.id).where(_newer.replaces_id == Standard.id, _newer.approved_by.is_not(None)).exists()
)


def _usable() -> sa.ColumnElement[bool]:
    trusted = sa.or_(Standard.origin == StandardOrigin.SHIPPED, Standard.approved_by.is_not(None))
    return sa.and_(trusted, ~_REPLACED)


def standards(session: Session, kind: StandardKind | None = None) -> Sequence[Standard]:
    """Rows that may be used: shipped with their source, or approved by a second person, and not corrected since."""
    query = sa.select(Standard).where(_usable()).order_by(Standard.id)
    return session.scalars(query.where(Standard.kind == kind) if kind else query).all()


def is_in_use(session: Session, standard_id: int) -> bool:
    return session.scalar(sa.select(Standard.id).where(Standard.id == standard_id, _usable())) is not None


def waiting(session: Session, kind: StandardKind | None = None) -> Sequence[Standard]:
    """Rows that a second person has still to approve or refuse."""
    undecided = (
        Standard.origin == StandardOrigin.ENTERED,
        Standard.approved_by.is_(None),
        Standard.refused_by.is_(None),
    )
    query = sa.select(Standard).where(*undecided).order_by(Standard.id)
    return session.scalars(query.where(Standard.kind == kind) if kind else query).all()


def count_waiting(session: Session, account_id: int) -> int:
    """For the operator's navigation: rows that wait for somebody else than who entered them."""
    return sum(row.entered_by != account_id for row in waiting(session))


def usable_standard(session: Session, standard_id: int | None) -> Standard | None:
    """The row, or the one that corrected it; None while neither may be used."""
    seen: set[int] = set()
    while standard_id is not None and standard_id not in seen:
        seen.add(standard_id)
        found = session.scalar(sa.select(Standard).where(_usable(), Standard.id == standard_id))
        if found is not None:
            return found
        newer = sa.select(Standard.id).where(Standard.replaces_id == standard_id)
        standard_id = session.scalar(newer.where(Standard.approved_by.is_not(None)))
    return None


@dataclass(frozen=True)
class Shown:
    """A row with how it stands and who brought it in. entered_by, decided_by: their aliases, '' for the program."""

    row: Standard
    state: StandardState
    entered_by: str
    decided_by: str


def shown(session: Session, kind: StandardKind | None = None, standard_id: int | None = None) -> list[Shown]:
    """Every row, also what is history: by place, the newest first."""
    enterer, approver, refuser = aliased(Account), aliased(Account), aliased(Account)
    decided = sa.func.coalesce(approver.alias, refuser.alias, "")
    query = (
        sa.select(Standard, _usable(), sa.func.coalesce(enterer.alias, ""), decided)
        .join(enterer, enterer.id == Standard.entered_by, isouter=True)
        .join(approver, approver.id == Standard.approved_by, isouter=True)
        .join(refuser, refuser.id == Standard.refused_by, isouter=True)
        .order_by(
            Standard.kind,
            Standard.region_code,
            Standard.scope,
            Standard.valid_from.desc(),
            Standard.id.desc(),
        )
    )
    if kind is not None:
        query = query.where(Standard.kind == kind)
    if standard_id is not None:
        query = query.where(Standard.id == standard_id)
    return [Shown(row[0], _state(row[0], row[1]), row[2], row[3]) for row in session.execute(query)]


def _state(row: Standard, is_usable: bool) -> StandardState:
    if is_usable:
        return StandardState.IN_USE
    if row.refused_by is not None:
        return StandardState.REFUSED
    is_waiting = row.origin is StandardOrigin.ENTERED and row.approved_by is None
    return StandardState.WAITING if is_waiting else StandardState.REPLACED


@dataclass(frozen=True)
class Missing:
    """What the program would need and nobody has entered. place: name of the province; people: who live there."""

    kind: StandardKind
    region_code: str
    place: str
    place_en: str
    people: int


# Without them nobody's pay can be held against the law.
_NEEDED = (StandardKind.MINIMUM_WAGE_HOUR, StandardKind.MINIMUM_WAGE_MONTH)


def missing(session: Session, day: dt.date) -> list[Missing]:
    """Minimum wages that no row gives on a day for a place where annotators live, by kind and province."""
    people = (
        sa.select(
            County.code, County.province_code, County.province_name, County.province_name_en, sa.func.count()
        )
        .join(Account, Account.county_code == County.code)
        .where(Account.role == Role.ANNOTATOR, Account.state == AccountState.ACTIVE)
        .group_by(County.code, County.province_code, County.province_name, County.province_name_en)
    )
    found: dict[tuple[StandardKind, str], Missing] = {}
    counties_with_people = session.execute(people).all()
    for kind in _NEEDED:
        known = {row.region_code for row in in_force(map(as_row, standards(session, kind)), day)}
        for code, province, name, name_en, count in counties_with_people:
            if code not in known and province not in known:
                before = found.get((kind, province))
                more = count + (before.people if before else 0)
                found[kind, province] = Missing(kind, province, name, name_en, more)
    return list(found.values())


def as_row(standard: Standard) -> StandardRow:
    """The pure value of a row."""
    return StandardRow(
        standard.kind,
        standard.region_code,
        standard.scope,
        Decimal(standard.value),
        standard.unit,
        standard.price_year,
        standard.valid_from,
        standard.valid_to,
        standard.source_title,
        standard.document_number,
        standard.note,
    )
