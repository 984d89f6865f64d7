"""Answers of which the crowd model learns nothing, because a changed guideline explains how they differ."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.projects.change_queries import altering_changes
from annotate.projects.guideline_change import grace_among
from annotate.work.models import Assignment, Rework, Submission


def excused_answers(
    session: Session, project_id: int, round_ids: Sequence[int], submissions: Sequence[Submission]
) -> set[str]:
    """Ids of the answers that differ from these settlements in what nobody holds against them.

    The whole answer is left out of the lesson: without the differences alone it would look better than it is.
    """
    changes = altering_changes(session, project_id)
    if not changes:
        return set()
    told, doubted = _told(session, round_ids)
    versions = _versions(session, submissions)
    found = set()
    for one in submissions:
        grace = grace_among(changes, versions.get(one.id, 0), one.received_at)
        differences = [*told.get(one.id, ()), *({"hers": shape} for shape in doubted.get(one.task_id, ()))]
        if grace is not None and any(grace.explains(each) for each in differences):
            found.add(one.id)
    return found


def _versions(session: Session, submissions: Sequence[Submission]) -> dict[str, int]:
    """By which version of the guideline each stands: of its lease, or of the last time it was made anew."""
    ids = [one.id for one in submissions]
    leases = sa.select(Submission.id, sa.func.coalesce(Assignment.guideline_version_id, 0))
    leases = leases.join(Assignment, Assignment.id == Submission.assignment_id)
    anew = sa.select(Rework.submission_id, sa.func.max(Rework.guideline_version_id))
    anew = anew.where(Rework.version_id.is_not(None)).group_by(Rework.submission_id)
    found: dict[str, int] = dict(session.execute(leases.where(Submission.id.in_(ids))).all())
    return found | dict(session.execute(anew.where(Rework.submission_id.in_(ids))).all())


Shapes = Sequence[Mapping[str, Any]]


def _told(session: Session, round_ids: Sequence[int]) -> tuple[Mapping[str, Shapes], Mapping[int, Shapes]]:
    """Differences by submission, and by task what is in doubt, as these rounds wrote them."""
    columns = ConsensusRound.task_id, ConsensusRound.per_submission, ConsensusRound.disputed
    told: dict[str, Shapes] = {}
    doubted: dict[int, Shapes] = {}
    for task_id, scores, disputed in session.execute(
        sa.select(*columns).where(ConsensusRound.id.in_(round_ids))
    ):
        told |= {name: one["differences"] for name, one in scores.items()}
        doubted[task_id] = disputed
    return told, doubted
