"""A family's year sent from a coordinator's device, once or again."""

from flask import Blueprint, Response
from pydantic import BaseModel, Field

from annotate.core.db import transaction
from annotate.core.errors import Fault, Invalid
from annotate.households.errors import HouseholdMissing
from annotate.households.forms import read_amounts
from annotate.households.queries import household_id_of
from annotate.households.survey_service import NewSurvey, take_survey
from annotate.people.roles import Role
from annotate.programmes.file_queries import woman_of
from annotate.web.access import roles
from annotate.web.api import Strict, describe, read_body, reply
from annotate.web.identity import county, current

api = Blueprint("survey_api", __name__)
_AMOUNT = Field(default="", max_length=20)


class SurveyBody(Strict):
    """Amounts as typed, in yuan of the whole year; an empty one is none."""

    client_key: str = Field(max_length=64)
    month: str = Field(max_length=7)
    wage: str = _AMOUNT
    business: str = _AMOUNT
    property: str = _AMOUNT
    transfer: str = _AMOUNT
    production_cost: str = _AMOUNT
    evidence: str = Field(default="", max_length=200)
    is_overlap_meant: bool = False

    def survey(self, household_id: int) -> NewSurvey:
        """Raises Invalid."""
        typed = read_amounts(self.model_dump(exclude={"is_overlap_meant"}))
        if typed.faults:
            raise Invalid([Fault(name, "bad_amount", words) for name, words in typed.faults.items()])
        amounts, evidence = typed.amounts or {}, self.evidence.strip()
        return NewSurvey(
            household_id, self.month.strip(), amounts, evidence, self.client_key, self.is_overlap_meant
        )


class SurveyReply(BaseModel):
    id: int
    month: str


@api.post("/women/<int:account_id>/surveys")
@roles(Role.COORDINATOR)
@describe("Write down a family's year", body=SurveyBody, replies={201: SurveyReply})
def take(account_id: int) -> Response:
    sent = read_body(SurveyBody)
    with transaction() as session:
        woman_of(session, county(), account_id)
        household_id = household_id_of(session, account_id)
        if household_id is None:
            raise HouseholdMissing
        survey_id = take_survey(session, current().account_id, sent.survey(household_id))
    return reply(SurveyReply(id=survey_id, month=sent.month), 201)
