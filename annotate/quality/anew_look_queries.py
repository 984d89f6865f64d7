"""One answer that was made anew beside what it was before and what is agreed now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.consensus.models import ConsensusRound
from annotate.projects.models import GuidelineVersion
from annotate.quality import anew_queries
from annotate.quality.anew_queries import Anew
from annotate.quality.anew_service import before_of
from annotate.quality.clips import at_frame
from annotate.quality.comparison_queries import Comparison, comparison_of
from annotate.quality.judgement import reason_of
from annotate.quality.models import ReworkLook, ReworkResult
from annotate.work.models import Rework, Submission


@dataclass(frozen=True)
class AnewBeside:
    """found: the new drawing beside the newest agreement. before: what was drawn before it, of a clip at the same frame.

    reason: where they differ, as it was judged, or by the newest agreement while it is not.
    """

    anew: Anew
    found: Comparison
    before: list[dict[str, Any]]
    reason: dict[str, Any]
    annotator_id: int
    rate_e4: int
    share_percent: int


def beside(session: Session, rework_id: int) -> AnewBeside | None:
    """None while nothing is said of it."""
    anew = anew_queries.one_of(session, rework_id)
    if anew is None:
        return None
    rework = session.get_one(Rework, rework_id)
    submission = session.get_one(Submission, rework.submission_id)
    settled = consensus.consensus_of(session, submission.task_id)
    result = session.get(ReworkResult, rework_id)
    reason = dict(result.reason) if result and result.reason else _reason_now(settled, rework)
    found = comparison_of(
        session,
        anew.judgement_id,
        hers=rework.annotations or [],
        reference=settled.annotations if settled else None,
        reason=reason,
        guideline=session.get_one(GuidelineVersion, rework.guideline_version_id),
    )
    if found is None:
        return None
    before = list(before_of(session, rework, submission))
    shown = before if found.frame is None else at_frame(before, found.frame)
    told = (rework.annotator_id, rework.rate_e4, rework.share_percent)
    return AnewBeside(anew, found, shown, reason, *told)


def _reason_now(settled: ConsensusRound | None, rework: Rework) -> dict[str, Any]:
    if settled is None or settled.parameters.get("mended", {}).get(rework.submission_id) != rework.version_id:
        return {}
    return reason_of(settled.per_submission[rework.submission_id]["differences"])


def said_first(session: Session, rework_id: int) -> int | None:
    """Who found first that a held one does not fit, and may not be the second."""
    look = session.get(ReworkLook, rework_id)
    return look.first_by if look else None
