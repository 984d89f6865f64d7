"""Enrolling women, keeping their households, entering income: sealed, never overwritten."""

import datetime as dt

import pytest
import sqlalchemy as sa

from annotate.core.crypto import SealBroken
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.households import file_queries as household_file_queries
from annotate.households import queries as household_queries
from annotate.households import service as household_service
from annotate.households.errors import BadIncome, SurveyFromTheFuture, TooYoung
from annotate.households.models import HouseholdMember, IncomeRecord
from annotate.households.service import NewIncome, NewMember
from annotate.households.words import IncomeKind, IncomeSource, Relation
from annotate.people import service as people_service
from annotate.people.roles import Purpose, Role
from annotate.people.service import InvitationOffer, Registration
from annotate.programmes import queries, service
from annotate.programmes.errors import AlreadyEnrolled, BeforeProgramme, EnrolledInTheFuture
from annotate.programmes.service import NewEnrolment
from annotate.registry.errors import UnknownCounty
from tests.programmes.conftest import SINAN

E4 = 10_000


def enrol(session, place, account_id, day=dt.date(2026, 7, 1), **more):
    return service.enrol(session, place.wen, NewEnrolment(place.programme_id, account_id, SINAN, day, **more))


def household_of(session, place, account_id, birth_year=1990):
    members = [
        NewMember(Relation.SELF, birth_year, account_id=account_id),
        NewMember(Relation.SPOUSE, 1988, name="王大山"),
        NewMember(Relation.CHILD, 2019),
    ]
    return household_service.create_household(session, place.wen, SINAN, members)


def test_a_woman_is_enrolled_with_her_cohort_and_household(place, people):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        enrolment = enrol(session, place, people.mei)

        assert enrolment.cohort == "2026-07"
        assert enrolment.household_id == household.id


def test_nobody_is_enrolled_twice_but_may_come_back(place, people):
    with transaction() as session:
        first = enrol(session, place, people.mei)
        with pytest.raises(AlreadyEnrolled):
            enrol(session, place, people.mei)
        service.leave(session, place.wen, first.id, dt.date(2026, 7, 5))
        enrol(session, place, people.mei, dt.date(2026, 7, 9))
        assert len(queries.enrolments_of(session, people.mei)) == 2


@pytest.mark.parametrize(
    ("day", "refusal"),
    [
        pytest.param(dt.date(2026, 7, 11), EnrolledInTheFuture, id="tomorrow"),
        pytest.param(dt.date(2024, 6, 30), BeforeProgramme, id="before_the_programme"),
    ],
)
def test_a_day_that_cannot_be_is_refused(place, people, day, refusal):
    with transaction() as session, pytest.raises(refusal):
        enrol(session, place, people.mei, day)


def test_nobody_under_sixteen_enters(place, people):
    with transaction() as session, pytest.raises(TooYoung):
        household_of(session, place, people.mei, birth_year=2010)


def test_an_unknown_county_is_refused(place, people):
    new = NewEnrolment(place.programme_id, people.mei, "520699", dt.date(2026, 7, 1))
    with transaction() as session, pytest.raises(UnknownCounty):
        service.enrol(session, place.wen, new)


def test_only_annotators_are_enrolled(place, people):
    with transaction() as session, pytest.raises(NotFound):
        enrol(session, place, people.zhao)


def test_an_invited_woman_is_enrolled_when_she_registers(place):
    offer = InvitationOffer(Role.ANNOTATOR, SINAN, purpose={"programme_id": place.programme_id})
    with transaction() as session:
        code = people_service.invite(session, place.wen, offer)
        sent = Registration(code, "13700000001", "张", "sprout-7-green", "zh_CN", frozenset({Purpose.WORK}))
        account = people_service.register(session, sent)

        first = service.enrol_invited(session, account.id)
        again = service.enrol_invited(session, account.id)

        assert first.county_code == SINAN
        assert again is None


def test_names_and_amounts_are_sealed_in_the_database(place, people):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        household_service.record_survey(
            session, place.wen, household.id, "2026-06", {IncomeKind.WAGE: 8765 * E4}
        )
    with reading() as session:
        stored = session.execute(sa.select(IncomeRecord.amount_sealed)).scalars().all()
        stored += session.execute(sa.select(HouseholdMember.name_sealed)).scalars().all()
        assert not any("8765" in (text or "") or "王" in (text or "") for text in stored)
        assert [m.name for m in household_file_queries.members_of(session, household.id)] == [
            "",
            "王大山",
            "",
        ]
        income = household_queries.household_income(session, household.id)
        assert sum(record.amount_e4 for record in income.records) == 8765 * E4
        assert income.members == 3


def test_an_amount_moved_to_another_month_does_not_open(place, people):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        household_service.record_survey(session, place.wen, household.id, "2026-06", {IncomeKind.WAGE: E4})
        session.execute(sa.update(IncomeRecord).values(month="2026-05"))
        with pytest.raises(SealBroken):
            household_queries.household_income(session, household.id)


def test_a_correction_supersedes_and_keeps_what_was_there(place, people):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        for yuan in (1000, 1200):
            new = NewIncome(household.id, "2026-06", IncomeKind.TRANSFER, yuan * E4, IncomeSource.SURVEY)
            household_service.record_income(session, place.wen, new)

        assert [r.amount_e4 for r in household_queries.household_income(session, household.id).records] == [
            1200 * E4
        ]
        assert session.scalar(sa.select(sa.func.count()).select_from(IncomeRecord)) == 2


def test_a_survey_from_the_future_is_refused(place, people):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        with pytest.raises(SurveyFromTheFuture):
            household_service.record_survey(session, place.wen, household.id, "2026-07", {})


@pytest.mark.parametrize("amount_e4", [-1, 10**12])
def test_an_amount_that_cannot_be_is_refused(place, people, amount_e4):
    with transaction() as session:
        household = household_of(session, place, people.mei)
        new = NewIncome(household.id, "2026-06", IncomeKind.WAGE, amount_e4, IncomeSource.SURVEY)
        with pytest.raises(BadIncome):
            household_service.record_income(session, place.wen, new)
