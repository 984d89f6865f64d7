"""A family's year from a coordinator's device: counted once, never beside itself unseen, refused in words."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import Invalid
from annotate.households import queries, service
from annotate.households.errors import NoMembers, PeriodOverlaps, SurveyFromTheFuture, SurveyKeyTaken
from annotate.households.models import HouseholdMember, HouseholdSurvey, IncomeRecord
from annotate.households.service import NewMember
from annotate.households.survey_service import NewSurvey, take_survey
from annotate.households.words import IncomeKind, Relation
from tests.programmes.conftest import SINAN

E4 = 10_000


@pytest.fixture
def new(place, people):
    """Mei's year to June, as Wen's phone sends it."""
    with transaction() as session:
        members = [NewMember(Relation.SELF, 1990, account_id=people.mei), NewMember(Relation.CHILD, 2018)]
        household_id = service.create_household(session, place.wen, SINAN, members).id
    return NewSurvey(household_id, "2026-06", {IncomeKind.WAGE: 8000 * E4}, "home visit", "0123456789abcdef")


def send(place, new):
    with transaction() as session:
        return take_survey(session, place.wen, new)


def wages(new):
    """(month, amount in yuan, still current) of every wage that was written."""
    with reading() as session:
        query = sa.select(IncomeRecord.month, IncomeRecord.superseded_at).where(
            IncomeRecord.household_id == new.household_id, IncomeRecord.kind == IncomeKind.WAGE
        )
        current = queries.household_income(session, new.household_id).records
        amounts = {one.month: one.amount_e4 // E4 for one in current if one.kind is IncomeKind.WAGE}
        return sorted((month, gone is None) for month, gone in session.execute(query)), amounts


def test_the_same_key_twice_is_one_survey(place, new):
    first = send(place, new)

    assert send(place, new) == first
    assert wages(new) == ([("2026-06", True)], {"2026-06": 8000})


def test_a_key_that_comes_again_late_undoes_no_correction(place, new):
    send(place, new)
    send(place, replace(new, amounts={IncomeKind.WAGE: 7000 * E4}, client_key="another key"))

    send(place, new)

    assert wages(new) == ([("2026-06", False), ("2026-06", True)], {"2026-06": 7000})


def test_a_key_of_another_year_is_refused(place, new):
    send(place, new)

    with pytest.raises(SurveyKeyTaken):
        send(place, replace(new, month="2025-06"))


def test_months_that_are_there_already_are_named_and_nothing_is_kept(place, new):
    send(place, replace(new, month="2026-02"))

    with pytest.raises(PeriodOverlaps) as refused:
        send(place, replace(new, client_key="another key"))

    assert refused.value.params == {"months": 8, "other": "2026-02"}
    assert wages(new)[1] == {"2026-02": 8000}
    send(place, replace(new, client_key="another key", is_overlap_meant=True))
    assert wages(new)[1] == {"2026-02": 8000, "2026-06": 8000}


def test_a_year_right_after_the_last_one_overlaps_nothing(place, new):
    send(place, replace(new, month="2025-06"))
    send(place, replace(new, client_key="another key"))

    assert set(wages(new)[1]) == {"2025-06", "2026-06"}


def test_what_cannot_be_is_refused_and_its_key_stays_free(place, new):
    for wrong, refusal in (
        (replace(new, month="2026-07"), SurveyFromTheFuture),
        (replace(new, client_key="short"), Invalid),
    ):
        with pytest.raises(refusal):
            send(place, wrong)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HouseholdSurvey)) == 0

    assert send(place, new)


def test_a_household_that_everybody_left_has_no_income_per_person(place, new):
    with transaction() as session:
        session.execute(
            sa.update(HouseholdMember)
            .where(HouseholdMember.household_id == new.household_id)
            .values(left_on=dt.date(2026, 7, 1))
        )

    with pytest.raises(NoMembers):
        send(place, new)


def test_the_same_key_from_four_tabs_at_once_is_one_survey(place, new):
    with ThreadPoolExecutor(4) as tabs:
        numbers = set(tabs.map(lambda _tab: send(place, new), range(4)))

    assert len(numbers) == 1
    assert wages(new) == ([("2026-06", True)], {"2026-06": 8000})
