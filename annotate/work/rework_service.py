"""Answers that are made anew by a changed guideline: offered to whoever made them, taken once, given up after a while."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.projects.models import GuidelineChange
from annotate.work.errors import SubmissionDiffers
from annotate.work.mend_service import Version, check_repeat, hand_on, write_version
from annotate.work.models import Assignment, Draft, Mending, Rework, Submission
from annotate.work.states import LeaseState

# So long she may take; what she took along without a network is welcome for three days more.
TIME = dt.timedelta(days=14)
LATE = dt.timedelta(hours=72)
# Nothing is waited for longer than this after its time, however often a draft of it is kept.
LATEST = dt.timedelta(days=7)


def promised_e4(session: Session, project_id: int) -> int:
    """What work done anew has cost a project and may still cost it."""
    waiting = sa.select(sa.func.coalesce(sa.func.sum(GuidelineChange.cost_e4), 0)).where(
        GuidelineChange.project_id == project_id, GuidelineChange.offered_at.is_(None)
    )
    # A share is rounded up, as `part_of` in the judging does.
    due_e4 = (Rework.rate_e4 * Rework.share_percent + 99) // 100
    offered = (
        sa.select(sa.func.coalesce(sa.func.sum(due_e4), 0))
        .join(GuidelineChange, GuidelineChange.version_id == Rework.guideline_version_id)
        .where(
            Rework.project_id == project_id,
            GuidelineChange.offered_at.is_not(None),
            sa.or_(Rework.closed_at.is_(None), Rework.mended_at.is_not(None)),
        )
    )
    return int(session.scalar(waiting) or 0) + int(session.scalar(offered) or 0)


def offered_e4(session: Session, version_id: int) -> int:
    """What the answers cost that were offered because of one change."""
    query = sa.select(sa.func.coalesce(sa.func.sum(Rework.rate_e4), 0))
    return int(session.scalar(query.where(Rework.guideline_version_id == version_id)) or 0)


def offer(session: Session, submission: Submission, version_id: int) -> Rework:
    """Open an answer to be made anew; one that an older change asked for takes its place in this one."""
    # The assignment first, as when an answer comes in: in another order two transactions wait for each other.
    assignment = session.get_one(
        Assignment, submission.assignment_id, with_for_update=True, populate_existing=True
    )
    now = clock.now()
    older = sa.update(Rework).where(Rework.assignment_id == assignment.id, Rework.closed_at.is_(None))
    session.execute(older.values(closed_at=now))
    found = Rework(
        submission_id=submission.id,
        guideline_version_id=version_id,
        assignment_id=assignment.id,
        annotator_id=submission.annotator_id,
        project_id=submission.project_id,
        rate_e4=submission.rate_e4,
        currency=submission.currency,
        asked_at=now,
        until=now + TIME,
        active_ms=0,
    )
    session.add(found)
    assignment.state = LeaseState.MENDING
    session.flush()
    return found


def came_as(session: Session, assignment: Assignment, version_id: str, body_sha256: str) -> Rework | None:
    """The work done anew that came under this id before. Raises SubmissionDiffers for other content or another picture."""
    found = session.scalar(sa.select(Rework).where(Rework.version_id == version_id))
    if found is None:
        return None
    if found.assignment_id != assignment.id:
        raise SubmissionDiffers
    check_repeat(found, version_id, body_sha256)
    return found


_OPEN = (
    sa.select(Rework)
    .where(Rework.assignment_id == sa.bindparam("assignment_id"), Rework.closed_at.is_(None))
    .with_for_update()
)


def open_of(session: Session, assignment: Assignment) -> Rework | None:
    """What of this picture is to be made anew, once a reviewer's wishes are done. The assignment is locked."""
    if assignment.state is not LeaseState.MENDING:
        return None
    mending = session.get(Mending, assignment.id)
    if mending is not None and mending.closed_at is None and mending.mended_at is None:
        return None
    return session.scalar(_OPEN, {"assignment_id": assignment.id})


def take(session: Session, assignment: Assignment, rework: Rework, version: Version) -> None:
    """Keep what she made anew beside the first answer, and announce that it is to be paid."""
    write_version(session, assignment, rework, version)
    outbox.announce(session, "rework.done", rework.id, key=f"rework-done-{rework.id}")


def decline(session: Session, assignment: Assignment) -> bool:
    """She does not want to make it anew: the first answer stays, and the money is free. False when nothing is open."""
    rework = open_of(session, assignment)
    if rework is None:
        return False
    rework.closed_at = clock.now()
    session.execute(sa.delete(Draft).where(Draft.assignment_id == assignment.id))
    session.flush()
    hand_on(session, assignment)
    return True


def close_overdue(session: Session, limit: int = 500) -> int:
    """Give up what nobody made anew in time; how many. Its money is free again, the first answer stays.

    What she drew at in the last three days is waited for, a week at most.
    """
    now = clock.now()
    is_drawn_at = (
        sa.select(Draft.assignment_id)
        .where(Draft.assignment_id == Assignment.id, Draft.saved_at > now - LATE)
        .exists()
    )
    due = (
        sa.select(Assignment.id)
        .join(Rework, Rework.assignment_id == Assignment.id)
        .where(
            Rework.closed_at.is_(None),
            Rework.until <= now - LATE,
            sa.or_(~is_drawn_at, Rework.until <= now - LATEST),
        )
        .order_by(Assignment.id)
        .limit(limit)
    )
    locked: Sequence[int] = session.scalars(due.with_for_update(of=Assignment, skip_locked=True)).all()
    _give_up(session, locked)
    return len(locked)


def end_open(session: Session, annotator_id: int, project_id: int) -> int:
    """Ask nothing anew of her any more; how many. What she has made anew is paid as always."""
    hers = (
        sa.select(Assignment.id)
        .join(Rework, Rework.assignment_id == Assignment.id)
        .where(
            Rework.annotator_id == annotator_id, Rework.project_id == project_id, Rework.closed_at.is_(None)
        )
        .order_by(Assignment.id)
    )
    # Waited for: what she hands in at this moment comes before.
    locked = session.scalars(hers.with_for_update(of=Assignment)).all()
    _give_up(session, locked)
    return len(locked)


def _give_up(session: Session, locked: Sequence[int]) -> None:
    """locked: ids of assignments."""
    for assignment_id in locked:
        over = sa.update(Rework).where(Rework.assignment_id == assignment_id, Rework.closed_at.is_(None))
        session.execute(over.values(closed_at=clock.now()))
        assignment = session.get_one(Assignment, assignment_id, populate_existing=True)
        hand_on(session, assignment)
        if assignment.state is LeaseState.SUBMITTED:
            session.execute(sa.delete(Draft).where(Draft.assignment_id == assignment_id))
    session.flush()
