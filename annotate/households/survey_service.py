"""A survey of a family's year, sent from a device that may send it twice."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid
from annotate.core.months import months_between
from annotate.households import service
from annotate.households.errors import NoMembers, PeriodOverlaps, SurveyKeyTaken
from annotate.households.household import YEAR_MONTHS
from annotate.households.models import Household, HouseholdMember, HouseholdSurvey
from annotate.households.queries import household_and_key
from annotate.households.survey_queries import surveyed_months
from annotate.households.words import IncomeKind


@dataclass(frozen=True)
class NewSurvey:
    """client_key: made by the device once for each thing that it sends. is_overlap_meant: she saw that months are told twice."""

    household_id: int
    month: str
    amounts: Mapping[IncomeKind, int]
    evidence: str
    client_key: str
    is_overlap_meant: bool = False


def take_survey(session: Session, actor_id: int, new: NewSurvey) -> int:
    """Write a surveyed year down and give the survey's number; the same key again changes nothing and gives it again.

    The same twelve months once more are a correction: the earlier figures stay as superseded.
    Raises NotFound, NoMembers, PeriodOverlaps, SurveyKeyTaken, BadIncome, BadMonth, SurveyFromTheFuture,
    HouseholdConsentMissing.
    """
    if not 8 <= len(new.client_key) <= 64 or not new.client_key.isprintable():
        raise Invalid([Fault("client_key", "length", N_("must have 8 to 64 printable characters"))])
    household_and_key(session, new.household_id)
    # Two coordinators at once: the second waits and sees what the first wrote.
    session.execute(sa.select(Household.id).where(Household.id == new.household_id).with_for_update())
    values = {"entered_by": actor_id, "client_key": new.client_key, "household_id": new.household_id}
    is_new = insert_once(
        session, HouseholdSurvey, values | {"month": new.month[:7], "entered_at": clock.now()}
    )
    survey = session.scalars(
        sa.select(HouseholdSurvey).where(
            HouseholdSurvey.entered_by == actor_id, HouseholdSurvey.client_key == new.client_key
        )
    ).one()
    if not is_new:
        if (survey.household_id, survey.month) != (new.household_id, new.month):
            raise SurveyKeyTaken
        return survey.id
    _check_household(session, new)
    service.record_survey(session, actor_id, new.household_id, new.month, new.amounts, new.evidence)
    if not new.is_overlap_meant:
        _check_overlap(session, new)
    return survey.id


def _check_household(session: Session, new: NewSurvey) -> None:
    here = sa.select(sa.func.count()).where(
        HouseholdMember.household_id == new.household_id, HouseholdMember.left_on.is_(None)
    )
    if not session.scalar(here):
        raise NoMembers


def _check_overlap(session: Session, new: NewSurvey) -> None:
    for month in surveyed_months(session, new.household_id):
        apart = abs(months_between(month, new.month))
        if 0 < apart < YEAR_MONTHS:
            raise PeriodOverlaps(months=YEAR_MONTHS - apart, other=month)
