"""Which tasks she gets: taken at once by whoever asks first, on SQLite and PostgreSQL alike."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core.db import insert_once
from annotate.work.models import Assignment, ClaimCursor, Task
from annotate.work.states import TaskKind

# Statements are built once and speak to the tables: building them each time cost more than running them.
_task, _assignment, _cursor = Task.__table__, Assignment.__table__, ClaimCursor.__table__
_FREE = sa.and_(
    _task.c.project_id == sa.bindparam("project_id"),
    # Written out as in the partial index, so that both engines use it.
    sa.text("task.state = 'open' AND task.taken < task.target"),
)
_HERS = sa.select(_assignment.c.id).where(
    _assignment.c.task_id == _task.c.id, _assignment.c.annotator_id == sa.bindparam("annotator_id")
)
# Nobody verifies what she drew herself: whoever had the picture to label it gets no such task of it.
_label_task = _task.alias("label_task")
_DREW = (
    sa.select(_assignment.c.id)
    .join(_label_task, _label_task.c.id == _assignment.c.task_id)
    .where(
        _label_task.c.image_id == _task.c.image_id,
        _label_task.c.kind == TaskKind.LABEL,
        _assignment.c.annotator_id == sa.bindparam("annotator_id"),
    )
)
MAY_TAKE = sa.or_(_task.c.kind == TaskKind.LABEL, ~_DREW.exists())
"""Condition on the task's table, with `annotator_id` to be bound."""
_WANTED = (
    sa.select(_task.c.id)
    .where(_FREE, ~_HERS.exists(), MAY_TAKE)
    .order_by(_task.c.priority, _task.c.id)
    .limit(sa.bindparam("count"))
    .with_for_update(skip_locked=True, of=_task)
)
_NEED_ONE_MORE = _WANTED.where(_task.c.priority > 0)
_FRESH = _WANTED.where(_task.c.priority == 0, _task.c.id > sa.bindparam("after_id"))
_TAKE = sa.update(Task).where(Task.id.in_(sa.bindparam("ids", expanding=True))).values(taken=Task.taken + 1)
_TAKE = _TAKE.execution_options(synchronize_session=False)
_ANY_FREE = sa.select(_task.c.id).where(_FREE).limit(1)
_WHERE_SHE_IS = (
    sa.select(_cursor.c.task_id)
    .where(
        _cursor.c.annotator_id == sa.bindparam("annotator_id"),
        _cursor.c.project_id == sa.bindparam("project_id"),
    )
    .with_for_update()
)
_GO_ON = (
    sa.update(ClaimCursor)
    .where(
        ClaimCursor.annotator_id == sa.bindparam("annotator"),
        ClaimCursor.project_id == sa.bindparam("project"),
    )
    .values(task_id=sa.bindparam("reached"))
    .execution_options(synchronize_session=False)
)


def is_free(session: Session, project_id: int) -> bool:
    """Whether any task of the project still wants somebody."""
    return session.scalar(_ANY_FREE, {"project_id": project_id}) is not None


def _cursor_of(session: Session, annotator_id: int, project_id: int) -> int:
    """How far she has come; the locked row also makes two windows of hers queue up behind each other."""
    hers = {"annotator_id": annotator_id, "project_id": project_id}
    found = session.scalar(_WHERE_SHE_IS, hers)
    if found is None:
        insert_once(session, ClaimCursor, {**hers, "task_id": 0})
        found = session.scalar(_WHERE_SHE_IS, hers)
    return int(found or 0)


def claim_tasks(session: Session, annotator_id: int, project_id: int, count: int) -> list[int]:
    """Take tasks: first those that need one more answer, then onward from her cursor, then once from the start."""
    cursor = _cursor_of(session, annotator_id, project_id)
    asked = {"annotator_id": annotator_id, "project_id": project_id, "count": count}
    ids = list(session.scalars(_NEED_ONE_MORE, asked))
    if len(ids) < count:
        onward = {**asked, "count": count - len(ids)}
        fresh = list(session.scalars(_FRESH, {**onward, "after_id": cursor}))
        if not fresh and cursor:
            # Behind her cursor tasks may have come back: expired leases, released ones.
            fresh = list(session.scalars(_FRESH, {**onward, "after_id": 0}))
        if max([cursor, *fresh]) > cursor:
            session.execute(_GO_ON, {"annotator": annotator_id, "project": project_id, "reached": max(fresh)})
        ids += fresh
    if ids:
        session.execute(_TAKE, {"ids": ids})
    return ids
