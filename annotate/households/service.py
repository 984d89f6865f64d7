"""Use cases of household files: members, surveys, platform pay."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.crypto import cipher
from annotate.core.groups import batched
from annotate.core.months import month_number
from annotate.households import queries as household_queries
from annotate.households.ages import surely_adult_enough
from annotate.households.errors import (
    BadHousehold,
    BadIncome,
    BadMonth,
    HouseholdConsentMissing,
    SurveyFromTheFuture,
    TooYoung,
)
from annotate.households.household import YEAR_MONTHS
from annotate.households.models import Household, HouseholdKey, HouseholdMember, IncomeRecord
from annotate.households.words import IncomeDefinition, IncomeKind, IncomeSource, Relation
from annotate.pay import income_queries as pay_queries
from annotate.people.key_service import KeptKeys, let_keys_rotate
from annotate.people.roles import Purpose
from annotate.registry.service import county_for

_MOST_MEMBERS = 30


_MOST_E4 = 10**8 * 10_000


_AT_ONCE = 500


@dataclass(frozen=True)
class NewMember:
    """name: only where it is needed to know who is meant; children's names are left out."""

    relation: Relation
    birth_year: int
    name: str | None = None
    account_id: int | None = None
    joined_on: dt.date | None = None


def create_household(
    session: Session,
    actor_id: int | None,
    county_code: str,
    members: Sequence[NewMember],
    is_synthetic: bool = False,
) -> Household:
    """Raises BadHousehold, UnknownCounty, CountyChanged, CountyEnded, HouseholdConsentMissing."""
    if not 1 <= len(members) <= _MOST_MEMBERS:
        raise BadHousehold
    _check_consent(session, [member.account_id for member in members if member.account_id is not None])
    county_for(session, county_code, clock.local_day(clock.now()))
    owner = str(uuid.uuid4())
    household = Household(uuid=owner, county_code=county_code, is_synthetic=is_synthetic)
    session.add(household)
    session.flush()
    session.add(HouseholdKey(household_id=household.id, wrapped=cipher().new_data_key(owner)))
    session.flush()
    for member in members:
        add_member(session, actor_id, household.id, member)
    audit.record(session, actor_id, "household.created", "household", household.id)
    return household


def _check_consent(session: Session, account_ids: Sequence[int]) -> None:
    if household_queries.agreed(session, account_ids, Purpose.HOUSEHOLD) != set(account_ids):
        raise HouseholdConsentMissing


def add_member(session: Session, actor_id: int | None, household_id: int, new: NewMember) -> HouseholdMember:
    """Raises BadHousehold, TooYoung, NotFound."""
    household, wrapped = household_queries.household_and_key(session, household_id)
    today = clock.local_day(clock.now())
    if not today.year - 120 <= new.birth_year <= today.year or len(new.name or "") > 100:
        raise BadHousehold
    if new.account_id is not None and not surely_adult_enough(new.birth_year, today):
        raise TooYoung
    member = HouseholdMember(
        household_id=household.id,
        account_id=new.account_id,
        relation=new.relation,
        birth_year=new.birth_year,
        joined_on=new.joined_on,
    )
    session.add(member)
    session.flush()
    if new.name and new.name.strip():
        field = household_queries.member_name_field(member.id)
        member.name_sealed = cipher().seal(wrapped, household.uuid, field, new.name.strip())
    audit.record(session, actor_id, "household.member_added", "household", household.id)
    return member


@dataclass(frozen=True)
class NewIncome:
    """amount_e4 >= 0 over `span_months` that end with `month`. Wage means wage from elsewhere than this platform."""

    household_id: int
    month: str
    kind: IncomeKind
    amount_e4: int
    source: IncomeSource
    span_months: int = YEAR_MONTHS
    evidence: str = ""
    definition: IncomeDefinition = IncomeDefinition.RURAL_NET


def record_income(session: Session, actor_id: int | None, new: NewIncome) -> IncomeRecord:
    """Write one amount; an earlier one of the same kind, month and source is kept as superseded.

    Raises BadIncome, BadMonth, SurveyFromTheFuture, NotFound.
    """
    _check_income(new)
    household, wrapped = household_queries.household_and_key(session, new.household_id)
    _check_consent(session, household_queries.accounts_of(session, new.household_id))
    return _write_income(session, actor_id, new, household.uuid, wrapped)


def _check_income(new: NewIncome) -> None:
    _check_month(new.month, may_run=new.source is IncomeSource.LEDGER)
    if (
        not 0 <= new.amount_e4 < _MOST_E4
        or new.span_months not in (1, YEAR_MONTHS)
        or len(new.evidence) > 200
    ):
        raise BadIncome


def _check_month(month: str, may_run: bool) -> None:
    try:
        month_number(month)
    except ValueError as error:
        raise BadMonth from error
    running = clock.local_month(clock.now())
    if month > running or (month == running and not may_run):
        raise SurveyFromTheFuture(month=month)


def _write_income(
    session: Session, actor_id: int | None, new: NewIncome, owner: str, wrapped: str
) -> IncomeRecord:
    current = sa.update(IncomeRecord).where(
        IncomeRecord.household_id == new.household_id,
        IncomeRecord.month == new.month,
        IncomeRecord.kind == new.kind,
        IncomeRecord.source == new.source,
        IncomeRecord.superseded_at.is_(None),
    )
    session.execute(current.values(superseded_at=clock.now()))
    field = household_queries.amount_field(new.month, new.span_months, new.kind, new.source)
    record = IncomeRecord(
        household_id=new.household_id,
        month=new.month,
        span_months=new.span_months,
        kind=new.kind,
        source=new.source,
        definition=new.definition,
        amount_sealed=cipher().seal(wrapped, owner, field, str(new.amount_e4)),
        evidence=_sealed_evidence(new, owner, wrapped),
        entered_by=actor_id,
    )
    session.add(record)
    session.flush()
    return record


def _sealed_evidence(new: NewIncome, owner: str, wrapped: str) -> str:
    if not new.evidence:
        return ""
    field = household_queries.evidence_field(new.month, new.kind, new.source)
    return cipher().seal(wrapped, owner, field, new.evidence)


def record_survey(
    session: Session,
    actor_id: int | None,
    household_id: int,
    month: str,
    amounts: Mapping[IncomeKind, int],
    evidence: str = "",
    source: IncomeSource = IncomeSource.SURVEY,
) -> None:
    """The twelve months that end with `month`, one amount a kind; the first survey is the baseline."""
    household, wrapped = household_queries.household_and_key(session, household_id)
    _check_consent(session, household_queries.accounts_of(session, household_id))
    for kind in IncomeKind:
        new = NewIncome(household_id, month, kind, amounts.get(kind, 0), source, evidence=evidence)
        _check_income(new)
        _write_income(session, actor_id, new, household.uuid, wrapped)
    audit.record(session, actor_id, "household.income_recorded", "household", household_id, {"month": month})


def enter_platform_pay(session: Session, month: str) -> int:
    """Bring each household's platform pay of a month, net of tax, into its income [schedule]; how many changed.

    Run again it changes nothing, unless the ledger has moved since: then the new figure supersedes the old one.
    """
    wanted: dict[int, int] = {}
    net_by_account = pay_queries.net_by_annotator(session, month)
    earners = household_queries.earners(session)
    agreed = household_queries.agreed(
        session, [account_id for _household_id, account_id in earners], Purpose.HOUSEHOLD
    )
    for household_id, account_id in earners:
        if account_id in net_by_account and account_id in agreed:
            wanted[household_id] = wanted.get(household_id, 0) + net_by_account[account_id]
    return write_platform_pay(session, month, wanted)


def write_platform_pay(session: Session, month: str, net_e4: Mapping[int, int]) -> int:
    """Set what the platform paid each household in a month; a household left out was paid nothing."""
    _check_month(month, may_run=True)
    written = household_queries.platform_amounts(session, month)
    changed = {household_id: e4 for household_id, e4 in net_e4.items() if written.get(household_id) != e4}
    changed |= {household_id: 0 for household_id, e4 in written.items() if e4 and household_id not in net_e4}
    ids = sorted(changed)
    for some in batched(ids, _AT_ONCE):
        _supersede_platform_pay(session, month, {id_: changed[id_] for id_ in some})
    return len(changed)


def _supersede_platform_pay(session: Session, month: str, amounts: Mapping[int, int]) -> None:
    kind, source = IncomeKind.WAGE, IncomeSource.LEDGER
    current = sa.update(IncomeRecord).where(
        IncomeRecord.household_id.in_(amounts),
        IncomeRecord.month == month,
        IncomeRecord.source == source,
        IncomeRecord.superseded_at.is_(None),
    )
    session.execute(current.values(superseded_at=clock.now()))
    field = household_queries.amount_field(month, 1, kind, source)
    rows = [
        {
            "household_id": household_id,
            "month": month,
            "span_months": 1,
            "kind": kind,
            "source": source,
            "definition": IncomeDefinition.RURAL_NET,
            "amount_sealed": cipher().seal(wrapped, owner, field, str(amounts[household_id])),
            "evidence": "ledger",
        }
        for household_id, owner, wrapped in household_queries.household_keys(session, amounts)
    ]
    if rows:
        session.execute(sa.insert(IncomeRecord), rows)


let_keys_rotate(KeptKeys("household", HouseholdKey.household_id, HouseholdKey.wrapped, Household.uuid))
