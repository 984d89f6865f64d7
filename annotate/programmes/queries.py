"""Reads of this room: counties, standards, enrolments, incomes opened for reports."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.core.groups import batched
from annotate.people.models import Account, Consent
from annotate.people.roles import Purpose
from annotate.programmes.household import Amount
from annotate.programmes.models import (
    County,
    Enrolment,
    Household,
    HouseholdKey,
    HouseholdMember,
    IncomeRecord,
    Programme,
    Standard,
)
from annotate.programmes.standards import StandardRow
from annotate.programmes.words import IncomeKind, IncomeSource, StandardKind, StandardOrigin

_AT_ONCE = 500


def member_name_field(member_id: int) -> str:
    """Associated data of a sealed name: moved to another member it does not open."""
    return f"household_member.name|{member_id}"


def amount_field(month: str, span_months: int, kind: IncomeKind, source: IncomeSource) -> str:
    """Associated data of a sealed amount: moved to another month, kind or source it does not open."""
    return f"income_record.amount|{month}|{span_months}|{kind}|{source}"


def household_and_key(session: Session, household_id: int) -> tuple[Household, str]:
    """Raises NotFound when it is absent or erased."""
    query = sa.select(Household, HouseholdKey.wrapped).join(HouseholdKey).where(Household.id == household_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def household_keys(session: Session, household_ids: Iterable[int]) -> list[tuple[int, str, str]]:
    """(household, owner of the key, wrapped key), but for the erased."""
    query = sa.select(Household.id, Household.uuid, HouseholdKey.wrapped).join(HouseholdKey)
    rows = session.execute(query.where(Household.id.in_(list(household_ids))).order_by(Household.id))
    return [(row[0], row[1], row[2]) for row in rows]


def counties(session: Session, codes: Iterable[str] | None = None) -> list[County]:
    """In order of their codes."""
    query = sa.select(County).order_by(County.code)
    return list(session.scalars(query if codes is None else query.where(County.code.in_(set(codes)))))


def county_or_none(session: Session, code: str | None) -> County | None:
    return session.get(County, code) if code else None


def _usable() -> sa.ColumnElement[bool]:
    return sa.or_(Standard.origin == StandardOrigin.SHIPPED, Standard.approved_by.is_not(None))


def standards(session: Session, kind: StandardKind | None = None) -> Sequence[Standard]:
    """Rows that may be used: shipped with their source, or approved by a second person."""
    query = sa.select(Standard).where(_usable()).order_by(Standard.id)
    return session.scalars(query.where(Standard.kind == kind) if kind else query).all()


def usable_standard(session: Session, standard_id: int | None) -> Standard | None:
    if standard_id is None:
        return None
    return session.scalar(sa.select(Standard).where(_usable(), Standard.id == standard_id))


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


def programmes_of(session: Session, organisation_id: int | None) -> Sequence[Programme]:
    """A foundation's own, newest first."""
    query = sa.select(Programme).where(Programme.organisation_id == organisation_id)
    return session.scalars(query.order_by(Programme.starts_on.desc(), Programme.id.desc())).all()


def running_programmes(session: Session, day: dt.date) -> Sequence[Programme]:
    """Programmes in which women may be enrolled on a day."""
    query = sa.select(Programme).where(
        Programme.starts_on <= day, sa.or_(Programme.ends_on.is_(None), Programme.ends_on >= day)
    )
    return session.scalars(query.order_by(Programme.id)).all()


def programme(session: Session, programme_id: int) -> Programme:
    found = session.get(Programme, programme_id)
    if found is None:
        raise NotFound
    return found


def is_enrolled(session: Session, programme_id: int, account_id: int) -> bool:
    query = sa.select(Enrolment.id).where(
        Enrolment.programme_id == programme_id,
        Enrolment.account_id == account_id,
        Enrolment.left_on.is_(None),
    )
    return session.scalar(query) is not None


def household_id_of(session: Session, account_id: int) -> int | None:
    """The household that she lives in now."""
    query = sa.select(HouseholdMember.household_id).where(
        HouseholdMember.account_id == account_id, HouseholdMember.left_on.is_(None)
    )
    return session.scalar(query)


def birth_year_of(session: Session, account_id: int) -> int | None:
    query = sa.select(HouseholdMember.birth_year).where(HouseholdMember.account_id == account_id)
    return session.scalar(query.order_by(HouseholdMember.id.desc()).limit(1))


def agreed(session: Session, account_ids: Iterable[int], purpose: Purpose) -> set[int]:
    """Who of them agrees to a purpose today. Synthetic people have nobody to ask."""
    given = sa.exists().where(
        Consent.account_id == Account.id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
    )
    wanted, found = sorted(set(account_ids)), set[int]()
    for some in batched(wanted, _AT_ONCE):
        query = sa.select(Account.id).where(Account.id.in_(some))
        found |= set(session.scalars(query.where(sa.or_(Account.is_synthetic, given))))
    return found


def accounts_of(session: Session, household_id: int) -> list[int]:
    """Members with an account."""
    return [account_id for _household_id, account_id in earners(session, household_id)]


def earners(session: Session, household_id: int | None = None) -> list[tuple[int, int]]:
    """(household, account) of every member with an account; of one household or of all."""
    query = sa.select(HouseholdMember.household_id, HouseholdMember.account_id).where(
        HouseholdMember.account_id.is_not(None), HouseholdMember.left_on.is_(None)
    )
    query = query.where(HouseholdMember.household_id == household_id) if household_id else query
    return [(row[0], row[1]) for row in session.execute(query) if row[1] is not None]


@dataclass(frozen=True)
class EnrolledWoman:
    """One enrolment as the coordinator's programme page and reports need it."""

    enrolment_id: int
    account_id: int
    county_code: str
    household_id: int | None
    enrolled_on: dt.date
    left_on: dt.date | None
    cohort: str


def enrolled(session: Session, programme_id: int, county_code: str | None = None) -> list[EnrolledWoman]:
    """Everybody ever enrolled, in order of the day."""
    query = sa.select(
        Enrolment.id,
        Enrolment.account_id,
        Enrolment.county_code,
        Enrolment.household_id,
        Enrolment.enrolled_on,
        Enrolment.left_on,
        Enrolment.cohort,
    ).where(Enrolment.programme_id == programme_id)
    query = query.where(Enrolment.county_code == county_code) if county_code else query
    rows = session.execute(query.order_by(Enrolment.enrolled_on, Enrolment.id))
    return [EnrolledWoman(*row) for row in rows]


def enrolments_of(session: Session, account_id: int) -> list[tuple[Enrolment, Programme]]:
    query = sa.select(Enrolment, Programme).join(Programme).where(Enrolment.account_id == account_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Enrolment.enrolled_on))]


@dataclass(frozen=True)
class HouseholdIncome:
    """A household as reports compute with it."""

    household_id: int
    members: int
    records: tuple[Amount, ...]


_RECORD = (
    IncomeRecord.household_id,
    IncomeRecord.month,
    IncomeRecord.span_months,
    IncomeRecord.kind,
    IncomeRecord.source,
    IncomeRecord.amount_sealed,
    Household.uuid,
    HouseholdKey.wrapped,
)


def _opened(row: sa.Row[int, str, int, IncomeKind, IncomeSource, str, str, str]) -> Amount:
    _household_id, month, span_months, kind, source, sealed, owner, wrapped = row
    amount_e4 = int(cipher().open(wrapped, owner, amount_field(month, span_months, kind, source), sealed))
    return Amount(month, span_months, kind, source, amount_e4)


def _members_now(session: Session, household_ids: set[int]) -> dict[int, int]:
    query = (
        sa.select(HouseholdMember.household_id, sa.func.count())
        .where(HouseholdMember.household_id.in_(household_ids), HouseholdMember.left_on.is_(None))
        .group_by(HouseholdMember.household_id)
    )
    return dict(session.execute(query).all())


def household_incomes(session: Session, household_ids: Iterable[int]) -> Iterator[HouseholdIncome]:
    """Open the current amounts of households, some at a time. An erased household is left out."""
    wanted = sorted(set(household_ids))
    for some in map(set, batched(wanted, _AT_ONCE)):
        members = _members_now(session, some)
        query = (
            sa.select(*_RECORD)
            .join(Household, Household.id == IncomeRecord.household_id)
            .join(HouseholdKey, HouseholdKey.household_id == Household.id)
            .where(IncomeRecord.household_id.in_(some), IncomeRecord.superseded_at.is_(None))
            .order_by(IncomeRecord.household_id, IncomeRecord.month, IncomeRecord.id)
        )
        for household_id, rows in groupby(session.execute(query), key=lambda row: row[0]):
            records = tuple(_opened(row) for row in rows)
            yield HouseholdIncome(household_id, members.get(household_id, 0), records)


def household_income(session: Session, household_id: int) -> HouseholdIncome:
    """One household, also without any record."""
    found = list(household_incomes(session, [household_id]))
    return (
        found[0]
        if found
        else HouseholdIncome(household_id, _members_now(session, {household_id}).get(household_id, 0), ())
    )


def platform_amounts(session: Session, month: str) -> dict[int, int]:
    """What `enter_platform_pay` wrote for a month, by household."""
    query = (
        sa.select(*_RECORD)
        .join(Household, Household.id == IncomeRecord.household_id)
        .join(HouseholdKey, HouseholdKey.household_id == Household.id)
        .where(
            IncomeRecord.month == month,
            IncomeRecord.source == IncomeSource.LEDGER,
            IncomeRecord.superseded_at.is_(None),
        )
    )
    return {row[0]: _opened(row).amount_e4 for row in session.execute(query)}


def running_programme(session: Session, programme_id: int, day: dt.date) -> Programme:
    """Raises NotFound when it is not running on that day."""
    found = [one for one in running_programmes(session, day) if one.id == programme_id]
    if not found:
        raise NotFound
    return found[0]
