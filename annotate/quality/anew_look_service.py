"""People decide on answers that were made anew: a machine's doubt, and one that is empty where others see something.

Whatever they say, the pay of an answer that somebody drew is hers. An empty one is paid when somebody has looked, or
when the time that is promised for every look is over; to pay less than the whole needs two people.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import NotFound
from annotate.messages import service as messages
from annotate.projects import service as projects
from annotate.quality import standing_service
from annotate.quality.anew import is_doubtful_empty
from annotate.quality.anew_service import before_of
from annotate.quality.errors import AlreadyDecided, FaultNeeded, OwnAnswer, ReasonNeeded, SamePerson
from annotate.quality.judgement import FAULTS, PART_PERCENT, REVIEW_HOURS
from annotate.quality.models import ReworkLook, ReworkResult
from annotate.quality.service import SHORTEST_NOTE, check_reviewer
from annotate.work.mend_service import mended_versions
from annotate.work.models import Rework, Submission

KEY = "rework-decided-"
"""Key of the announcement that a held one may be paid, before its number."""


def is_held(session: Session, rework: Rework) -> bool:
    """Whether its pay waits for a person; decided once, when it came. The rework is locked."""
    look = session.get(ReworkLook, rework.id)
    if look is not None:
        return look.is_held and look.decided_at is None
    submission = session.get_one(Submission, rework.submission_id)
    before, after = before_of(session, rework, submission), rework.annotations or []
    if after or not is_doubtful_empty(before, after, _others(session, submission)):
        return False
    row = {
        "rework_id": rework.id,
        "annotator_id": rework.annotator_id,
        "project_id": rework.project_id,
        "is_held": True,
        "asked_at": clock.now(),
        "fault": "",
        "note": "",
    }
    insert_once(session, ReworkLook, row)
    return True


def _others(session: Session, submission: Submission) -> list[Sequence[Any]]:
    """What everybody else drew on the picture last."""
    newest = mended_versions(session, [submission.task_id])
    query = sa.select(Submission).where(
        Submission.task_id == submission.task_id, Submission.id != submission.id
    )
    return [
        newest[one.id].annotations if one.id in newest else one.annotations for one in session.scalars(query)
    ]


def decide(
    session: Session, reviewer_id: int, rework_id: int, fits: bool, fault: str = "", note: str = ""
) -> ReworkLook:
    """Say whether an answer made anew fits. fault: one of FAULTS, with a note, where it does not.

    Of one whose pay is held the first "does not fit" waits for another person: what comes back is then still open.
    Raises NotFound, AlreadyDecided, OwnAnswer, SamePerson, FaultNeeded, ReasonNeeded.
    """
    # Locked before its look, as when it is paid: two people at once must find each other's word.
    rework = session.get(Rework, rework_id, with_for_update=True, populate_existing=True)
    if rework is None or rework.mended_at is None:
        raise NotFound
    check_reviewer(session, reviewer_id, rework.project_id)
    look = _look_of(session, rework)
    if look.decided_at is not None:
        raise AlreadyDecided
    if reviewer_id == rework.annotator_id:
        raise OwnAnswer
    if reviewer_id == look.first_by:
        raise SamePerson
    note = note.strip()[:1000]
    if not fits and fault not in FAULTS:
        raise FaultNeeded
    if not fits and len(note) < SHORTEST_NOTE:
        raise ReasonNeeded
    look.fault, look.note = "" if fits else fault, note
    if look.is_held and not fits and look.first_by is None:
        look.first_by = reviewer_id
        audit.record(session, reviewer_id, "rework.held", "submission", rework.submission_id)
    else:
        look.fits = fits
        _close(session, rework, look, reviewer_id)
    session.flush()
    return look


def _look_of(session: Session, rework: Rework) -> ReworkLook:
    look = session.get(ReworkLook, rework.id, with_for_update=True, populate_existing=True)
    if look is not None:
        return look
    if session.get(ReworkResult, rework.id) is None:
        # The others may still draw it anew; until then nobody knows what it is to fit.
        raise NotFound
    look = ReworkLook(
        rework_id=rework.id, annotator_id=rework.annotator_id, project_id=rework.project_id, is_held=False
    )
    session.add(look)
    return look


def _close(session: Session, rework: Rework, look: ReworkLook, reviewer_id: int | None) -> None:
    look.decided_by, look.decided_at = reviewer_id, clock.now()
    if look.is_held:
        if look.fits is False:
            rework.share_percent = PART_PERCENT
        outbox.announce(session, "rework.done", rework.id, key=f"{KEY}{rework.id}")
    session.flush()
    if reviewer_id is None:
        return
    said = "rework.fits" if look.fits else "rework.unfit"
    audit.record(session, reviewer_id, said, "submission", rework.submission_id)
    standing_service.ask_for_look(session, rework.annotator_id, rework.project_id)
    if look.fits is False:
        _tell(session, rework, look)


def _tell(session: Session, rework: Rework, look: ReworkLook) -> None:
    kind = "rework.part" if look.is_held else "rework.unfit"
    told = {"project": projects.name_of(session, rework.project_id)}
    link = f"/answers/anew/{rework.id}"
    messages.send(session, rework.annotator_id, kind, told, link, key=f"rework-look-{rework.id}")


def pay_unlooked(session: Session, limit: int = 500) -> int:
    """Pay in full what nobody, or only one person, decided on for 72 hours; how many. Hourly."""
    before = clock.now() - dt.timedelta(hours=REVIEW_HOURS)
    query = (
        sa.select(Rework)
        .join(ReworkLook, ReworkLook.rework_id == Rework.id)
        .where(ReworkLook.is_held, ReworkLook.decided_at.is_(None), ReworkLook.asked_at <= before)
        .order_by(Rework.id)
        .limit(limit)
        .with_for_update(of=Rework, skip_locked=True)
    )
    waiting = session.scalars(query).all()
    for rework in waiting:
        _close(session, rework, session.get_one(ReworkLook, rework.id, populate_existing=True), None)
    return len(waiting)
