"""The demo's women, families and programme go in through the real services, once."""

import datetime as dt

import pytest
import sqlalchemy as sa

from annotate.core.db import reading
from annotate.demo import people_load, programme_load
from annotate.demo.cast import ANNOTATORS, DEMO_PASSWORD, STAFF
from annotate.demo.history import programme_start, sixty_women
from annotate.households.models import Household, IncomeRecord
from annotate.people.models import Account
from annotate.people.passwords import verify
from annotate.programmes import queries
from annotate.programmes.models import Enrolment
from annotate.registry import queries as registry_queries

TODAY = dt.date(2026, 11, 24)


@pytest.fixture
def load(database):
    # The first two, who can sign in, and a few of the others.
    women = (
        sixty_women(programme_start(TODAY), seed=1)[:2] + sixty_women(programme_start(TODAY), seed=1)[5::12]
    )

    def load() -> int:
        houses = people_load.load_houses()
        staff = people_load.load_staff(houses)
        accounts = people_load.load_women(women)
        programme_load.load_counties()
        programme_id = programme_load.load_programme(
            houses["foundation"], staff["coordinator"], programme_start(TODAY)
        ).id
        for _ in programme_load.load_families(programme_id, staff["coordinator"], women, accounts):
            pass
        return programme_id

    return load


def _counts():
    with reading() as session:
        return [
            session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (Account, Enrolment, Household, IncomeRecord)
        ]


def test_loading_twice_is_loading_once(load):
    first = load()
    counts = _counts()

    assert load() == first
    assert _counts() == counts
    assert counts[:3] == [7 + len(STAFF), 7, 7]


def test_everybody_in_the_demo_is_marked_as_synthetic(load):
    load()

    with reading() as session:
        assert set(session.scalars(sa.select(Account.is_synthetic))) == {True}
        assert set(session.scalars(sa.select(Household.is_synthetic))) == {True}


def test_only_the_printed_log_ins_have_a_password(load):
    load()

    with reading() as session:
        hashes = [one for one in session.scalars(sa.select(Account.password_hash)) if one]
    assert len(hashes) == len(STAFF) + len(ANNOTATORS)
    assert verify(hashes[0], DEMO_PASSWORD)


def test_the_programme_holds_the_national_line_and_all_its_women(load):
    programme_id = load()

    with reading() as session:
        programme = queries.programme(session, programme_id)
        line = registry_queries.usable_standard(session, programme.poverty_line_id)
        women = queries.enrolled(session, programme_id)
    assert (line.value, line.price_year) == ("4000", 2020)
    assert len(women) == 7
