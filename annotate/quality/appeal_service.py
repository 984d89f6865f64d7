"""Her right to another look: asked for within 14 days, given by another person in 3 working days, or granted."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock
from annotate.core.errors import NotFound
from annotate.quality.errors import AlreadyDecided, AppealTooLate, NothingToAppeal, ReasonNeeded, SamePerson
from annotate.quality.judgement import (
    APPEAL_DAYS,
    APPEAL_WORKING_DAYS,
    AppealState,
    Verdict,
    working_days_after,
)
from annotate.quality.models import Appeal, HeldDecision, Judgement
from annotate.quality.notice_service import tell_appeal
from annotate.quality.service import SHORTEST_NOTE, check_reviewer, judge_again


def ask_again(session: Session, annotator_id: int, judgement_id: int, text: str) -> Appeal:
    """Ask for another look at a judgement that paid less than the whole; asking twice is once.

    Raises NotFound, NothingToAppeal, AppealTooLate.
    """
    judgement = session.get(Judgement, judgement_id, with_for_update=True, populate_existing=True)
    if judgement is None or judgement.annotator_id != annotator_id:
        raise NotFound
    first = session.scalar(sa.select(Appeal).where(Appeal.judgement_id == judgement_id))
    if first is not None:
        return first
    if not judgement.is_current or not judgement.final or judgement.share_percent == 100:
        raise NothingToAppeal
    now = clock.now()
    if now > judgement.judged_at + dt.timedelta(days=APPEAL_DAYS):
        raise AppealTooLate(days=APPEAL_DAYS)
    appeal = Appeal(
        judgement_id=judgement_id,
        annotator_id=annotator_id,
        text=text.strip()[:1000],
        state=AppealState.OPEN,
        asked_at=now,
        due_at=_end_of_working_days(now),
    )
    session.add(appeal)
    session.flush()
    return appeal


def _end_of_working_days(now: dt.datetime) -> dt.datetime:
    """The same time of day, three working days on."""
    days = working_days_after(clock.local_day(now), APPEAL_WORKING_DAYS) - clock.local_day(now)
    return now + days


def decide_appeal(session: Session, reviewer_id: int, appeal_id: int, upheld: bool, note: str) -> Appeal:
    """Another person's decision; when she was right, the whole rate is paid.

    Raises NotFound, AlreadyDecided, SamePerson, and ReasonNeeded for a refusal without words.
    """
    appeal = session.get(Appeal, appeal_id, with_for_update=True, populate_existing=True)
    if appeal is None:
        raise NotFound
    judgement = session.get_one(Judgement, appeal.judgement_id)
    check_reviewer(session, reviewer_id, judgement.project_id)
    if appeal.state is not AppealState.OPEN:
        raise AlreadyDecided
    if _has_judged(session, reviewer_id, judgement.submission_id):
        raise SamePerson
    if not upheld and len(note.strip()) < SHORTEST_NOTE:
        raise ReasonNeeded
    appeal.decided_by, appeal.note = reviewer_id, note.strip()[:1000]
    _close(session, appeal, judgement, AppealState.UPHELD if upheld else AppealState.KEPT)
    audit.record(session, reviewer_id, f"appeal.{appeal.state}", "submission", judgement.submission_id)
    return appeal


def _has_judged(session: Session, reviewer_id: int, submission_id: str) -> bool:
    """In whatever round: who gave an answer back to be mended has judged it, though the clock decided in the end."""
    query = sa.select(Judgement.id).where(
        Judgement.submission_id == submission_id, Judgement.judged_by == reviewer_id
    )
    held = (
        sa.select(HeldDecision.judgement_id)
        .join(Judgement, Judgement.id == HeldDecision.judgement_id)
        .where(Judgement.submission_id == submission_id, HeldDecision.reviewer_id == reviewer_id)
    )
    return session.scalar(sa.union(query, held).limit(1)) is not None


def uphold_open(session: Session, judgement: Judgement, account_id: int | None) -> bool:
    """Grant her wish for another look at a judgement, if one is open. account_id: none for the clock."""
    query = sa.select(Appeal).where(Appeal.judgement_id == judgement.id, Appeal.state == AppealState.OPEN)
    appeal = session.scalar(query.with_for_update())
    if appeal is None:
        return False
    appeal.decided_by = account_id
    _close(session, appeal, judgement, AppealState.UPHELD if account_id else AppealState.GRANTED_LATE)
    return True


def _close(session: Session, appeal: Appeal, judgement: Judgement, state: AppealState) -> None:
    appeal.state, appeal.decided_at = state, clock.now()
    session.flush()
    if state is not AppealState.KEPT:
        judge_again(session, judgement, Verdict.ACCEPTED, appeal.decided_by, appeal.note)
    tell_appeal(session, appeal, judgement)


def grant_overdue_appeals(session: Session, limit: int = 500) -> int:
    """Grant what nobody answered in time; how many. Hourly."""
    query = sa.select(Appeal).where(Appeal.state == AppealState.OPEN, Appeal.due_at <= clock.now())
    late = session.scalars(
        query.order_by(Appeal.due_at, Appeal.id).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for appeal in late:
        judgement = session.get_one(Judgement, appeal.judgement_id)
        _close(session, appeal, judgement, AppealState.GRANTED_LATE)
    return len(late)
