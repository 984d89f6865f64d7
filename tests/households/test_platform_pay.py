"""Platform pay enters household income from the ledger, net of tax, exactly once; tenure follows paid work."""

import datetime as dt

import pytest
import sqlalchemy as sa

from annotate.core.db import transaction
from annotate.households import queries as household_queries
from annotate.households import service as household_service
from annotate.households.models import IncomeRecord
from annotate.households.service import NewMember
from annotate.households.words import IncomeSource, Relation
from annotate.pay.models import EarningKind
from annotate.programmes import file_queries
from tests.programmes.booking import book
from tests.programmes.conftest import SINAN

E4 = 10_000


@pytest.fixture
def household_id(place, people):
    """Mei and An live in one household."""
    with transaction() as session:
        members = [
            NewMember(Relation.SELF, 1990, account_id=people.mei),
            NewMember(Relation.OTHER, 1992, account_id=people.an),
        ]
        return household_service.create_household(session, place.wen, SINAN, members).id


def platform(session, household_id):
    records = household_queries.household_income(session, household_id).records
    return {r.month: r.amount_e4 // E4 for r in records if r.source is IncomeSource.LEDGER}


def rows(session):
    return session.scalar(sa.select(sa.func.count()).select_from(IncomeRecord))


def test_pay_of_all_earners_of_a_household_is_one_amount_a_month(household_id, people):
    with transaction() as session:
        book(session, people.mei, 600, "2026-06-03")
        book(session, people.mei, 100, "2026-06-30", EarningKind.TOP_UP)
        book(session, people.an, 300, "2026-06-10")
        book(session, people.an, 50, "2026-07-01")

        assert household_service.enter_platform_pay(session, "2026-06") == 1
        assert platform(session, household_id) == {"2026-06": 1000}


def test_run_again_it_changes_nothing(household_id, people):
    with transaction() as session:
        book(session, people.mei, 600, "2026-06-03")
        household_service.enter_platform_pay(session, "2026-06")

        assert household_service.enter_platform_pay(session, "2026-06") == 0
        assert rows(session) == 1


def test_late_pay_supersedes_the_earlier_figure(household_id, people):
    with transaction() as session:
        book(session, people.mei, 600, "2026-06-03")
        household_service.enter_platform_pay(session, "2026-06")
        book(session, people.mei, 20, "2026-06-29")

        assert household_service.enter_platform_pay(session, "2026-06") == 1
        assert platform(session, household_id) == {"2026-06": 620}
        assert rows(session) == 2


def test_tax_is_taken_off(household_id, people):
    with transaction() as session:
        # First month with this platform, filed: 8,000 yuan bear 42 yuan of tax.
        book(session, people.mei, 8000, "2026-06-03")
        household_service.enter_platform_pay(session, "2026-06")

        assert platform(session, household_id) == {"2026-06": 7958}


def test_a_woman_without_a_household_is_left_out(place, people):
    with transaction() as session:
        book(session, people.mei, 600, "2026-06-03")

        assert household_service.enter_platform_pay(session, "2026-06") == 0


def test_tenure_runs_over_projects_and_short_gaps(place, people):
    with transaction() as session:
        for day in ("2026-02-01", "2026-04-02", "2026-04-30", "2026-05-30", "2026-06-29"):
            book(session, people.mei, 10, day)

        tenure = file_queries.tenure_of(session, people.mei)

    # From 1 February to 2 April lie 59 free days; all later gaps have at most 29.
    assert tenure.since == dt.date(2026, 4, 2)
    assert (tenure.months, tenure.odd_days) == (3, 8)
