"""A programme with two years of pay and household income in the database, and its foundation's people."""

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine

from annotate.core.db import transaction
from annotate.core.months import months_ending
from annotate.households import service as household_service
from annotate.households.service import NewMember
from annotate.households.words import IncomeKind, Relation
from annotate.people.models import Account
from annotate.people.roles import OrganisationKind, Role
from annotate.people.service import NewAccount, create_account, create_organisation
from annotate.programmes import service
from annotate.programmes.service import NewEnrolment, NewProgramme
from annotate.registry import queries as registry_queries
from annotate.registry.service import load_seeds
from annotate.registry.words import StandardKind
from annotate.reports.models import MonthlyPay
from tests.reports.facts import COUNTIES, E4


@pytest.fixture
def today():
    with time_machine.travel("2026-07-10T04:00:00Z", tick=False):
        yield dt.date(2026, 7, 10)


@dataclass(frozen=True)
class Foundation:
    """Ids. Tao reviews for the foundation, Gu for another one."""

    programme_id: int
    organisation_id: int
    tao: int
    gu: int
    wen: int


def line_2020(session):
    rows = registry_queries.standards(session, StandardKind.POVERTY_LINE)
    return next(row.id for row in rows if row.value == "4000")


@pytest.fixture
def empty_programme(people, today):
    """The programme before anybody is enrolled."""
    with transaction() as session:
        load_seeds(session)
        ours = create_organisation(session, "春芽基金会", OrganisationKind.FOUNDATION).id
        other = create_organisation(session, "别家基金会", OrganisationKind.FOUNDATION).id
        tao = create_account(session, NewAccount(Role.REVIEWER, "13900000002", "陶", organisation_id=ours)).id
        gu = create_account(session, NewAccount(Role.REVIEWER, "13900000003", "顾", organisation_id=other)).id
        wen = create_account(
            session, NewAccount(Role.COORDINATOR, "13900000001", "文", county_code=COUNTIES[0])
        ).id
        new = NewProgramme(
            ours, "豆芽计划", "Bean sprout", dt.date(2025, 1, 1), poverty_line_id=line_2020(session)
        )
        programme_id = service.create_programme(session, tao, new).id
        return Foundation(programme_id, ours, tao, gu, wen)


@pytest.fixture
def foundation(empty_programme):
    """24 women in each of two counties and six in a third; half begin under the line."""
    pay = {}
    with transaction() as session:
        for number, county in enumerate([COUNTIES[0]] * 24 + [COUNTIES[1]] * 24 + [COUNTIES[2]] * 6):
            household_id, pay_e4 = _woman(session, empty_programme.programme_id, number, county)
            pay[household_id] = pay_e4
        for month in months_ending("2026-06", 18):
            household_service.write_platform_pay(session, month, pay)
    return empty_programme


def _woman(session, programme_id, number, county):
    account = Account(
        uuid=f"w{number}", role=Role.ANNOTATOR, alias=f"{number}", county_code=county, is_synthetic=True
    )
    session.add(account)
    session.flush()
    members = [NewMember(Relation.SELF, 1990, account_id=account.id), NewMember(Relation.CHILD, 2018)]
    household = household_service.create_household(session, None, county, members)
    wage = {IncomeKind.WAGE: (5_000 if number % 2 else 9_000) * E4}
    for month in ("2024-12", "2025-12"):
        household_service.record_survey(session, None, household.id, month, wage)
    service.enrol(session, None, NewEnrolment(programme_id, account.id, county, dt.date(2025, 1, 15)))
    for month in months_ending("2026-07", 19):
        pay_e4 = (300 + 10 * number) * E4
        session.add(
            MonthlyPay(
                programme_id=programme_id,
                month=month,
                account_id=account.id,
                county_code=county,
                gross_e4=pay_e4,
                top_up_e4=0,
                subsidy_e4=0,
                active_ms=20 * 3_600_000,
                submissions=100,
            )
        )
    return household.id, (300 + 10 * number) * E4
