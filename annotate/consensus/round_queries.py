"""Settlements as later rooms read them on: the newest of each task, the next ones, and up to where none can appear any more."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.core import clock
from annotate.work.models import Task
from annotate.work.states import TaskKind

# A round that was written this long ago is seen by everybody: no transaction takes longer.
LATEST_COMMIT = dt.timedelta(minutes=10)


def newest_rounds(task_ids: Sequence[int]) -> sa.Select[ConsensusRound]:
    """The newest settlement of each of these tasks that people draw, oldest first."""
    newest = (
        sa.select(ConsensusRound.task_id, sa.func.max(ConsensusRound.number).label("number"))
        .where(ConsensusRound.task_id.in_(task_ids))
        .group_by(ConsensusRound.task_id)
        .subquery()
    )
    same = sa.and_(newest.c.task_id == ConsensusRound.task_id, newest.c.number == ConsensusRound.number)
    query = sa.select(ConsensusRound).join(newest, same).join(Task, Task.id == ConsensusRound.task_id)
    return query.where(Task.kind == TaskKind.LABEL).order_by(ConsensusRound.id)


def rounds_after(session: Session, project_id: int, after: int, limit: int) -> Sequence[tuple[int, int]]:
    """(id, task) of a project's next settlements, in order."""
    query = sa.select(ConsensusRound.id, ConsensusRound.task_id).where(
        ConsensusRound.project_id == project_id, ConsensusRound.id > after
    )
    return [(row.id, row.task_id) for row in session.execute(query.order_by(ConsensusRound.id).limit(limit))]


def sure_up_to(session: Session, project_id: int, upto: int, after: int) -> int:
    """The last round up to `upto` that none with a lower id can follow any more; `after` where there is none above it.

    Rounds that are still being committed have lower ids than some that were read.
    """
    query = sa.select(sa.func.max(ConsensusRound.id)).where(
        ConsensusRound.project_id == project_id,
        ConsensusRound.id <= upto,
        ConsensusRound.id > after,
        ConsensusRound.settled_at < clock.now() - LATEST_COMMIT,
    )
    return session.scalar(query) or after
