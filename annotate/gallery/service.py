"""Marks pictures with what is told of them, so that the gallery finds them among tens of thousands at once."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.round_queries import rounds_after, sure_up_to
from annotate.core.db import insert_once, reading
from annotate.datasets.models import Image, ImportRun, Prelabel, PrelabelImport
from annotate.datasets.states import RunState
from annotate.gallery.marks import marks_of
from annotate.gallery.models import GalleryCursor, ShownMark, ShownPicture
from annotate.gallery.shown_queries import Annotations, Shown, shown_of
from annotate.projects.models import Project
from annotate.work.models import Gold, Rework, Submission, Task
from annotate.work.states import TaskKind, TaskState

OpenPart = Callable[[], AbstractContextManager[Session]]
CHUNK = 200


def projects_to_mark(session: Session) -> list[int]:
    """Projects with something that is not marked yet."""
    unseen = sa.select(ConsensusRound.id).where(
        ConsensusRound.project_id == Project.id,
        ConsensusRound.id > sa.func.coalesce(GalleryCursor.round_id, 0),
    )
    query = sa.select(Project, GalleryCursor, unseen.exists()).join(
        GalleryCursor, GalleryCursor.project_id == Project.id, isouter=True
    )
    labels = _labels(session)
    return [
        project.id
        for project, cursor, has_unseen in session.execute(query.order_by(Project.id))
        if has_unseen
        or cursor is None
        or cursor.walked_id is not None
        or cursor.labels != _told(labels, project)
    ]


def _labels(session: Session, project_id: int | None = None) -> dict[int, str]:
    """What tells two states of uploaded labels and check pictures apart, by project."""
    runs = (
        sa.select(ImportRun.project_id, sa.func.count(), sa.func.count(PrelabelImport.undone_at))
        .join(PrelabelImport, PrelabelImport.import_run_id == ImportRun.id)
        .where(ImportRun.state == RunState.DONE)
        .group_by(ImportRun.project_id)
    )
    golds = sa.select(
        Gold.project_id,
        sa.func.count(),
        sa.func.max(Gold.made_at, type_=Gold.made_at.type),
        sa.func.max(Gold.withdrawn_at, type_=Gold.withdrawn_at.type),
    ).group_by(Gold.project_id)
    if project_id is not None:
        runs, golds = (
            runs.where(ImportRun.project_id == project_id),
            golds.where(Gold.project_id == project_id),
        )
    found: dict[int, str] = {}
    for project, *told in [*session.execute(runs), *session.execute(golds)]:
        said = "/".join(f"{one:%y%m%d%H%M%S%f}" if hasattr(one, "hour") else str(one or 0) for one in told)
        found[project] = f"{found.get(project, '')} {said}"
    return found


def _told(labels: dict[int, str], project: Project) -> str:
    # Publishing makes tasks of what was proposed for clips before.
    return f"{project.published_at is not None} {labels.get(project.id, '')}"


def mark_answered(session: Session, submission_id: str) -> None:
    """Mark the picture of an answer that came in, or was settled anew. Harmless when repeated."""
    query = sa.select(Task).join(Submission, Submission.task_id == Task.id)
    task = session.scalar(query.where(Submission.id == submission_id))
    if task is not None:
        _locked_cursor(session, task.project_id)
        _mark_pictures(session, task.project_id, [task.image_id])


def mark_reworked(session: Session, rework_id: int) -> None:
    """Mark the picture of an answer that was made anew. Harmless when repeated."""
    rework = session.get(Rework, rework_id)
    if rework is not None:
        mark_answered(session, rework.submission_id)


def mark_settled(session: Session, task_id: int) -> None:
    """Mark the picture of a task whose settlement is newer than its marks. Harmless when repeated."""
    task = session.get(Task, task_id)
    if task is None:
        return
    newest = sa.select(sa.func.max(ConsensusRound.id)).where(ConsensusRound.task_id == task_id)
    known = session.get(ShownPicture, task.image_id)
    if known is None or task.kind is TaskKind.VERIFY or (session.scalar(newest) or 0) > (known.round_id or 0):
        _locked_cursor(session, task.project_id)
        _mark_pictures(session, task.project_id, [task.image_id])


def mark_project(open_part: OpenPart, project_id: int) -> int:
    """Mark what became different since; how many pictures. Killed half-way or run twice it gives the same.

    A project that was never marked, or to which labels came, is walked over whole, some hundred pictures a transaction.
    """
    with reading() as session:
        cursor = session.get(GalleryCursor, project_id)
        after = cursor.round_id if cursor else 0
    count, more = 0, True
    while more:
        with open_part() as session:
            upto, marked = _follow_rounds(session, project_id, after)
        more, after, count = upto is not None, upto or after, count + marked
    more = True
    while more:
        with open_part() as session:
            more, marked = _walk_on(session, project_id)
        count += marked
    return count


def _locked_cursor(session: Session, project_id: int) -> GalleryCursor:
    """Everything that is marked is read after this: whoever marks last has seen the newest."""
    row = {"project_id": project_id, "round_id": 0, "walked_id": 0, "labels": ""}
    insert_once(session, GalleryCursor, row)
    return session.get_one(GalleryCursor, project_id, with_for_update=True, populate_existing=True)


def _follow_rounds(session: Session, project_id: int, after: int) -> tuple[int | None, int]:
    """(last round that was looked at, or None when there is none; how many pictures were marked)."""
    cursor = _locked_cursor(session, project_id)
    rounds = rounds_after(session, project_id, after, CHUNK)
    if not rounds:
        return None, 0
    # Of verify tasks too: they change what is proposed, and open a picture anew.
    pictures = sa.select(Task.image_id).where(Task.id.in_({task_id for _id, task_id in rounds}))
    marked = _mark_pictures(session, project_id, sorted(set(session.scalars(pictures))))
    cursor.round_id = sure_up_to(session, project_id, rounds[-1][0], cursor.round_id)
    return rounds[-1][0], marked


def _walk_on(session: Session, project_id: int) -> tuple[bool, int]:
    """(whether there may be more, how many pictures were marked)."""
    cursor = _locked_cursor(session, project_id)
    told = _told(_labels(session, project_id), session.get_one(Project, project_id))
    if cursor.labels != told:
        cursor.labels, cursor.walked_id = told, 0
    if cursor.walked_id is None:
        return False, 0
    images = list(session.scalars(_to_walk(project_id, cursor.walked_id)))
    marked = _mark_pictures(session, project_id, images)
    cursor.walked_id = images[-1] if len(images) == CHUNK else None
    return cursor.walked_id is not None, marked


def _to_walk(project_id: int, after: int) -> sa.Select[int]:
    """The next pictures of which something may be told, or was."""
    task = sa.select(Task.id).where(
        Task.image_id == Image.id, sa.or_(Task.done > 0, Task.state != TaskState.OPEN)
    )
    proposed = sa.select(Prelabel.id).where(Prelabel.image_id == Image.id, Prelabel.replaced_at.is_(None))
    shown = sa.select(ShownPicture.image_id).where(ShownPicture.image_id == Image.id)
    # Of clips the first frame speaks for the others.
    is_alone = sa.and_(Image.sequence_id.is_(None), shown.exists())
    query = sa.select(Image.id).where(Image.project_id == project_id, Image.id > after)
    return query.where(sa.or_(task.exists(), proposed.exists(), is_alone)).order_by(Image.id).limit(CHUNK)


def _mark_pictures(session: Session, project_id: int, image_ids: Sequence[int]) -> int:
    """How many of these were marked anew. image_ids: of clips the first frames. The cursor is locked."""
    of_people = sa.select(Task).where(Task.image_id.in_(image_ids), Task.kind == TaskKind.LABEL)
    tasks = session.scalars(of_people.execution_options(populate_existing=True)).all()
    clips = {task.image_id: task for task in tasks if task.sequence_id is not None}
    found = shown_of(session, tasks, image_ids)
    before = sa.select(ShownPicture.image_id, ShownPicture.seen).where(ShownPicture.image_id.in_(image_ids))
    seen = dict(session.execute(before).all())
    marked = 0
    for image_id in image_ids:
        shown = found.get(image_id)
        if (shown.seen if shown else None) != seen.get(image_id):
            frames = _frames(session, image_id, clips.get(image_id))
            _write(session, project_id, frames, shown)
            marked += 1
    return marked


def _frames(session: Session, image_id: int, clip: Task | None) -> Sequence[int]:
    """The pictures that a task is about, in order."""
    if clip is None:
        return [image_id]
    first, end = clip.first_frame, clip.first_frame + clip.frame_count
    query = sa.select(Image.id).where(
        Image.sequence_id == clip.sequence_id, Image.frame_index >= first, Image.frame_index < end
    )
    return list(session.scalars(query.order_by(Image.frame_index)))


def _write(session: Session, project_id: int, frames: Sequence[int], shown: Shown | None) -> None:
    """Put new marks in the place of the old."""
    session.execute(sa.delete(ShownMark).where(ShownMark.image_id.in_(frames)))
    session.execute(sa.delete(ShownPicture).where(ShownPicture.image_id.in_(frames)))
    if shown is None:
        return
    told = {
        "round_id": shown.settled.id if shown.settled else None,
        "agreement": shown.agreement,
        "basis": shown.basis,
        "seen": shown.seen,
    }
    pictures: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    seen_at: Sequence[Sequence[Annotations]] = (
        shown.at_frames(len(frames)) if len(frames) > 1 else [shown.versions]
    )
    for image_id, versions in zip(frames, seen_at, strict=True):
        shared = {"image_id": image_id, "project_id": project_id}
        pictures.append(shared | told)
        marks += [shared | vars(mark) for mark in marks_of(versions)]
    session.execute(sa.insert(ShownPicture), pictures)
    session.execute(sa.insert(ShownMark), marks)
