"""Reads of centres: the list, one centre with its PCs and women, the heat of the last weeks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import Centre, CentreDevice, CentreMember, DayWork
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role

_MOST = 500


@dataclass(frozen=True)
class CentreLine:
    centre: Centre
    women: int
    devices: int


def _count_of(table: type[CentreMember] | type[CentreDevice], ended: object) -> sa.ScalarSelect[int]:
    query = sa.select(sa.func.count()).select_from(table).where(table.centre_id == Centre.id)
    return query.where(ended.is_(None)).scalar_subquery()  # type: ignore[attr-defined]


def centres(
    session: Session, county_code: str | None, closed: bool = False, limit: int = _MOST
) -> list[CentreLine]:
    """Of a county, or of all for None; open ones, or with the closed ones too; by name."""
    women = _count_of(CentreMember, CentreMember.left_on)
    devices = _count_of(CentreDevice, CentreDevice.retired_on)
    query = sa.select(Centre, women, devices).order_by(Centre.county_code, Centre.name)
    query = query.where(Centre.county_code == county_code) if county_code else query
    query = query if closed else query.where(Centre.closed_on.is_(None))
    return [CentreLine(*row) for row in session.execute(query.limit(limit))]


def devices(session: Session, centre_id: int) -> Sequence[CentreDevice]:
    """In use first, by name."""
    query = sa.select(CentreDevice).where(CentreDevice.centre_id == centre_id)
    return session.scalars(query.order_by(CentreDevice.retired_on.is_not(None), CentreDevice.name)).all()


def members(session: Session, centre_id: int) -> Sequence[CentreMember]:
    """Everybody who ever worked there, those of today first."""
    query = sa.select(CentreMember).where(CentreMember.centre_id == centre_id)
    order = (CentreMember.left_on.is_not(None), CentreMember.joined_on.desc(), CentreMember.id)
    return session.scalars(query.order_by(*order).limit(_MOST)).all()


def centre_path(session: Session, account_id: int) -> list[tuple[CentreMember, Centre]]:
    """Where she worked, oldest first."""
    query = sa.select(CentreMember, Centre).join(Centre).where(CentreMember.account_id == account_id)
    rows = session.execute(query.order_by(CentreMember.joined_on, CentreMember.id))
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True)
class Coordinator:
    """alias: it is no name."""

    account_id: int
    alias: str
    county_code: str


def coordinators(session: Session, county_code: str | None = None) -> list[Coordinator]:
    """Active coordinators of one county, or of all, county by county."""
    query = sa.select(Account.id, Account.alias, Account.county_code).where(
        Account.role == Role.COORDINATOR,
        Account.state == AccountState.ACTIVE,
        Account.county_code.is_not(None) if county_code is None else Account.county_code == county_code,
    )
    return [
        Coordinator(id_, alias, code or "")
        for id_, alias, code in session.execute(query.order_by(Account.county_code, Account.id))
    ]


def coordinators_of(session: Session, county_code: str) -> list[tuple[int, str]]:
    """(account, alias) of a county's coordinators."""
    return [(one.account_id, one.alias) for one in coordinators(session, county_code)]


@dataclass(frozen=True)
class Heat:
    """One centre on one day. women: who had paid work."""

    women: int
    active_ms: int
    work_e4: int


@dataclass(frozen=True)
class HeatTable:
    days: tuple[dt.date, ...]
    rows: tuple[tuple[CentreLine, tuple[Heat, ...]], ...]


_NOTHING = Heat(0, 0, 0)


def heat(session: Session, county_code: str, last_day: dt.date, days: int = 14) -> HeatTable:
    """Centre by day, from the sums of days; a woman counts where she was a member on that day."""
    first = last_day - dt.timedelta(days=days - 1)
    was_there = sa.and_(
        CentreMember.account_id == DayWork.account_id,
        CentreMember.joined_on <= DayWork.day,
        sa.or_(CentreMember.left_on.is_(None), CentreMember.left_on > DayWork.day),
    )
    query = (
        sa.select(
            CentreMember.centre_id,
            DayWork.day,
            sa.func.count(),
            sa.cast(sa.func.sum(DayWork.active_ms), sa.BigInteger),
            sa.cast(sa.func.sum(DayWork.work_e4), sa.BigInteger),
        )
        .join(Centre, Centre.id == CentreMember.centre_id)
        .join(DayWork, was_there)
        .where(Centre.county_code == county_code, DayWork.day.between(first, last_day))
        .where(DayWork.active_ms > 0)
        .group_by(CentreMember.centre_id, DayWork.day)
    )
    found = {(row[0], row[1]): Heat(row[2], row[3], row[4]) for row in session.execute(query)}
    shown = tuple(first + dt.timedelta(days=n) for n in range(days))
    lines = centres(session, county_code)
    return HeatTable(
        shown,
        tuple((line, tuple(found.get((line.centre.id, day), _NOTHING) for day in shown)) for line in lines),
    )
