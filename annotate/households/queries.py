"""Reads of households, incomes opened for reports."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.crypto import cipher
from annotate.core.errors import NotFound
from annotate.core.groups import batched
from annotate.households.household import Amount
from annotate.households.models import Household, HouseholdKey, HouseholdMember, IncomeRecord
from annotate.households.words import IncomeKind, IncomeSource
from annotate.people.models import Account, Consent
from annotate.people.roles import Purpose

_AT_ONCE = 500


def member_name_field(member_id: int) -> str:
    """Associated data of a sealed name: moved to another member it does not open."""
    return f"household_member.name|{member_id}"


def amount_field(month: str, span_months: int, kind: IncomeKind, source: IncomeSource) -> str:
    """Associated data of a sealed amount: moved to another month, kind or source it does not open."""
    return f"income_record.amount|{month}|{span_months}|{kind}|{source}"


def evidence_field(month: str, kind: IncomeKind, source: IncomeSource) -> str:
    """Associated data of a sealed evidence."""
    return f"income_record.evidence|{month}|{kind}|{source}"


def opened_evidence(household: Household, wrapped: str, record: IncomeRecord) -> str:
    """What an amount rests on, in clear."""
    if not record.evidence.startswith("v1."):
        return record.evidence
    field = evidence_field(record.month, record.kind, record.source)
    return cipher().open(wrapped, household.uuid, field, record.evidence)


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
