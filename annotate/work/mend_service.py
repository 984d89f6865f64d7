"""Giving an answer back to be mended, and taking it back when the time is over."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.work.errors import AlreadySubmitted, SubmissionDiffers
from annotate.work.leasing import credible_active_ms
from annotate.work.models import Assignment, Draft, Mending, Rework, Submission
from annotate.work.states import LeaseState


def _lock_assignment(session: Session, assignment_id: int) -> Assignment:
    """Always before its mending, as when an answer comes in: in another order two transactions wait for each other."""
    return session.get_one(Assignment, assignment_id, with_for_update=True, populate_existing=True)


def give_back(
    session: Session, submission_id: str, note: str, comments: Sequence[Mapping[str, Any]], until: dt.datetime
) -> Mending:
    """Open an answer for mending. An answer is given back once: again is the first time."""
    submission = session.get_one(Submission, submission_id)
    assignment = _lock_assignment(session, submission.assignment_id)
    known = session.get(Mending, assignment.id, with_for_update=True, populate_existing=True)
    if known is not None:
        return known
    assignment.state = LeaseState.MENDING
    mending = Mending(
        assignment_id=assignment.id,
        submission_id=submission.id,
        annotator_id=submission.annotator_id,
        project_id=submission.project_id,
        note=note,
        comments=[dict(one) for one in comments],
        asked_at=clock.now(),
        until=until,
        active_ms=0,
    )
    session.add(mending)
    session.flush()
    return mending


# Asked with every bag, so built once.
_TO_MEND = (
    sa.select(Assignment)
    .join(Mending, Mending.assignment_id == Assignment.id)
    .where(
        Mending.annotator_id == sa.bindparam("annotator_id"),
        Mending.project_id == sa.bindparam("project_id"),
        Mending.closed_at.is_(None),
        Assignment.state == LeaseState.MENDING,
    )
    .order_by(Mending.until, Mending.assignment_id)
    .limit(20)
)


_TO_REDO = (
    sa.select(Assignment)
    .join(Rework, Rework.assignment_id == Assignment.id)
    .where(
        Rework.annotator_id == sa.bindparam("annotator_id"),
        Rework.project_id == sa.bindparam("project_id"),
        Rework.closed_at.is_(None),
        Assignment.state == LeaseState.MENDING,
    )
    .order_by(Rework.until, Assignment.id)
    .limit(20)
)


def to_mend(session: Session, annotator_id: int, project_id: int) -> Sequence[Assignment]:
    """What she has to mend in a project, the most urgent first, and then what is to be made anew."""
    hers = {"annotator_id": annotator_id, "project_id": project_id}
    mending = session.scalars(_TO_MEND, hers).all()
    return mending or session.scalars(_TO_REDO, hers).all()


@dataclass(frozen=True)
class Version:
    """A mended answer as it came, under the client's own id."""

    id: str
    annotations: list[dict[str, Any]]
    active_ms: int
    body_sha256: str


def take_mended(session: Session, assignment: Assignment, mending: Mending, version: Version) -> None:
    """Keep a mended answer beside the first; after the deadline too, so that nothing she did is lost."""
    write_version(session, assignment, mending, version)
    key = f"submission-mended-{mending.submission_id}"
    outbox.announce(session, "submission.mended", mending.submission_id, key=key)
    session.flush()


def write_version(
    session: Session, assignment: Assignment, given_back: Mending | Rework, version: Version
) -> None:
    """What came in place of the first answer; her draft of it goes."""
    now = clock.now()
    given_back.version_id, given_back.annotations = version.id, version.annotations
    given_back.body_sha256 = version.body_sha256
    given_back.active_ms = credible_active_ms(version.active_ms, given_back.asked_at, now)
    given_back.mended_at = now
    if isinstance(given_back, Rework):
        given_back.closed_at = now
    session.execute(sa.delete(Draft).where(Draft.assignment_id == assignment.id))
    session.flush()
    hand_on(session, assignment)


def hand_on(session: Session, assignment: Assignment) -> None:
    """Handed in, unless something else is still to be done on it."""
    open_mending = sa.select(Mending.assignment_id).where(
        Mending.assignment_id == assignment.id, Mending.closed_at.is_(None), Mending.mended_at.is_(None)
    )
    open_rework = sa.select(Rework.id).where(
        Rework.assignment_id == assignment.id, Rework.closed_at.is_(None)
    )
    is_open = session.scalar(open_mending) is not None or session.scalar(open_rework.limit(1)) is not None
    assignment.state = LeaseState.MENDING if is_open else LeaseState.SUBMITTED


def check_repeat(mending: Mending | Rework, version_id: str, body_sha256: str) -> None:
    """Raises AlreadySubmitted for another version than the one that came, SubmissionDiffers for other content."""
    if mending.version_id != version_id:
        raise AlreadySubmitted
    if mending.body_sha256 != body_sha256:
        raise SubmissionDiffers


def mending_of(session: Session, submission_id: str) -> Mending | None:
    """The mending of an answer, locked; None when it was never given back."""
    found = sa.select(Mending.assignment_id).where(Mending.submission_id == submission_id)
    assignment_id = session.scalar(found)
    if assignment_id is None:
        return None
    _lock_assignment(session, assignment_id)
    return session.get_one(Mending, assignment_id, with_for_update=True, populate_existing=True)


def mended_versions(session: Session, task_ids: Collection[int]) -> dict[str, Version]:
    """What stands in place of the first answers to these tasks, by submission id; late ones too."""
    query = (
        sa.select(Mending)
        .join(Assignment, Assignment.id == Mending.assignment_id)
        .where(Assignment.task_id.in_(task_ids), Mending.version_id.is_not(None))
    )
    again = (
        sa.select(Rework)
        .join(Assignment, Assignment.id == Rework.assignment_id)
        .where(Assignment.task_id.in_(task_ids), Rework.version_id.is_not(None))
        .order_by(Rework.mended_at, Rework.id)
    )
    came: list[Mending | Rework] = [*session.scalars(query), *session.scalars(again)]
    came.sort(key=lambda one: one.mended_at or one.asked_at)
    # The last of an answer that came more than once.
    return {
        one.submission_id: Version(
            one.version_id or "", one.annotations or [], one.active_ms, one.body_sha256 or ""
        )
        for one in came
    }


def overdue(session: Session, limit: int) -> Sequence[Mending]:
    """Open ones whose time is over and for which nothing came, locked."""
    is_due = sa.and_(Mending.closed_at.is_(None), Mending.mended_at.is_(None), Mending.until <= clock.now())
    due = sa.select(Assignment.id).join(Mending, Mending.assignment_id == Assignment.id).where(is_due)
    due = due.order_by(Mending.until, Assignment.id).limit(limit)
    # Whoever is handing hers in at this moment is in time: her assignment is locked, so it is left alone.
    locked = session.scalars(due.with_for_update(of=Assignment, skip_locked=True)).all()
    query = sa.select(Mending).where(Mending.assignment_id.in_(locked), is_due).order_by(Mending.until)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def close(session: Session, mending: Mending) -> None:
    """It was decided. A version that comes later is still kept."""
    mending.closed_at = clock.now()
    assignment = session.get_one(Assignment, mending.assignment_id)
    session.flush()
    if assignment.state is LeaseState.MENDING:
        hand_on(session, assignment)
    if mending.mended_at is None and assignment.state is LeaseState.SUBMITTED:
        session.execute(sa.delete(Draft).where(Draft.assignment_id == mending.assignment_id))
    session.flush()
