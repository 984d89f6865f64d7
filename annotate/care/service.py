"""Use cases of cases: findings open or join them, people are contacted and placed, cases end with a reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.care.centre_service import centre_of, place_at_centre
from annotate.care.early_signs import Numbers, Thresholds, merged, resting
from annotate.care.errors import BadClosing, BadContact, CaseClosed
from annotate.care.models import CareCase, CareContact, Centre, CentreMember
from annotate.care.words import REACHED, ContactKind, Outcome, Sign
from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.core.groups import batched
from annotate.messages import service as messages
from annotate.people import service as people
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

_AT_ONCE = 500
NOTE_FIELD, REASON_FIELD = "care_contact.note", "care_case.reason"
# Open, and nobody has reached her yet.
AWAITS_CONTACT = sa.and_(CareCase.closed_at.is_(None), CareCase.contacted_at.is_(None))


@dataclass(frozen=True)
class Finding:
    """Signs of one woman or of one centre."""

    county_code: str | None
    signs: Mapping[Sign, Numbers]
    account_id: int | None = None
    centre_id: int | None = None


def merge_findings(session: Session, day: dt.date, findings: Sequence[Finding], at: Thresholds) -> int:
    """Open a case for each subject, or let the signs join its open one; how many were opened.

    All findings of a call are about women, or all about centres.
    """
    opened = 0
    for some in batched(findings, _AT_ONCE):
        of_women = some[0].account_id is not None
        column = CareCase.account_id if of_women else CareCase.centre_id
        ids = [one.account_id if of_women else one.centre_id for one in some]
        recent = clock.now() - dt.timedelta(days=at.rest_days)
        query = sa.select(CareCase).where(
            column.in_(ids), sa.or_(CareCase.closed_at.is_(None), CareCase.closed_at > recent)
        )
        cases: dict[int, list[CareCase]] = {}
        for case in session.scalars(query):
            cases.setdefault((case.account_id if of_women else case.centre_id) or 0, []).append(case)
        fresh = [
            one for one, id_ in zip(some, ids, strict=True) if not _joins(cases.get(id_ or 0, ()), day, one)
        ]
        opened += _open(session, day, fresh, cases, at)
    return opened


def _joins(cases: Sequence[CareCase], day: dt.date, finding: Finding) -> bool:
    for case in cases:
        if case.closed_at is None:
            signs = merged(case.signs, day, finding.signs)
            if signs != case.signs:
                case.signs = signs
            return True
    return False


def _open(
    session: Session,
    day: dt.date,
    findings: Sequence[Finding],
    cases: Mapping[int, Sequence[CareCase]],
    at: Thresholds,
) -> int:
    owners = _owners(session, findings)
    now, made = clock.now(), list[CareCase]()
    for one in findings:
        quiet = resting(case.signs for case in cases.get(one.account_id or one.centre_id or 0, ()))
        signs = {sign: numbers for sign, numbers in one.signs.items() if sign not in quiet}
        if signs:
            made.append(
                CareCase(
                    county_code=one.county_code,
                    account_id=one.account_id,
                    centre_id=one.centre_id,
                    signs=merged({}, day, signs),
                    owner_id=owners.get((one.account_id, one.centre_id)),
                    opened_at=now,
                    due_at=now + dt.timedelta(hours=at.contact_hours),
                )
            )
    session.add_all(made)
    session.flush()
    for case in made:
        audit.record(session, None, "case.opened", "care_case", case.id, {"signs": sorted(case.signs)})
    return len(made)


def _owners(session: Session, findings: Sequence[Finding]) -> dict[tuple[int | None, int | None], int]:
    """Who follows up: the centre's coordinator, else the coordinators of the county in turn; nobody where none is."""
    of_county: dict[str, list[int]] = {}
    query = sa.select(Account.id, Account.county_code).where(
        Account.role == Role.COORDINATOR,
        Account.state == AccountState.ACTIVE,
        Account.county_code.in_({one.county_code for one in findings if one.county_code}),
    )
    for account_id, county in session.execute(query.order_by(Account.id)):
        of_county.setdefault(county or "", []).append(account_id)
    active = {id_ for ids in of_county.values() for id_ in ids}
    by_woman = dict(
        session.execute(
            sa.select(CentreMember.account_id, Centre.coordinator_id)
            .join(Centre, Centre.id == CentreMember.centre_id)
            .where(
                CentreMember.left_on.is_(None),
                CentreMember.account_id.in_([one.account_id for one in findings if one.account_id]),
            )
        ).all()
    )
    centres = [one.centre_id for one in findings if one.centre_id]
    by_centre = dict(
        session.execute(sa.select(Centre.id, Centre.coordinator_id).where(Centre.id.in_(centres))).all()
    )
    owners: dict[tuple[int | None, int | None], int] = {}
    for one in findings:
        theirs = of_county.get(one.county_code or "", [])
        own = by_woman.get(one.account_id or 0) or by_centre.get(one.centre_id or 0)
        if own in active and own is not None:
            owners[one.account_id, one.centre_id] = own
        elif theirs:
            owners[one.account_id, one.centre_id] = theirs[
                (one.account_id or one.centre_id or 0) % len(theirs)
            ]
    return owners


def case_of(session: Session, county_code: str | None, case_id: int, lock: bool = False) -> CareCase:
    """A case of this county. Raises NotFound for any other."""
    case = session.get(CareCase, case_id, with_for_update=lock or None)
    if case is None or not county_code or case.county_code != county_code:
        raise NotFound
    return case


def _open_case(session: Session, county_code: str | None, case_id: int) -> CareCase:
    case = case_of(session, county_code, case_id, lock=True)
    if case.closed_at is not None:
        raise CaseClosed
    return case


def take(session: Session, actor_id: int, county_code: str | None, case_id: int) -> None:
    """A coordinator of the county makes a case hers. Raises NotFound, CaseClosed."""
    case = _open_case(session, county_code, case_id)
    detail = {"from": case.owner_id}
    case.owner_id = actor_id
    audit.record(session, actor_id, "case.taken", "care_case", case_id, detail)


def _sealed(session: Session, case: CareCase, field_name: str, text: str) -> str:
    return people.seal_for(session, case.account_id, field_name, text) if case.account_id else text


def note_contact(
    session: Session, actor_id: int, county_code: str | None, case_id: int, kind: str, note: str
) -> CareContact:
    """What was done and said. Whoever was reached is no longer due. Raises NotFound, CaseClosed, BadContact."""
    case, note = _open_case(session, county_code, case_id), note.strip()
    if kind not in set(ContactKind) - {ContactKind.PLACED} or not 1 <= len(note) <= 1000:
        raise BadContact
    return _note(session, actor_id, case, ContactKind(kind), note)


def _note(session: Session, actor_id: int, case: CareCase, kind: ContactKind, note: str) -> CareContact:
    now = clock.now()
    contact = CareContact(
        case_id=case.id, kind=kind, note=_sealed(session, case, NOTE_FIELD, note), by_id=actor_id, at=now
    )
    session.add(contact)
    if kind in REACHED:
        case.contacted_at = case.contacted_at or now
    session.flush()
    audit.record(session, actor_id, "case.contacted", "care_case", case.id, {"kind": kind.value})
    return contact


@dataclass(frozen=True)
class Place:
    """Where she goes: a centre of her county, a project that hands out work, or both."""

    centre_id: int | None = None
    project_id: int | None = None


def place(session: Session, actor_id: int, county_code: str | None, case_id: int, where: Place) -> None:
    """In one step: member of the centre from today on, the project's name in her inbox, both on the case.

    Raises NotFound, CaseClosed, CentreClosed, BadContact where nothing was chosen.
    """
    case = _open_case(session, county_code, case_id)
    if case.account_id is None or (where.centre_id is None and where.project_id is None):
        raise BadContact
    told = []
    if where.centre_id is not None:
        centre = centre_of(session, county_code, where.centre_id)
        place_at_centre(session, actor_id, case.account_id, centre)
        told.append(centre.name)
    if where.project_id is not None:
        project = session.get(Project, where.project_id)
        if project is None or project.state is not ProjectState.PUBLISHED:
            raise NotFound
        key = f"placed-{case.id}-{project.id}"
        messages.send(session, case.account_id, "project.offered", {"project": project.name}, "/work", key)
        told.append(project.name)
    _note(session, actor_id, case, ContactKind.PLACED, " · ".join(told))


def close(
    session: Session, actor_id: int, county_code: str | None, case_id: int, outcome: str, reason: str
) -> None:
    """Raises NotFound, CaseClosed, BadClosing."""
    case, reason = _open_case(session, county_code, case_id), reason.strip()
    if outcome not in set(Outcome) or not 1 <= len(reason) <= 1000:
        raise BadClosing
    case.outcome, case.reason = Outcome(outcome), _sealed(session, case, REASON_FIELD, reason)
    case.closed_at, case.closed_by = clock.now(), actor_id
    audit.record(session, actor_id, "case.closed", "care_case", case_id, {"outcome": outcome})


def escalate_overdue(session: Session, limit: int = _AT_ONCE) -> int:
    """Cases whose first contact is late are marked once, and their owners and the operators told [schedule]."""
    now = clock.now()
    query = sa.select(CareCase).where(
        AWAITS_CONTACT,
        CareCase.escalated_at.is_(None),
        CareCase.due_at < now,
    )
    cases = session.scalars(query.order_by(CareCase.id).limit(limit)).all()
    for case in cases:
        case.escalated_at = now
        audit.record(session, None, "case.escalated", "care_case", case.id)
    operators = sa.select(Account.id).where(Account.role == Role.ADMIN, Account.state == AccountState.ACTIVE)
    late: dict[int, int] = dict.fromkeys(session.scalars(operators), len(cases)) if cases else {}
    for case in cases:
        if case.owner_id is not None:
            late[case.owner_id] = late.get(case.owner_id, 0) + 1
    theirs = {case.owner_id for case in cases}
    for account_id, count in late.items():
        messages.send(
            session,
            account_id,
            "cases.overdue",
            {"count": count},
            "/cases" if account_id in theirs else "/late-cases",
            f"late-{account_id}-{cases[0].id}",
        )
    return len(cases)


def tell_owners(session: Session, day: dt.date) -> int:
    """Each coordinator with cases that wait for a first contact is told once a day; how many were told."""
    query = (
        sa.select(CareCase.owner_id, sa.func.count())
        .where(AWAITS_CONTACT, CareCase.owner_id.is_not(None))
        .group_by(CareCase.owner_id)
    )
    return sum(
        messages.send(
            session, owner_id, "cases.waiting", {"count": count}, "/cases", f"cases-{owner_id}-{day}"
        )
        for owner_id, count in session.execute(query).all()
        if owner_id is not None
    )
