"""Whether a project asks somebody to learn first: the gate of those who have no standing yet."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.projects.models import Project
from annotate.projects.training import LEAST_CHECKS
from annotate.work.models import Assignment, Gold, WorkStanding
from annotate.work.standing import gate_at
from annotate.work.standing_service import as_standing
from annotate.work.states import Gate

_CHECKS = sa.select(sa.func.count()).where(
    Gold.project_id == sa.bindparam("project_id"), Gold.withdrawn_at.is_(None)
)
_HAS_WORKED = (
    sa.select(Assignment.id)
    .where(
        Assignment.annotator_id == sa.bindparam("annotator_id"),
        Assignment.project_id == sa.bindparam("project_id"),
    )
    .limit(1)
)


def teaches(session: Session, project: Project) -> bool:
    """Whether newcomers learn first: the project asks for it and has enough check pictures to learn with."""
    if not project.needs_training:
        return False
    return (session.scalar(_CHECKS, {"project_id": project.id}) or 0) >= LEAST_CHECKS


def gate_now(
    session: Session, annotator_id: int, project: Project, row: WorkStanding | None, now: dt.datetime
) -> Gate:
    """The gate as it holds at a moment.

    A newcomer of a project that teaches stands at training from her first visit on. A project that teaches no
    longer, or whose checks were withdrawn, keeps nobody waiting at training or exam.
    """
    gate = gate_at(as_standing(row), now)
    if row is None:
        is_new = teaches(session, project) and not _has_worked(session, annotator_id, project.id)
        return Gate.TRAINING if is_new else Gate.OPEN
    learns = gate in (Gate.TRAINING, Gate.EXAM)
    return Gate.OPEN if learns and not teaches(session, project) else gate


def _has_worked(session: Session, annotator_id: int, project_id: int) -> bool:
    return session.scalar(_HAS_WORKED, {"annotator_id": annotator_id, "project_id": project_id}) is not None
