"""Shutting somebody out of a project, or letting her back: two people, one written reason, one day."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import NotFound
from annotate.messages import service as messages
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.quality.errors import AlreadyDecided, NothingToDecide, ReasonNeeded, SecondPerson, TooLateToday
from annotate.quality.levels import Stage
from annotate.quality.models import BanDecision, QualityStage
from annotate.quality.service import SHORTEST_NOTE, check_reviewer
from annotate.quality.steps import BanAct
from annotate.work import rework_service
from annotate.work import standing_service as standings
from annotate.work.models import Assignment
from annotate.work.states import Gate

BY_TWO = "two_people"


def ask(
    session: Session, account_id: int, project_id: int, annotator_id: int, act: BanAct, reason: str
) -> BanDecision:
    """Write down why; nothing happens until another person agrees on the same day. Asking twice a day is once.

    Raises NotFound, ReasonNeeded, NothingToDecide.
    """
    check_reviewer(session, account_id, project_id)
    _check_annotator(session, project_id, annotator_id)
    if len(reason.strip()) < SHORTEST_NOTE:
        raise ReasonNeeded
    _check_gate(session, annotator_id, project_id, act)
    day = clock.local_day(clock.now())
    key = {"project_id": project_id, "annotator_id": annotator_id, "act": act, "day": day}
    more = {"reason": reason.strip()[:1000], "asked_by": account_id, "asked_at": clock.now()}
    if insert_once(session, BanDecision, {**key, **more}):
        detail = {"account": annotator_id, "day": day.isoformat()}
        audit.record(session, account_id, f"{act.value}.asked", "project", project_id, detail)
    return session.scalars(sa.select(BanDecision).filter_by(**key)).one()


def _check_annotator(session: Session, project_id: int, annotator_id: int) -> None:
    account = session.get(Account, annotator_id)
    query = sa.select(Assignment.id).where(
        Assignment.annotator_id == annotator_id, Assignment.project_id == project_id
    )
    if account is None or account.role is not Role.ANNOTATOR or session.scalar(query.limit(1)) is None:
        raise NotFound


def _check_gate(session: Session, annotator_id: int, project_id: int, act: BanAct) -> None:
    is_out = standings.standing_of(session, annotator_id, project_id).gate is Gate.BANNED
    if is_out is (act is BanAct.BAN):
        raise NothingToDecide


def is_open(decision: BanDecision) -> bool:
    """Whether a second person may still agree: only on the day it was asked."""
    return decision.confirmed_by is None and decision.day == clock.local_day(clock.now())


def confirm(session: Session, account_id: int, decision_id: int) -> BanDecision:
    """The second person's word, on the same day: from then on it holds. What she earned is paid as always.

    Raises NotFound, SecondPerson, TooLateToday, AlreadyDecided, NothingToDecide.
    """
    decision = session.get(BanDecision, decision_id, with_for_update=True, populate_existing=True)
    if decision is None:
        raise NotFound
    project = check_reviewer(session, account_id, decision.project_id)
    if decision.confirmed_by is not None:
        raise AlreadyDecided
    if decision.asked_by == account_id:
        raise SecondPerson
    if decision.day != clock.local_day(clock.now()):
        raise TooLateToday
    who, now = (decision.annotator_id, decision.project_id), clock.now()
    _check_gate(session, *who, decision.act)
    decision.confirmed_by, decision.confirmed_at = account_id, now
    if decision.act is BanAct.BAN:
        standings.set_gate(session, *who, Gate.BANNED, reason=BY_TWO, shown={"why": decision.reason})
        # Work done anew is paid without being judged, so nobody who is shut out is asked for any.
        rework_service.end_open(session, *who)
    else:
        standings.set_gate(session, *who, Gate.OPEN, shown={"why": None})
        _begin_anew(session, *who)
    kind = "gate.closed" if decision.act is BanAct.BAN else "gate.opened"
    messages.send(session, decision.annotator_id, kind, {"project": project.name})
    outbox.announce(session, kind, f"{who[0]}-{who[1]}")
    detail = {"account": decision.annotator_id, "asked_by": decision.asked_by, "decision": decision.id}
    audit.record(session, account_id, f"{decision.act.value}.confirmed", "project", project.id, detail)
    return decision


def _begin_anew(session: Session, annotator_id: int, project_id: int) -> None:
    """What was before closes no gate again."""
    stage = session.get(QualityStage, (annotator_id, project_id), with_for_update=True)
    if stage is not None:
        stage.stage, stage.counted_from, stage.changed_at = Stage.CLEAR, clock.now(), clock.now()
        session.flush()
