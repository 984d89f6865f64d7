"""What is written down about a woman's own household, and where each figure came from."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.crypto import cipher
from annotate.households.models import HouseholdMember, IncomeRecord
from annotate.households.queries import (
    accounts_of,
    amount_field,
    household_and_key,
    household_id_of,
    opened_evidence,
)
from annotate.households.words import IncomeKind, IncomeSource, Relation


@dataclass(frozen=True)
class FamilyLine:
    month: str
    span_months: int
    kind: IncomeKind
    source: IncomeSource
    amount_e4: int
    evidence: str
    entered_at: dt.datetime


@dataclass(frozen=True)
class FamilyView:
    """is_pay_hidden: another member works here too, and the family's platform pay would tell hers."""

    members: list[tuple[Relation, int]]
    lines: list[FamilyLine]
    is_pay_hidden: bool


def family_view(session: Session, account_id: int) -> FamilyView | None:
    """Current figures, newest first. None without a household."""
    household_id = household_id_of(session, account_id)
    if household_id is None:
        return None
    household, wrapped = household_and_key(session, household_id)
    is_pay_hidden = len(accounts_of(session, household_id)) > 1
    query = sa.select(IncomeRecord).where(
        IncomeRecord.household_id == household_id, IncomeRecord.superseded_at.is_(None)
    )
    if is_pay_hidden:
        query = query.where(IncomeRecord.source != IncomeSource.LEDGER)
    lines = [
        FamilyLine(
            one.month,
            one.span_months,
            one.kind,
            one.source,
            int(cipher().open(wrapped, household.uuid, _field(one), one.amount_sealed)),
            "" if one.source is IncomeSource.LEDGER else opened_evidence(household, wrapped, one),
            one.entered_at,
        )
        for one in session.scalars(query.order_by(IncomeRecord.month.desc(), IncomeRecord.id))
    ]
    return FamilyView(_members(session, household_id), lines, is_pay_hidden)


def _field(one: IncomeRecord) -> str:
    return amount_field(one.month, one.span_months, one.kind, one.source)


def _members(session: Session, household_id: int) -> list[tuple[Relation, int]]:
    query = sa.select(HouseholdMember.relation, HouseholdMember.birth_year).where(
        HouseholdMember.household_id == household_id, HouseholdMember.left_on.is_(None)
    )
    return [(row[0], row[1]) for row in session.execute(query.order_by(HouseholdMember.id))]


def own_family(session: Session, account_id: int) -> list[dict[str, Any]]:
    """The figures of her family as she sees them, for her own file."""
    view = family_view(session, account_id)
    return [vars(line) for line in view.lines] if view else []


def households_of(account_id: int) -> sa.Select[int]:
    """The families she is or was of, for whoever asks what was done with their files."""
    return sa.select(HouseholdMember.household_id).where(HouseholdMember.account_id == account_id)
