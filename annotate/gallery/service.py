"""Marks pictures a little after each settlement, so that the gallery finds them among tens of thousands at once."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.core import clock
from annotate.core.db import insert_once, reading
from annotate.gallery.marks import marks_of
from annotate.gallery.models import GalleryCursor, ShownMark, ShownPicture
from annotate.projects.models import Project
from annotate.work.models import Task
from annotate.work.states import TaskKind

OpenPart = Callable[[], AbstractContextManager[Session]]
CHUNK = 200
# A round that was written this long ago is seen by everybody: no transaction takes longer.
_LATEST_COMMIT = dt.timedelta(minutes=10)


def projects_to_mark(session: Session) -> list[int]:
    """Projects with settlements that are not marked yet."""
    unseen = sa.select(ConsensusRound.id).where(
        ConsensusRound.project_id == Project.id,
        ConsensusRound.id > sa.func.coalesce(GalleryCursor.round_id, 0),
    )
    query = sa.select(Project.id).join(GalleryCursor, GalleryCursor.project_id == Project.id, isouter=True)
    return list(session.scalars(query.where(unseen.exists()).order_by(Project.id)))


def mark_project(open_part: OpenPart, project_id: int) -> int:
    """Mark what was settled since; how many pictures. Killed half-way or run twice it gives the same."""
    with reading() as session:
        after = (
            session.scalar(sa.select(GalleryCursor.round_id).where(GalleryCursor.project_id == project_id))
            or 0
        )
    count, more = 0, True
    while more:
        with open_part() as session:
            upto, marked = _mark_some(session, project_id, after)
        more, after, count = upto is not None, upto or after, count + marked
    return count


def _mark_some(session: Session, project_id: int, after: int) -> tuple[int | None, int]:
    """(last round that was looked at, or None when there is none; how many pictures were marked)."""
    insert_once(session, GalleryCursor, {"project_id": project_id, "round_id": 0})
    # Locked: two jobs mark one after the other.
    cursor = session.get_one(GalleryCursor, project_id, with_for_update=True, populate_existing=True)
    rounds = session.execute(
        sa.select(ConsensusRound.id, ConsensusRound.task_id)
        .where(ConsensusRound.project_id == project_id, ConsensusRound.id > after)
        .order_by(ConsensusRound.id)
        .limit(CHUNK)
    ).all()
    if not rounds:
        return None, 0
    newest = newest_rounds(session, sorted({row.task_id for row in rounds}))
    pictures = sa.select(Task.id, Task.image_id).where(Task.id.in_([found.task_id for found in newest]))
    image_of = dict(session.execute(pictures).all())
    marked = sum(_mark(session, image_of[found.task_id], found) for found in newest)
    # Rounds that are still being committed have lower ids than some that were read.
    sure = session.scalar(
        sa.select(sa.func.max(ConsensusRound.id)).where(
            ConsensusRound.project_id == project_id,
            ConsensusRound.id <= rounds[-1].id,
            ConsensusRound.settled_at < clock.now() - _LATEST_COMMIT,
        )
    )
    cursor.round_id = max(cursor.round_id, sure or 0)
    return rounds[-1].id, marked


def newest_rounds(session: Session, task_ids: Sequence[int]) -> list[ConsensusRound]:
    """The newest settlement of each task that people draw; none where there is none."""
    number = sa.func.max(ConsensusRound.number)
    newest = (
        sa.select(ConsensusRound.task_id, number.label("number"))
        .where(ConsensusRound.task_id.in_(task_ids))
        .group_by(ConsensusRound.task_id)
        .subquery()
    )
    same = sa.and_(newest.c.task_id == ConsensusRound.task_id, newest.c.number == ConsensusRound.number)
    query = sa.select(ConsensusRound).join(newest, same).join(Task, Task.id == ConsensusRound.task_id)
    return list(session.scalars(query.where(Task.kind == TaskKind.LABEL).order_by(ConsensusRound.id)))


def _mark(session: Session, image_id: int, found: ConsensusRound) -> bool:
    """False when this settlement, or a newer one, is marked already."""
    old = session.get(ShownPicture, image_id)
    if old is not None and old.round_id >= found.id:
        return False
    shared = {"image_id": image_id, "project_id": found.project_id}
    if old is None:
        session.add(ShownPicture(**shared, round_id=found.id, agreement=found.agreement))
    else:
        old.round_id, old.agreement = found.id, found.agreement
        session.execute(sa.delete(ShownMark).where(ShownMark.image_id == image_id))
    session.flush()
    session.execute(sa.insert(ShownMark), [shared | vars(mark) for mark in marks_of(found.annotations)])
    return True
