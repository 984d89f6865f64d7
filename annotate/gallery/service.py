"""Marks pictures a little after each settlement, so that the gallery finds them among tens of thousands at once."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.round_queries import newest_rounds, rounds_after, sure_up_to
from annotate.core.db import insert_once, reading
from annotate.gallery.marks import marks_of
from annotate.gallery.models import GalleryCursor, ShownMark, ShownPicture
from annotate.projects.models import Project
from annotate.work.models import Task

OpenPart = Callable[[], AbstractContextManager[Session]]
CHUNK = 200


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
    rounds = rounds_after(session, project_id, after, CHUNK)
    if not rounds:
        return None, 0
    newest = list(session.scalars(newest_rounds(sorted({task_id for _id, task_id in rounds}))))
    pictures = sa.select(Task.id, Task.image_id).where(Task.id.in_([found.task_id for found in newest]))
    image_of = dict(session.execute(pictures).all())
    marked = sum(_mark(session, image_of[found.task_id], found) for found in newest)
    cursor.round_id = sure_up_to(session, project_id, rounds[-1][0], cursor.round_id)
    return rounds[-1][0], marked


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
