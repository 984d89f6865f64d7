"""One woman as her coordinator sees her."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotate.core.crypto import last_4
from annotate.households.county_list_service import Standing, standing_of
from annotate.households.queries import (
    household_id_of,
)
from annotate.pay import income_queries
from annotate.people.masks import masked_name
from annotate.people.service import display_name, phone_of
from annotate.programmes.file_queries import tenure_of, woman_of
from annotate.programmes.models import Enrolment, Programme
from annotate.programmes.queries import enrolments_of
from annotate.programmes.tenure import Tenure
from annotate.registry.models import County
from annotate.registry.queries import county_or_none


@dataclass(frozen=True)
class WomanFile:
    """One woman as her coordinator sees her: masked."""

    account_id: int
    alias: str
    name: str
    phone_last_4: str
    county: County | None
    is_synthetic: bool
    enrolments: list[tuple[Enrolment, Programme]]
    household_id: int | None
    tenure: Tenure
    pay: list[tuple[str, int]]
    listed: Standing


def woman_file(session: Session, county_code: str | None, account_id: int) -> WomanFile:
    """Raises NotFound for a woman of another county."""
    account = woman_of(session, county_code, account_id)
    return WomanFile(
        account_id=account.id,
        alias=account.alias,
        name=masked_name(display_name(session, account.id)),
        phone_last_4=last_4(phone_of(session, account.id)),
        county=county_or_none(session, account.county_code),
        is_synthetic=account.is_synthetic,
        enrolments=enrolments_of(session, account.id),
        household_id=household_id_of(session, account.id),
        tenure=tenure_of(session, account.id),
        pay=income_queries.pay_by_month(session, account.id),
        listed=standing_of(session, [account.id], account.county_code)[account.id],
    )
