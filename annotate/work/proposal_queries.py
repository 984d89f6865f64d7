"""Reads of what is proposed in tasks, what people made of it, and what is verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets import queries as datasets
from annotate.datasets.prelabels import is_hidden
from annotate.projects.models import Project
from annotate.work import task_service
from annotate.work.models import Gold, SubmissionProposals, Task, VerifyTask
from annotate.work.provenance import ProvenanceFigures, figures_of
from annotate.work.states import TaskState

_CHECKED_BY_LABELS = sa.select(Gold.project_id).where(
    Gold.project_id.in_(sa.bindparam("project_ids", expanding=True)),
    Gold.source == "labels",
    Gold.withdrawn_at.is_(None),
)


def shown_prelabels(session: Session, tasks: Sequence[tuple[int, int, int]]) -> dict[int, dict[str, Any]]:
    """By task id; tasks: (task, project, image). A share of tasks is kept without, as the project wishes.

    A project that checks people by imported labels shows proposals to nobody: on a check picture they are the right
    answer, and kept back there alone they would tell which picture it is.
    """
    found = datasets.proposed_for(session, [image_id for _, _, image_id in tasks])
    if not found:
        return {}
    kept_back = set(
        session.scalars(_CHECKED_BY_LABELS, {"project_ids": [project for _, project, _ in tasks]})
    )
    percents = {project_id: datasets.hidden_percent(session, project_id) for _, project_id, _ in tasks}
    return {
        task_id: {"source": found[image_id].source, "annotations": found[image_id].annotations}
        for task_id, project_id, image_id in tasks
        if image_id in found and project_id not in kept_back and not is_hidden(task_id, percents[project_id])
    }


def shown_tracks(session: Session, tasks: Sequence[tuple[int, int, int]]) -> dict[int, dict[str, Any]]:
    """The same for clips, image: the first frame. What was proposed for that frame alone is no track and is left out."""
    found = shown_prelabels(session, tasks)
    tracks = {
        task_id: {**one, "annotations": [shape for shape in one["annotations"] if "track" in shape]}
        for task_id, one in found.items()
    }
    return {task_id: one for task_id, one in tracks.items() if one["annotations"]}


def proposal_figures(session: Session, project_id: int, newest: int = 2000) -> ProvenanceFigures:
    """What people made of proposals, over the project's newest answers that had any."""
    query = sa.select(SubmissionProposals.entries).where(SubmissionProposals.project_id == project_id)
    return figures_of(session.scalars(query.order_by(SubmissionProposals.created_at.desc()).limit(newest)))


@dataclass(frozen=True)
class VerifyProgress:
    """Tasks that verify objects. at_most_e4: what all of them may cost."""

    total: int
    done: int
    objects: int
    at_most_e4: int


def verify_progress(session: Session, project_id: int) -> VerifyProgress:
    query = (
        sa.select(
            sa.func.count(),
            sa.func.count().filter(Task.state == TaskState.AGREED),
            sa.func.coalesce(sa.func.sum(VerifyTask.object_count), 0),
        )
        .join(Task, Task.id == VerifyTask.task_id)
        .where(Task.project_id == project_id)
    )
    total, done, objects = session.execute(query).one()
    project = session.get_one(Project, project_id)
    return VerifyProgress(total, done, int(objects), task_service.verify_budget_e4(session, project))
