"""The demo's programme: counties, households with what they lived on, and the women enrolled."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import transaction
from annotate.core.groups import batched
from annotate.demo.guideline import PROGRAMME_EN, PROGRAMME_ZH
from annotate.demo.history import Woman
from annotate.demo.places import PLACES, SOURCE, county_list
from annotate.households import queries as household_queries
from annotate.households import service as household_service
from annotate.households.service import NewMember
from annotate.households.words import Relation
from annotate.programmes import service
from annotate.programmes.models import Enrolment, Programme
from annotate.programmes.service import NewEnrolment, NewProgramme
from annotate.registry import queries as registry_queries
from annotate.registry import service as registry_service
from annotate.registry.models import Standard
from annotate.registry.words import StandardKind

# Small enough that the pages of a running instance never wait long for the database.
_WOMEN_AT_ONCE = 6
_EVIDENCE = "synthetic demo survey"


def load_counties() -> None:
    """The shipped registry, and the counties of the demo that are not in it."""
    with transaction() as session:
        registry_service.load_seeds(session)
        known = {county.code for county in registry_queries.counties(session)}
        if any(place.code not in known for place in PLACES):
            registry_service.import_counties(session, county_list(), SOURCE)


def load_programme(foundation_id: int, coordinator_id: int, starts_on: dt.date) -> Programme:
    """The programme; one that is there keeps its start. Its poverty line is the national one at 2020 prices."""
    with transaction() as session:
        query = sa.select(Programme).where(
            Programme.organisation_id == foundation_id, Programme.name_zh == PROGRAMME_ZH
        )
        new = NewProgramme(
            foundation_id, PROGRAMME_ZH, PROGRAMME_EN, starts_on, poverty_line_id=_poverty_line(session)
        )
        return session.scalar(query) or service.create_programme(session, coordinator_id, new)


def _poverty_line(session: Session) -> int | None:
    query = sa.select(Standard.id).where(
        Standard.kind == StandardKind.POVERTY_LINE, Standard.region_code == "CN", Standard.price_year == 2020
    )
    return session.scalar(query.order_by(Standard.id))


def load_families(
    programme_id: int, coordinator_id: int, women: Sequence[Woman], accounts: Mapping[int, int]
) -> Iterator[int]:
    """Households, surveys and enrolments; yields how many women are done after each step."""
    for group in batched(women, _WOMEN_AT_ONCE):
        with transaction() as session:
            for woman in group:
                _enrol_with_family(session, programme_id, coordinator_id, woman, accounts[woman.number])
        yield len(group)


def _enrol_with_family(
    session: Session, programme_id: int, coordinator_id: int, woman: Woman, account_id: int
) -> None:
    enrolled = sa.select(Enrolment.id).where(
        Enrolment.programme_id == programme_id, Enrolment.account_id == account_id
    )
    if session.scalar(enrolled) is not None:
        return
    household_id = household_queries.household_id_of(session, account_id)
    if household_id is None:
        household_id = _household(session, coordinator_id, woman, account_id)
    new = NewEnrolment(programme_id, account_id, woman.county_code, woman.enrolled_on, household_id)
    enrolment = service.enrol(session, coordinator_id, new)
    if woman.left_on is not None:
        service.leave(session, coordinator_id, enrolment.id, woman.left_on)


def _household(session: Session, coordinator_id: int, woman: Woman, account_id: int) -> int:
    members = [
        NewMember(
            member.relation,
            member.birth_year,
            account_id=account_id if member.relation is Relation.SELF else None,
            joined_on=None,
        )
        for member in woman.family
    ]
    household = household_service.create_household(
        session, coordinator_id, woman.county_code, members, is_synthetic=True
    )
    for month, amounts in woman.surveys.items():
        household_service.record_survey(session, coordinator_id, household.id, month, amounts, _EVIDENCE)
    return household.id
