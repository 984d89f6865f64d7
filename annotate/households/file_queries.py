"""A family's file as its coordinator sees it, masked."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher
from annotate.core.months import shifted
from annotate.households.household import YEAR_MONTHS, YearIncome, income_book
from annotate.households.models import HouseholdMember, IncomeRecord
from annotate.households.queries import (
    household_and_key,
    household_income,
    member_name_field,
)
from annotate.households.words import IncomeSource, Relation
from annotate.people.masks import masked_name


@dataclass(frozen=True)
class MemberLine:
    member_id: int
    relation: Relation
    birth_year: int
    name: str
    is_account: bool
    left_on: dt.date | None


def members_of(session: Session, household_id: int) -> list[MemberLine]:
    """With names in clear: for the household file alone."""
    household, wrapped = household_and_key(session, household_id)
    query = sa.select(HouseholdMember).where(HouseholdMember.household_id == household_id)
    return [
        MemberLine(
            member.id,
            member.relation,
            member.birth_year,
            cipher().open(wrapped, household.uuid, member_name_field(member.id), member.name_sealed)
            if member.name_sealed
            else "",
            member.account_id is not None,
            member.left_on,
        )
        for member in session.scalars(query.order_by(HouseholdMember.id))
    ]


def households_with_baseline(session: Session, account_ids: Iterable[int]) -> set[int]:
    """Women whose household has been surveyed at least once."""
    query = (
        sa.select(HouseholdMember.account_id)
        .join(IncomeRecord, IncomeRecord.household_id == HouseholdMember.household_id)
        .where(
            HouseholdMember.account_id.in_(list(account_ids)),
            IncomeRecord.source != IncomeSource.LEDGER,
            IncomeRecord.span_months == YEAR_MONTHS,
            IncomeRecord.superseded_at.is_(None),
        )
    )
    return {account_id for account_id in session.scalars(query.distinct()) if account_id is not None}


@dataclass(frozen=True)
class HouseholdFile:
    """A family's file: members masked, surveyed years newest first, platform pay of the last twelve months."""

    members: list[MemberLine]
    surveys: list[tuple[str, dict[str, int]]]
    year: YearIncome | None
    year_month: str
    has_baseline: bool


def household_file(session: Session, household_id: int | None) -> HouseholdFile | None:
    """None when she has no household yet."""
    if household_id is None:
        return None
    income = household_income(session, household_id)
    month = shifted(clock.local_month(clock.now()), -1)
    surveys: dict[str, dict[str, int]] = {}
    for record in income.records:
        # Months that she told herself stand on her own page; they are no surveyed year.
        if record.source is not IncomeSource.LEDGER and record.span_months == YEAR_MONTHS:
            surveys.setdefault(record.month, {})[record.kind.value] = record.amount_e4
    members = [replace(member, name=masked_name(member.name)) for member in members_of(session, household_id)]
    return HouseholdFile(
        members,
        sorted(surveys.items(), reverse=True),
        income_book(income.records, income.members).year_to(month),
        month,
        bool(surveys),
    )
