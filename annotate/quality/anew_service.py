"""Judges answers that were made anew by a changed guideline: for quality alone, their pay is theirs.

An answer is judged once nobody may make another answer of its picture anew any more: before that the others still stand
by the older version. Where nobody else has drawn by the new one, nothing can be said.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.consensus import service as consensus
from annotate.core import clock
from annotate.core.db import insert_once
from annotate.projects.change_queries import altering_changes
from annotate.projects.guideline_change import grace_among
from annotate.quality import standing_service
from annotate.quality.anew import is_same
from annotate.quality.grace import kind_reason, kindly
from annotate.quality.judgement import Score
from annotate.quality.models import ReworkResult
from annotate.work.models import Assignment, Mending, Rework, Submission


def judge_anew(session: Session, limit: int = 100) -> int:
    """Judge what is ready; how many. A job of every few minutes and after each that came: run twice it is once."""
    judged = 0
    for rework in _ready(session, limit):
        submission = session.get_one(Submission, rework.submission_id)
        score, reason = _measured(session, rework, submission)
        row = {
            "rework_id": rework.id,
            "submission_id": submission.id,
            "annotator_id": rework.annotator_id,
            "project_id": rework.project_id,
            "score": score,
            "is_same": is_same(before_of(session, rework, submission), rework.annotations or []),
            "reason": reason,
            "received_at": rework.mended_at,
            "judged_at": clock.now(),
        }
        if insert_once(session, ReworkResult, row):
            standing_service.ask_for_look(session, rework.annotator_id, rework.project_id)
            judged += 1
    return judged


def _ready(session: Session, limit: int) -> Sequence[Rework]:
    other, hers, others = aliased(Rework), aliased(Assignment), aliased(Assignment)
    is_waited_for = (
        sa.select(other.id)
        .join(others, others.id == other.assignment_id)
        .where(others.task_id == hers.task_id, other.closed_at.is_(None))
        .exists()
    )
    is_judged = sa.select(ReworkResult.rework_id).where(ReworkResult.rework_id == Rework.id).exists()
    query = (
        sa.select(Rework)
        .join(hers, hers.id == Rework.assignment_id)
        .where(Rework.version_id.is_not(None), ~is_judged, ~is_waited_for)
        .order_by(Rework.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def _measured(
    session: Session, rework: Rework, submission: Submission
) -> tuple[float | None, Mapping[str, Any]]:
    """(expected F1 or None, reason). The settlement must stand on this very drawing."""
    settled = consensus.consensus_of(session, submission.task_id)
    named = settled.parameters.get("mended", {}) if settled else {}
    if settled is None or named.get(submission.id) != rework.version_id:
        return None, {}
    if not _is_beside_another(session, rework, submission):
        return None, {}
    said = settled.per_submission[submission.id]
    told = Score(said["expected_f1"], tuple(said["differences"]))
    changes = altering_changes(session, rework.project_id)
    grace = grace_among(changes, _known_version(session, rework), rework.mended_at or clock.now())
    kind = kindly(told, len(rework.annotations or []), grace)
    return kind.expected_f1, kind_reason(told, kind, grace)


def _known_version(session: Session, rework: Rework) -> int:
    """The version she may have drawn by: where this one took the place of an older one that was open, the older's."""
    older = sa.select(sa.func.min(Rework.guideline_version_id)).where(
        Rework.submission_id == rework.submission_id,
        Rework.id < rework.id,
        Rework.mended_at.is_(None),
        Rework.closed_at == rework.asked_at,
    )
    return session.scalar(older) or rework.guideline_version_id


def _is_beside_another(session: Session, rework: Rework, submission: Submission) -> bool:
    """Whether somebody else's answer to the picture stands by this version of the guideline, or a newer one."""
    version = rework.guideline_version_id
    anew = sa.select(Rework.id).where(
        Rework.submission_id == Submission.id,
        Rework.version_id.is_not(None),
        Rework.guideline_version_id >= version,
    )
    query = (
        sa.select(Submission.id)
        .join(Assignment, Assignment.id == Submission.assignment_id)
        .where(
            Submission.task_id == submission.task_id,
            Submission.id != submission.id,
            sa.or_(Assignment.guideline_version_id >= version, anew.exists()),
        )
    )
    return session.scalar(query.limit(1)) is not None


def before_of(session: Session, rework: Rework, submission: Submission) -> Sequence[Any]:
    """What stood before it: what was mended or made anew last, else the first answer."""
    came = [(submission.received_at, submission.annotations)]
    mending = session.get(Mending, rework.assignment_id)
    if mending is not None and mending.mended_at is not None:
        came.append((mending.mended_at, mending.annotations or []))
    query = sa.select(Rework).where(
        Rework.submission_id == submission.id, Rework.id < rework.id, Rework.mended_at.is_not(None)
    )
    came += [(one.mended_at or one.asked_at, one.annotations or []) for one in session.scalars(query)]
    earlier = [one for one in came if one[0] <= (rework.mended_at or clock.now())]
    return max(earlier, key=lambda one: one[0])[1]
