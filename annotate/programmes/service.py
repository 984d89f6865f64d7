"""Use cases of programmes: making one, enrolling women, letting them leave."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.households import queries as household_queries
from annotate.households.errors import TooYoung
from annotate.people import service as people
from annotate.people.roles import Role
from annotate.programmes import queries
from annotate.programmes.enrolment_rules import cohort_of, refusal
from annotate.programmes.errors import REFUSALS, AlreadyEnrolled, BadProgramme, EnrolmentRefused
from annotate.programmes.models import Enrolment, Programme
from annotate.registry.service import county_for


@dataclass(frozen=True)
class NewProgramme:
    organisation_id: int
    name_zh: str
    name_en: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    currency: str = "CNY"
    poverty_line_id: int | None = None


def create_programme(session: Session, actor_id: int | None, new: NewProgramme) -> Programme:
    """Raises BadProgramme."""
    zh, en = new.name_zh.strip(), new.name_en.strip()
    ordered = new.ends_on is None or new.ends_on >= new.starts_on
    if not (zh or en) or max(len(zh), len(en)) > 100 or not ordered:
        raise BadProgramme
    programme = Programme(
        organisation_id=new.organisation_id,
        name_zh=zh or en,
        name_en=en or zh,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        currency=new.currency,
        poverty_line_id=new.poverty_line_id,
    )
    session.add(programme)
    session.flush()
    audit.record(session, actor_id, "programme.created", "programme", programme.id)
    return programme


def programme_for(session: Session, organisation_id: int | None, programme_id: int) -> Programme:
    """A programme of this foundation. Raises NotFound for any other."""
    programme = session.get(Programme, programme_id)
    if programme is None or organisation_id is None or programme.organisation_id != organisation_id:
        raise NotFound
    return programme


@dataclass(frozen=True)
class NewEnrolment:
    programme_id: int
    account_id: int
    county_code: str
    enrolled_on: dt.date
    household_id: int | None = None


def enrol(session: Session, actor_id: int | None, new: NewEnrolment) -> Enrolment:
    """Raises EnrolmentRefused (one class a reason), TooYoung, UnknownCounty, CountyChanged, CountyEnded, NotFound."""
    programme = session.get(Programme, new.programme_id)
    if programme is None:
        raise NotFound
    account = people.get_account(session, new.account_id)
    if account.role is not Role.ANNOTATOR:
        raise NotFound
    county_for(session, new.county_code, new.enrolled_on)
    against = refusal(
        new.enrolled_on,
        clock.local_day(clock.now()),
        programme.starts_on,
        programme.ends_on,
        household_queries.birth_year_of(session, new.account_id),
        queries.is_enrolled(session, programme.id, new.account_id),
    )
    if against is not None:
        raise REFUSALS[against]
    return _enrol(session, actor_id, new)


def _enrol(session: Session, actor_id: int | None, new: NewEnrolment) -> Enrolment:
    enrolment = Enrolment(
        programme_id=new.programme_id,
        account_id=new.account_id,
        county_code=new.county_code,
        household_id=new.household_id or household_queries.household_id_of(session, new.account_id),
        enrolled_on=new.enrolled_on,
        cohort=cohort_of(new.enrolled_on),
    )
    session.add(enrolment)
    session.flush()
    audit.record(
        session, actor_id, "woman.enrolled", "enrolment", enrolment.id, {"programme": new.programme_id}
    )
    return enrolment


def enrol_invited(session: Session, account_id: int) -> Enrolment | None:
    """What the invitation promised, when she has registered [job for account.registered]. Safe to repeat."""
    invitation = people.invitation_of(session, account_id)
    programme_id = invitation.purpose.get("programme_id") if invitation else None
    if invitation is None or programme_id is None or invitation.county_code is None:
        return None
    today = clock.local_day(clock.now())
    new = NewEnrolment(int(programme_id), account_id, invitation.county_code, today)
    try:
        return enrol(session, invitation.created_by, new)
    except AlreadyEnrolled:
        return None
    except (EnrolmentRefused, TooYoung) as refused:
        # The programme ended before she registered: her coordinator sees her as not enrolled.
        detail = {"programme": new.programme_id, "code": str(refused.code)}
        audit.record(session, None, "woman.not_enrolled", "account", account_id, detail)
        return None


def leave(session: Session, actor_id: int, enrolment_id: int, left_on: dt.date) -> None:
    """End an enrolment; what was earned stays in the reports of its months."""
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or left_on < enrolment.enrolled_on:
        raise NotFound
    enrolment.left_on = left_on
    audit.record(session, actor_id, "woman.left", "enrolment", enrolment_id)


def attach_household(session: Session, actor_id: int | None, account_id: int, household_id: int) -> None:
    """Give the household to all her enrolments that have none."""
    query = sa.update(Enrolment).where(Enrolment.account_id == account_id, Enrolment.household_id.is_(None))
    session.execute(query.values(household_id=household_id))
    audit.record(session, actor_id, "household.attached", "household", household_id)
