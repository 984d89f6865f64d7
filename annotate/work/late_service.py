"""Pictures and videos that join an open project: they are handed out once the money for them is there, and wait until then."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Image, Sequence
from annotate.datasets.states import ImageState
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work import known_service, notice_service, task_service
from annotate.work.models import Task
from annotate.work.states import TaskKind


def _locked(session: Session, project_id: int) -> Project:
    """Two who open tasks at once must not both count the same money as free; answers go on coming in meanwhile."""
    return session.get_one(Project, project_id, with_for_update={"key_share": True}, populate_existing=True)


def add_image(session: Session, image_id: int) -> None:
    """A picture became ready after publishing. A pilot stays as long as it was made."""
    image = session.get(Image, image_id)
    if image is None or image.sequence_id is not None or _has_task(session, image):
        return
    project = _locked(session, image.project_id)
    if known_service.is_wholly_open(project):
        _open_or_tell(session, project, image)


def add_back(session: Session, image: Image) -> None:
    """A picture that was left out takes part again, in a pilot only while that lacks a task."""
    project = _locked(session, image.project_id)
    if project.state is ProjectState.PUBLISHED:
        _open_or_tell(session, project, image)


def _open_or_tell(session: Session, project: Project, image: Image) -> None:
    is_ready = image.state is ImageState.READY
    # Only this one: to look for others means to walk over all pictures, for each of an upload.
    is_open = is_ready and task_service.open_image(session, project, image.id)
    if is_ready and not is_open and project.pilot_tasks is None:
        notice_service.tell_waiting(session, project)


def add_sequence(session: Session, sequence_id: int) -> None:
    """A video became whole after publishing: its clips open as far as the money goes."""
    sequence = session.get(Sequence, sequence_id)
    if sequence is None:
        return
    project = _locked(session, sequence.project_id)
    if known_service.is_wholly_open(project):
        task_service.open_covered(session, project)
        if task_service.waiting_of(session, project).tasks:
            notice_service.tell_waiting(session, project)


def is_waiting(session: Session, image: Image) -> bool:
    """Whether money is all that this picture lacks."""
    project = session.get_one(Project, image.project_id)
    return known_service.is_wholly_open(project) and not _has_task(session, image)


def _has_task(session: Session, image: Image) -> bool:
    query = sa.select(Task.id).where(Task.image_id == image.id, Task.kind == TaskKind.LABEL)
    return session.scalar(query.limit(1)) is not None


def open_covered(session: Session, project_id: int) -> int:
    """Money came in or became free: open what waits, as far as it goes; how many. Nothing waits for a second call."""
    project = _locked(session, project_id)
    return task_service.open_covered(session, project) if known_service.is_wholly_open(project) else 0
