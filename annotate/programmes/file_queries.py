"""Reads of a coordinator: the women of her county, each one's file, masked, and her household's."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.crypto import cipher, last_4
from annotate.core.errors import NotFound
from annotate.pay import income_queries
from annotate.people.models import Account
from annotate.people.queries import PersonLine
from annotate.people.queries import people as people_lines
from annotate.people.roles import Role
from annotate.people.service import display_name, phone_of
from annotate.programmes.household import YearIncome, income_book
from annotate.programmes.masks import masked_name
from annotate.programmes.models import (
    County,
    Enrolment,
    HouseholdMember,
    IncomeRecord,
    Programme,
)
from annotate.programmes.months import shifted
from annotate.programmes.queries import (
    county_or_none,
    enrolments_of,
    household_and_key,
    household_id_of,
    household_income,
    member_name_field,
)
from annotate.programmes.tenure import Spell, Tenure, tenure_on
from annotate.programmes.words import IncomeSource, Relation


def women_of_county(
    session: Session, county_code: str | None, before_id: int | None = None
) -> list[PersonLine]:
    """Annotators of one county, newest first, 50 a page; nobody without a county."""
    if not county_code:
        return []
    return people_lines(session, role=Role.ANNOTATOR, county_code=county_code, before_id=before_id)


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


@dataclass(frozen=True)
class WomanFile:
    """One woman as her coordinator sees her: masked."""

    account_id: int
    alias: str
    name: str
    phone_last_4: str
    county: County | None
    is_synthetic: bool
    enrolments: list[tuple[Enrolment, Programme]]
    household_id: int | None
    tenure: Tenure
    pay: list[tuple[str, int]]


def woman_of(session: Session, county_code: str | None, account_id: int) -> Account:
    """An annotator of this county. Raises NotFound for anybody else."""
    account = session.get(Account, account_id)
    if (
        account is None
        or not county_code
        or account.county_code != county_code
        or account.role != Role.ANNOTATOR
    ):
        raise NotFound
    return account


def woman_file(session: Session, county_code: str | None, account_id: int) -> WomanFile:
    """Raises NotFound for a woman of another county."""
    account = woman_of(session, county_code, account_id)
    return WomanFile(
        account_id=account.id,
        alias=account.alias,
        name=masked_name(display_name(session, account.id)),
        phone_last_4=last_4(phone_of(session, account.id)),
        county=county_or_none(session, account.county_code),
        is_synthetic=account.is_synthetic,
        enrolments=enrolments_of(session, account.id),
        household_id=household_id_of(session, account.id),
        tenure=tenure_of(session, account.id),
        pay=income_queries.pay_by_month(session, account.id),
    )


def tenure_of(session: Session, account_id: int) -> Tenure:
    """Her tenure today, over all projects."""
    spans = income_queries.working_spans(session, account_id)
    spells = [Spell(first, last) for first, last in spans]
    return tenure_on(spells, clock.local_day(clock.now()))


def latest_enrolments(session: Session, account_ids: Iterable[int]) -> dict[int, tuple[Enrolment, Programme]]:
    """Running enrolment of each woman, for lists."""
    query = (
        sa.select(Enrolment, Programme)
        .join(Programme)
        .where(Enrolment.account_id.in_(list(account_ids)), Enrolment.left_on.is_(None))
    )
    return {row[0].account_id: (row[0], row[1]) for row in session.execute(query.order_by(Enrolment.id))}


def households_with_baseline(session: Session, account_ids: Iterable[int]) -> set[int]:
    """Women whose household has been surveyed at least once."""
    query = (
        sa.select(HouseholdMember.account_id)
        .join(IncomeRecord, IncomeRecord.household_id == HouseholdMember.household_id)
        .where(
            HouseholdMember.account_id.in_(list(account_ids)),
            IncomeRecord.source != IncomeSource.LEDGER,
            IncomeRecord.superseded_at.is_(None),
        )
    )
    return {account_id for account_id in session.scalars(query.distinct()) if account_id is not None}


def masked_names(session: Session, account_ids: Iterable[int]) -> dict[int, str]:
    """Account -> masked name, for lists."""
    return {account_id: masked_name(display_name(session, account_id)) for account_id in account_ids}


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
        if record.source is not IncomeSource.LEDGER:
            surveys.setdefault(record.month, {})[record.kind.value] = record.amount_e4
    members = [replace(member, name=masked_name(member.name)) for member in members_of(session, household_id)]
    return HouseholdFile(
        members,
        sorted(surveys.items(), reverse=True),
        income_book(income.records, income.members).year_to(month),
        month,
        bool(surveys),
    )
