"""Tasks of a project as programs list them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Image
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState


@dataclass(frozen=True)
class TaskFacts:
    """image_id: of a clip its first frame. first_frame: from 0. sequence_id: none for a picture by itself."""

    id: int
    state: TaskState
    kind: TaskKind
    image_id: int
    image_name: str
    sequence_id: int | None
    first_frame: int
    frame_count: int
    answers_wanted: int


def tasks_of(
    session: Session, project_id: int, state: TaskState | None, after_id: int | None, limit: int
) -> Sequence[TaskFacts]:
    """Oldest first. state: only these; after_id: those behind it."""
    query = sa.select(Task, Image.name).join(Image, Image.id == Task.image_id)
    query = query.where(Task.project_id == project_id, Task.id > (after_id or 0))
    if state is not None:
        query = query.where(Task.state == state)
    return [
        TaskFacts(
            id=task.id,
            state=task.state,
            kind=task.kind,
            image_id=task.image_id,
            image_name=name,
            sequence_id=task.sequence_id,
            first_frame=task.first_frame,
            frame_count=task.frame_count,
            answers_wanted=task.target,
        )
        for task, name in session.execute(query.order_by(Task.id).limit(limit))
    ]
