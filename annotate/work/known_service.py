"""Tasks that need no answers: their labels came finished, or are known for certain. Made before or after publishing."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.datasets.clip_labels import ClipTarget
from annotate.datasets.models import Image
from annotate.datasets.sequence_service import portions_of
from annotate.datasets.states import ImageState
from annotate.projects.models import Project
from annotate.projects.states import ProjectState
from annotate.work.models import Assignment, Gold, GoldSeen, Task, VerifyTask
from annotate.work.states import TaskKind, TaskState, VerifySource

_IN_USE = sa.select(Gold.task_id).where(Gold.task_id == Task.id, Gold.withdrawn_at.is_(None)).exists()
# Whoever answers a check later asks nothing of a budget for answers: checks have a line of their own.
_KNOWN = sa.and_(
    Task.kind == TaskKind.LABEL,
    Task.import_run_id.is_not(None),
    sa.or_(sa.and_(Task.state == TaskState.AGREED, Task.done == 0), _IN_USE),
)
# Taken back before the project was open as a whole: nobody gets them until it is.
_WAITING = sa.and_(
    Task.kind == TaskKind.LABEL,
    Task.import_run_id.is_not(None),
    Task.state == TaskState.CLOSED,
    ~_IN_USE,
)


def known_count(session: Session, project_id: int) -> int:
    """Pictures and clips of a project that nobody need be asked about."""
    query = sa.select(sa.func.count()).select_from(Task).where(Task.project_id == project_id, _KNOWN)
    return session.scalar(query) or 0


def wanted_portions(session: Session, project_id: int) -> int:
    """Pictures and clips that want answers, whether their tasks are made already or not."""
    return max(0, portions_of(session, project_id).total - known_count(session, project_id))


def asked_count(session: Session, project_id: int) -> int:
    """Tasks that were made to be handed out."""
    label = sa.select(sa.func.count()).select_from(Task)
    label = label.where(Task.project_id == project_id, Task.kind == TaskKind.LABEL)
    return session.scalar(label.where(~_KNOWN, ~_WAITING)) or 0


def is_wholly_open(project: Project) -> bool:
    return project.state is ProjectState.PUBLISHED and project.pilot_tasks is None


def tasks_for(session: Session, project_id: int, image_ids: Collection[int]) -> Mapping[int, Task]:
    """Label tasks of single pictures by image, locked; those that are missing are made, closed.

    Frames of videos and pictures that are not ready have none.
    """
    # Locked against publishing: the picture has a task before, or gets none after.
    project = session.get_one(Project, project_id, with_for_update={"read": True})
    alone = sa.select(Image.id).where(
        Image.id.in_(image_ids), Image.sequence_id.is_(None), Image.state == ImageState.READY
    )
    singles = set(session.scalars(alone))
    have = sa.select(Task).where(Task.image_id.in_(singles), Task.kind == TaskKind.LABEL)
    have = have.where(Task.project_id == project_id).order_by(Task.id).with_for_update()
    found = {task.image_id for task in session.scalars(have)}
    for image_id in sorted(singles - found):
        _make(session, project, image_id)
    fresh = have.execution_options(populate_existing=True)
    return {task.image_id: task for task in session.scalars(fresh)}


def _make(
    session: Session, project: Project, image_id: int, place: Mapping[str, int] = MappingProxyType({})
) -> None:
    values = {
        **place,
        "project_id": project.id,
        "image_id": image_id,
        "kind": TaskKind.LABEL,
        "state": TaskState.CLOSED,
        "target": project.redundancy_min,
        "taken": 0,
        "done": 0,
        "priority": 0,
        "settle_round": 0,
        "created_at": clock.now(),
    }
    insert_once(session, Task, values)


def clip_tasks_for(session: Session, project_id: int, clips: Sequence[ClipTarget]) -> Mapping[int, Task]:
    """The same of clips, by their first frames."""
    project = session.get_one(Project, project_id, with_for_update={"read": True})
    found = {}
    for clip in clips:
        place = {"sequence_id": clip.sequence_id, "first_frame": clip.first, "frame_count": clip.count}
        _make(session, project, clip.image_id, place)
        query = sa.select(Task).where(Task.project_id == project_id, Task.image_id == clip.image_id)
        query = query.where(Task.kind == TaskKind.LABEL, Task.frame_count == clip.count).with_for_update()
        task = session.scalar(query.execution_options(populate_existing=True))
        if task is not None:
            found[clip.image_id] = task
    return found


def note_import(task: Task, import_id: int) -> None:
    """Whose labels it is known by."""
    task.import_run_id = import_id


def tasks_of_import(session: Session, import_id: int) -> Sequence[Task]:
    """What an upload finished or made checks of, locked."""
    query = sa.select(Task).where(Task.import_run_id == import_id).order_by(Task.id)
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def begun_since(session: Session, import_id: int) -> set[int]:
    """Tasks of an upload that somebody has got, learnt from or verified since, or that were made checks of afterwards."""
    ours = sa.select(Task.id, Task.image_id).where(Task.import_run_id == import_id).subquery()
    got = sa.select(Assignment.task_id).join(ours, ours.c.id == Assignment.task_id)
    got = got.join(Gold, Gold.task_id == ours.c.id, isouter=True)
    got = got.where(sa.or_(Gold.task_id.is_(None), Assignment.taken_at >= Gold.made_at))
    seen = sa.select(GoldSeen.task_id).join(ours, ours.c.id == GoldSeen.task_id)
    verified = (
        sa.select(ours.c.id)
        .join(Task, sa.and_(Task.image_id == ours.c.image_id, Task.kind == TaskKind.VERIFY))
        .join(VerifyTask, VerifyTask.task_id == Task.id)
        .where(VerifyTask.source == VerifySource.CONSENSUS)
    )
    return set(session.scalars(sa.union(got, seen, verified)))


def checks_of(session: Session, import_id: int) -> set[int]:
    """Tasks of an upload that are checks now."""
    query = sa.select(Task.id).where(Task.import_run_id == import_id, _IN_USE)
    return set(session.scalars(query))


def take_back(session: Session, tasks: Sequence[Task]) -> None:
    """As if nothing had been known: handed out where the project is open as a whole, else when it is published."""
    for task in tasks:
        project = session.get_one(Project, task.project_id)
        if is_wholly_open(project):
            open_again(task, project)
        else:
            task.state = TaskState.CLOSED
    session.flush()


def open_again(task: Task, project: Project) -> None:
    task.state, task.import_run_id = TaskState.OPEN, None
    task.target = max(task.target, project.redundancy_min)


def open_waiting(session: Session, project: Project, most: int | None = None) -> int:
    """Hand out what was taken back before the project opened; so many at most."""
    query = sa.select(Task).where(Task.project_id == project.id, _WAITING).order_by(Task.id).limit(most)
    waiting = session.scalars(query.with_for_update()).all()
    for task in waiting:
        open_again(task, project)
    session.flush()
    return len(waiting)
