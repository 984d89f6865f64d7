"""Reads of cases: a coordinator's inbox, one case with what was done, a woman's cases."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.models import CareCase, CareContact, Centre
from annotate.care.service import AWAITS_CONTACT, NOTE_FIELD, REASON_FIELD
from annotate.care.words import ContactKind
from annotate.core import clock
from annotate.core.errors import NotFound
from annotate.people import service as people
from annotate.programmes.file_queries import masked_names
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

PAGE = 50


class Shown(StrEnum):
    """Which cases a list shows."""

    WAITING = "waiting"  # nobody has reached her yet
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class CaseLine:
    """One row of the inbox. name: masked, or the centre's."""

    case: CareCase
    name: str
    is_late: bool


def _filtered(query: sa.Select[CareCase], shown: Shown) -> sa.Select[CareCase]:
    if shown is Shown.CLOSED:
        return query.where(CareCase.closed_at.is_not(None))
    return query.where(AWAITS_CONTACT if shown is Shown.WAITING else CareCase.closed_at.is_(None))


def cases(
    session: Session, county_code: str | None, shown: Shown, owner_id: int | None = None, page: int = 0
) -> list[CaseLine]:
    """Of one county, what is due first on top, closed ones newest first; of one owner or of all."""
    if not county_code:
        return []
    query = _filtered(sa.select(CareCase).where(CareCase.county_code == county_code), shown)
    query = query.where(CareCase.owner_id == owner_id) if owner_id else query
    order = CareCase.closed_at.desc() if shown is Shown.CLOSED else CareCase.due_at
    found = session.scalars(query.order_by(order, CareCase.id).limit(PAGE).offset(page * PAGE)).all()
    return lines_of(session, found)


def lines_of(session: Session, found: Sequence[CareCase]) -> list[CaseLine]:
    names = masked_names(session, [case.account_id for case in found if case.account_id])
    ids = [case.centre_id for case in found if case.centre_id]
    centres = dict(session.execute(sa.select(Centre.id, Centre.name).where(Centre.id.in_(ids))).all())
    now = clock.now()
    return [
        CaseLine(
            case,
            names.get(case.account_id or 0, "") or centres.get(case.centre_id or 0, ""),
            case.closed_at is None and case.contacted_at is None and case.due_at < now,
        )
        for case in found
    ]


def counts(session: Session, county_code: str | None) -> dict[Shown, int]:
    """How many cases of a county each list holds."""
    query = sa.select(sa.func.count()).select_from(CareCase).where(CareCase.county_code == county_code)
    return {
        shown: session.scalar(_filtered(query, shown)) or 0  # type: ignore[arg-type]
        for shown in (Shown.WAITING, Shown.OPEN)
    }


def waiting_of(session: Session, account_id: int) -> int:
    """Cases of one coordinator that wait for a first contact, for the navigation."""
    query = sa.select(sa.func.count()).select_from(CareCase)
    return session.scalar(query.where(CareCase.owner_id == account_id, AWAITS_CONTACT)) or 0


@dataclass(frozen=True)
class ContactLine:
    kind: ContactKind
    note: str
    by_id: int
    at: dt.datetime


def contacts(session: Session, case: CareCase) -> list[ContactLine]:
    """Newest first, in clear."""
    query = sa.select(CareContact).where(CareContact.case_id == case.id).order_by(CareContact.id.desc())
    return [
        ContactLine(one.kind, _opened(session, case, NOTE_FIELD, one.note), one.by_id, one.at)
        for one in session.scalars(query)
    ]


def reason_of(session: Session, case: CareCase) -> str:
    """Why it was closed, in clear; '' while it is open."""
    return _opened(session, case, REASON_FIELD, case.reason) if case.reason else ""


def _opened(session: Session, case: CareCase, field_name: str, text: str) -> str:
    try:
        return people.open_for(session, case.account_id, field_name, text) if case.account_id else text
    except NotFound:
        # Her account was closed for good: nobody can read it again.
        return ""


def cases_of_woman(session: Session, account_id: int) -> Sequence[CareCase]:
    """Newest first."""
    query = sa.select(CareCase).where(CareCase.account_id == account_id).order_by(CareCase.id.desc())
    return session.scalars(query.limit(PAGE)).all()


def offered_projects(session: Session) -> list[tuple[int, str]]:
    """(id, name) of projects that hand out work now."""
    query = sa.select(Project.id, Project.name).where(Project.state == ProjectState.PUBLISHED)
    return [(row[0], row[1]) for row in session.execute(query.order_by(Project.id))]
