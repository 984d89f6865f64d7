"""'Fix it': giving an answer back with comments, and what it pays once it is mended or its time is over."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.core import audit, clock
from annotate.core.errors import N_, Fault, Invalid
from annotate.datasets.models import Image
from annotate.quality import service
from annotate.quality.errors import ReasonNeeded
from annotate.quality.judgement import FIX_HOURS, Verdict, verdict_of_mended
from annotate.quality.models import Judgement
from annotate.quality.notice_service import tell_to_mend
from annotate.work import mend_service
from annotate.work.models import Submission, Task

MOST_COMMENTS = 50
LONGEST_COMMENT = 300


@dataclass(frozen=True)
class Comment:
    """Words at an object or a place. shape_id: of hers. point: pixels of the picture. expected: the right shape."""

    text: str
    shape_id: str | None = None
    point: tuple[float, float] | None = None
    expected: dict[str, Any] | None = None


def ask_to_mend(
    session: Session, reviewer_id: int, judgement_id: int, note: str, comments: Sequence[Comment]
) -> Judgement:
    """Give an answer back for two days; nothing is paid until it is mended or they are over.

    Raises NotFound, AlreadyDecided, ReasonNeeded without any word, Invalid for a comment that hangs nowhere.
    """
    current = service.judgement_for_reviewer(session, reviewer_id, judgement_id)
    service.check_open(current)
    said = [one for one in comments if one.text.strip()]
    if not said and len(note.strip()) < service.SHORTEST_NOTE:
        raise ReasonNeeded
    faults = list(_faults(session, current, said))
    if faults:
        raise Invalid(faults)
    found = service.judge_again(session, current, Verdict.FIX, reviewer_id, note.strip()[:1000])
    until = clock.now() + dt.timedelta(hours=FIX_HOURS)
    documents = [_document(one) for one in said[:MOST_COMMENTS]]
    mend_service.give_back(session, current.submission_id, found.note, documents, until)
    tell_to_mend(session, found, until)
    audit.record(session, reviewer_id, "judgement.fix", "submission", current.submission_id)
    return found


def _faults(session: Session, current: Judgement, comments: Sequence[Comment]) -> Sequence[Fault]:
    submission = session.get_one(Submission, current.submission_id)
    image = session.get_one(Image, session.get_one(Task, current.task_id).image_id)
    hers = {str(shape.get("id")) for shape in submission.annotations}
    faults = []
    for number, one in enumerate(comments):
        x, y = one.point or (0.0, 0.0)
        if one.shape_id is not None and one.shape_id not in hers:
            faults.append(Fault(f"comments[{number}].shape_id", "unknown", N_("is no object of this answer")))
        if not (0 <= x <= image.width_px and 0 <= y <= image.height_px):
            faults.append(Fault(f"comments[{number}].point", "outside", N_("lies outside the picture")))
    return faults


def _document(comment: Comment) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "shape_id": comment.shape_id,
        "point": list(comment.point) if comment.point else None,
        "text": comment.text.strip()[:LONGEST_COMMENT],
        "expected": comment.expected,
    }


def judge_mended(session: Session, submission_id: str) -> Judgement | None:
    """Decide on an answer whose mended version came; None when it was decided before.

    The job of `submission.mended`; it may run twice, late, and beside the sweep of the deadline. The task is
    settled anew with the mended version, also one that came too late for the whole pay.
    """
    consensus.settle_submission(session, submission_id)
    mending = mend_service.mending_of(session, submission_id)
    if mending is None or mending.closed_at is not None or mending.mended_at is None:
        return None
    mend_service.close(session, mending)
    return _decide(session, submission_id, verdict_of_mended(mending.mended_at, mending.until))


def close_overdue(session: Session, limit: int = 500) -> int:
    """Decide on what was not mended in time; how many. Every few minutes."""
    mendings = mend_service.overdue(session, limit)
    for mending in mendings:
        mend_service.close(session, mending)
        _decide(session, mending.submission_id, verdict_of_mended(None, mending.until))
    return len(mendings)


def _decide(session: Session, submission_id: str, verdict: Verdict) -> Judgement | None:
    current = service.current_judgement(session, submission_id)
    if current is None or current.verdict is not Verdict.FIX:
        return None
    return service.judge_again(session, current, verdict, None, current.note)
