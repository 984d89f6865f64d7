"""Holding rejections back when so many come from one person in a day: nothing is taken from anybody until another looks."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.db import insert_once
from annotate.messages import service as messages
from annotate.people.models import Account
from annotate.people.roles import AccountState, Role
from annotate.projects.models import Project
from annotate.quality.breaker import Batch, Hold, hold_of
from annotate.quality.judgement import Verdict
from annotate.quality.models import Appeal, HeldDecision, Judgement
from annotate.quality.rules_service import rules_of
from annotate.quality.steps import HeldState

REJECTIONS = (Verdict.PART, Verdict.SPAM)


def hold_back(
    session: Session, reviewer_id: int, current: Judgement, verdict: Verdict, note: str
) -> HeldDecision | None:
    """Keep a rejection for another person when this day has too many; None when it may stand by itself.

    Once a day is frozen, what this reviewer rejected earlier in it is looked at again too.
    """
    # Locked: the same person's decisions are counted one after the other.
    session.get_one(Account, reviewer_id, with_for_update=True)
    batch = _batch(session, reviewer_id, current)
    hold = hold_of(batch, rules_of(session, current.project_id))
    if hold is None:
        return None
    held = _keep(session, reviewer_id, current, hold, verdict, note)
    detail = {"hold": hold.value, "decisions": batch.decisions, "rejected": batch.rejected}
    audit.record(session, reviewer_id, "judgement.held", "submission", current.submission_id, detail)
    if hold is Hold.FROZEN:
        _freeze_day(session, reviewer_id, current.project_id)
    return held


def _today(reviewer_id: int, project_id: int) -> sa.ColumnElement[bool]:
    day = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    start = day.astimezone(dt.UTC)
    return sa.and_(
        Judgement.judged_by == reviewer_id,
        Judgement.judged_at >= start,
        Judgement.project_id == project_id,
        Judgement.verdict.in_((Verdict.ACCEPTED, Verdict.FIX, *REJECTIONS)),
    )


def _batch(session: Session, reviewer_id: int, current: Judgement) -> Batch:
    """The day so far with the rejection in question: what this reviewer decided, and what was held back."""
    hers = sa.case((Judgement.annotator_id == current.annotator_id, 1), else_=0)
    rejected = sa.case((Judgement.verdict.in_(REJECTIONS), 1), else_=0)
    decided = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(rejected), 0),
            sa.func.coalesce(sa.func.sum(rejected * hers), 0),
        ).where(_today(reviewer_id, current.project_id))
    ).one()
    held = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(hers), 0))
        .select_from(HeldDecision)
        .join(Judgement, Judgement.id == HeldDecision.judgement_id)
        .where(
            HeldDecision.project_id == current.project_id,
            HeldDecision.reviewer_id == reviewer_id,
            HeldDecision.day == clock.local_day(clock.now()),
            # Those that stood already are counted above.
            Judgement.verdict == Verdict.IN_REVIEW,
        )
    ).one()
    return Batch(decided[0] + held[0] + 1, int(decided[1]) + held[0] + 1, int(decided[2]) + int(held[1]) + 1)


def _keep(
    session: Session, reviewer_id: int, current: Judgement, hold: Hold, verdict: Verdict, note: str
) -> HeldDecision:
    values = {
        "judgement_id": current.id,
        "project_id": current.project_id,
        "annotator_id": current.annotator_id,
        "reviewer_id": reviewer_id,
        "day": clock.local_day(clock.now()),
        "hold": hold,
        "verdict": verdict,
        "note": note,
        "state": HeldState.OPEN,
        "asked_at": clock.now(),
    }
    insert_once(session, HeldDecision, values)
    return session.get_one(HeldDecision, current.id)


def _freeze_day(session: Session, reviewer_id: int, project_id: int) -> None:
    """All of the day waits for the coordinator: what was held for a second person, and what stood already."""
    session.execute(
        sa.update(HeldDecision)
        .where(
            HeldDecision.project_id == project_id,
            HeldDecision.reviewer_id == reviewer_id,
            HeldDecision.day == clock.local_day(clock.now()),
            HeldDecision.state == HeldState.OPEN,
        )
        .values(hold=Hold.FROZEN)
    )
    # Whoever asked for another look gets one anyway.
    appealed = sa.select(Appeal.id).where(Appeal.judgement_id == Judgement.id).exists()
    known = sa.select(HeldDecision.judgement_id).where(HeldDecision.judgement_id == Judgement.id).exists()
    earlier = sa.select(Judgement).where(
        _today(reviewer_id, project_id),
        Judgement.verdict.in_(REJECTIONS),
        Judgement.is_current,
        ~appealed,
        ~known,
    )
    for judgement in session.scalars(earlier.order_by(Judgement.id)).all():
        _keep(session, reviewer_id, judgement, Hold.FROZEN, judgement.verdict, judgement.note)
    _tell_coordinators(session, reviewer_id, project_id)


def _tell_coordinators(session: Session, reviewer_id: int, project_id: int) -> None:
    """Once a day and reviewer, whoever looks after the women concerned."""
    day, project = clock.local_day(clock.now()), session.get_one(Project, project_id)
    counties = (
        sa.select(Account.county_code)
        .join(HeldDecision, HeldDecision.annotator_id == Account.id)
        .where(HeldDecision.project_id == project_id, HeldDecision.reviewer_id == reviewer_id)
        .where(HeldDecision.day == day, Account.county_code.is_not(None))
    )
    query = sa.select(Account.id).where(
        Account.role == Role.COORDINATOR,
        Account.state == AccountState.ACTIVE,
        Account.county_code.in_(counties),
    )
    for coordinator_id in session.scalars(query.order_by(Account.id)).all():
        key = f"frozen-{project_id}-{reviewer_id}-{day}-{coordinator_id}"
        blanks = {"project": project.name}
        messages.send(session, coordinator_id, "rejections.frozen", blanks, "/review/held", key)


def open_hold(session: Session, judgement_id: int) -> HeldDecision | None:
    """What is held back of a judgement, locked; None when nothing waits."""
    held = session.get(HeldDecision, judgement_id, with_for_update=True, populate_existing=True)
    return held if held is not None and held.state is HeldState.OPEN else None


def settle_hold(session: Session, judgement_id: int) -> None:
    """A judgement above it was made on another way: nothing is left to look at."""
    held = open_hold(session, judgement_id)
    if held is not None:
        held.state, held.decided_at = HeldState.SETTLED, clock.now()
        session.flush()
