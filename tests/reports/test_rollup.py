"""The monthly rollup is a sum of earnings and nothing else: rebuilt, it is the same."""

import datetime as dt

import pytest
import sqlalchemy as sa

from annotate.core.db import transaction
from annotate.pay.models import EarningKind
from annotate.people.roles import OrganisationKind
from annotate.people.service import create_organisation
from annotate.programmes.service import NewEnrolment, NewProgramme, create_programme, enrol
from annotate.registry.service import load_seeds
from annotate.reports import service
from annotate.reports.models import MonthlyPay
from tests.programmes.booking import book
from tests.reports.facts import COUNTIES


@pytest.fixture
def programmes(people, today):
    """Mei takes part in two programmes, An in none."""
    with transaction() as session:
        load_seeds(session)
        foundation = create_organisation(session, "春芽基金会", OrganisationKind.FOUNDATION).id
        ids = []
        for name in ("一", "二"):
            new = NewProgramme(foundation, name, name, dt.date(2026, 1, 1))
            ids.append(create_programme(session, None, new).id)
            enrol(session, None, NewEnrolment(ids[-1], people.mei, COUNTIES[0], dt.date(2026, 6, 20)))
        return ids


def rows(session):
    query = sa.select(MonthlyPay).order_by(MonthlyPay.programme_id, MonthlyPay.month)
    return [
        (
            row.programme_id,
            row.month,
            row.account_id,
            row.gross_e4,
            row.top_up_e4,
            row.subsidy_e4,
            row.active_ms,
        )
        for row in session.scalars(query)
    ]


def test_pay_counts_in_its_own_programme_and_unbound_pay_in_each(programmes, people):
    one, two = programmes
    with transaction() as session:
        book(session, people.mei, 100, "2026-06-03", programme_id=one)
        book(session, people.mei, 20, "2026-06-04")
        book(session, people.mei, 5, "2026-06-30", EarningKind.TOP_UP, programme_id=two)
        book(session, people.an, 900, "2026-06-04", programme_id=one)

        assert service.rebuild_rollup(session, "2026-06") == 2
        assert rows(session) == [
            (one, "2026-06", people.mei, 1_200_000, 0, 0, 7_200_000),
            (two, "2026-06", people.mei, 200_000, 50_000, 0, 7_200_000),
        ]


def test_pay_of_months_before_she_was_enrolled_does_not_count(programmes, people):
    with transaction() as session:
        book(session, people.mei, 100, "2026-05-31")

        assert service.rebuild_rollup(session, "2026-05") == 0


def test_a_rebuild_reproduces_every_row(programmes, people):
    with transaction() as session:
        for day in ("2026-06-03", "2026-07-04"):
            book(session, people.mei, 100, day)
        service.rebuild_recent(session)
        first = rows(session)
        service.rebuild_recent(session)

        assert rows(session) == first
        assert [row[1] for row in first] == ["2026-06", "2026-07"] * 2
