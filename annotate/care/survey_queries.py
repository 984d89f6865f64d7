"""What a coordinator has to know before she asks a family about its year."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.months import shifted
from annotate.households.queries import household_id_of, household_income
from annotate.households.survey_queries import surveyed_months
from annotate.people.masks import masked_name
from annotate.people.service import display_name
from annotate.programmes.file_queries import woman_of
from annotate.programmes.queries import enrolments_of


@dataclass(frozen=True)
class SurveyFacts:
    """joined_month: when she first joined a programme. lacks_baseline: no year that ended by then is written down."""

    account_id: int
    name: str
    household_id: int | None
    members: int
    surveyed: list[str]
    joined_month: str | None
    lacks_baseline: bool
    month: str


def survey_facts(session: Session, county_code: str | None, account_id: int) -> SurveyFacts:
    """month: the year to ask for, the one before she joined where that is missing. Raises NotFound."""
    account = woman_of(session, county_code, account_id)
    household_id = household_id_of(session, account_id)
    surveyed = surveyed_months(session, household_id) if household_id else []
    joined = min((one.enrolled_on for one, _programme in enrolments_of(session, account_id)), default=None)
    joined_month = joined.strftime("%Y-%m") if joined else None
    lacks = joined_month is not None and not any(month <= joined_month for month in surveyed)
    last_month = shifted(clock.local_month(clock.now()), -1)
    return SurveyFacts(
        account.id,
        masked_name(display_name(session, account_id)) or account.alias,
        household_id,
        household_income(session, household_id).members if household_id else 0,
        surveyed,
        joined_month,
        lacks,
        min(shifted(joined_month, -1), last_month) if lacks and joined_month else last_month,
    )
