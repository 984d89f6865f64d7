"""Reads of programmes and enrolments."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.errors import NotFound
from annotate.programmes.models import Enrolment, Programme


def programmes_of(session: Session, organisation_id: int | None) -> Sequence[Programme]:
    """A foundation's own, newest first."""
    query = sa.select(Programme).where(Programme.organisation_id == organisation_id)
    return session.scalars(query.order_by(Programme.starts_on.desc(), Programme.id.desc())).all()


def running_programmes(session: Session, day: dt.date) -> Sequence[Programme]:
    """Programmes in which women may be enrolled on a day."""
    query = sa.select(Programme).where(
        Programme.starts_on <= day, sa.or_(Programme.ends_on.is_(None), Programme.ends_on >= day)
    )
    return session.scalars(query.order_by(Programme.id)).all()


def programme(session: Session, programme_id: int) -> Programme:
    found = session.get(Programme, programme_id)
    if found is None:
        raise NotFound
    return found


def is_enrolled(session: Session, programme_id: int, account_id: int) -> bool:
    query = sa.select(Enrolment.id).where(
        Enrolment.programme_id == programme_id,
        Enrolment.account_id == account_id,
        Enrolment.left_on.is_(None),
    )
    return session.scalar(query) is not None


@dataclass(frozen=True)
class EnrolledWoman:
    """One enrolment as the coordinator's programme page and reports need it."""

    enrolment_id: int
    account_id: int
    county_code: str
    household_id: int | None
    enrolled_on: dt.date
    left_on: dt.date | None
    cohort: str


def enrolled(session: Session, programme_id: int, county_code: str | None = None) -> list[EnrolledWoman]:
    """Everybody ever enrolled, in order of the day."""
    query = sa.select(
        Enrolment.id,
        Enrolment.account_id,
        Enrolment.county_code,
        Enrolment.household_id,
        Enrolment.enrolled_on,
        Enrolment.left_on,
        Enrolment.cohort,
    ).where(Enrolment.programme_id == programme_id)
    query = query.where(Enrolment.county_code == county_code) if county_code else query
    rows = session.execute(query.order_by(Enrolment.enrolled_on, Enrolment.id))
    return [EnrolledWoman(*row) for row in rows]


def enrolments_of(session: Session, account_id: int) -> list[tuple[Enrolment, Programme]]:
    query = sa.select(Enrolment, Programme).join(Programme).where(Enrolment.account_id == account_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Enrolment.enrolled_on))]


def running_programme(session: Session, programme_id: int, day: dt.date) -> Programme:
    """Raises NotFound when it is not running on that day."""
    found = [one for one in running_programmes(session, day) if one.id == programme_id]
    if not found:
        raise NotFound
    return found[0]
