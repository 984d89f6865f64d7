"""Leaves a picture out of the work while nobody has worked on it, and takes it in again."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, outbox
from annotate.core.errors import NotFound
from annotate.datasets.models import Image
from annotate.datasets.states import ImageState
from annotate.projects import service as projects
from annotate.projects.models import Project
from annotate.work import late_service
from annotate.work.errors import WorkedOnAlready
from annotate.work.models import Assignment, Gold, Task
from annotate.work.states import TaskKind, TaskState


def leave_out(session: Session, actor_id: int, image_id: int) -> Image:
    """Twice is once. Raises NotFound, also for frames of a video; WorkedOnAlready."""
    image = _single_picture(session, actor_id, image_id)
    if image.state is ImageState.LEFT_OUT:
        return image
    tasks = sa.select(Task).where(Task.image_id == image.id).order_by(Task.id)
    for task in session.scalars(tasks.with_for_update().execution_options(populate_existing=True)):
        if not _is_untouched(session, task):
            raise WorkedOnAlready
        session.delete(task)
    image.state = ImageState.LEFT_OUT
    # What it would have cost may be enough for one that waits.
    outbox.announce(session, "funds.changed", image.project_id)
    session.flush()
    audit.record(session, actor_id, "picture.left_out", "project", image.project_id, {"image": image.id})
    return image


def take_in_again(session: Session, actor_id: int, image_id: int) -> Image:
    """Undo it: with a new task where the project is open and has the money for it. Raises NotFound."""
    image = _single_picture(session, actor_id, image_id)
    if image.state is not ImageState.LEFT_OUT:
        return image
    image.state = ImageState.READY
    session.flush()
    late_service.add_back(session, image)
    audit.record(session, actor_id, "picture.taken_in", "project", image.project_id, {"image": image.id})
    return image


def project_of_picture(session: Session, actor_id: int, image_id: int) -> int:
    """Raises NotFound, alike for absent and foreign pictures."""
    image = session.get(Image, image_id)
    if image is None:
        raise NotFound
    return projects.project_for(session, actor_id, image.project_id).id


def _single_picture(session: Session, actor_id: int, image_id: int) -> Image:
    image = session.get(Image, image_id)
    if image is None or image.sequence_id is not None:
        raise NotFound
    projects.project_for(session, actor_id, image.project_id)
    # Against publishing: a picture is either out when tasks are made, or its task is there to be taken back.
    # Not shared: whoever takes one in again counts the project's money under this same lock.
    session.get_one(Project, image.project_id, with_for_update={"key_share": True})
    image = session.get_one(Image, image_id, with_for_update=True, populate_existing=True)
    if image.state not in (ImageState.READY, ImageState.LEFT_OUT):
        raise NotFound
    return image


def _is_untouched(session: Session, task: Task) -> bool:
    """Nobody ever had it, and nothing is known of it."""
    is_open = task.kind is TaskKind.LABEL and task.state is TaskState.OPEN
    is_plain = is_open and task.taken == task.done == task.settle_round == 0
    lent = sa.select(Assignment.id).where(Assignment.task_id == task.id).limit(1)
    return is_plain and session.scalar(lent) is None and session.get(Gold, task.id) is None
