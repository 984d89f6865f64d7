"""Holding a bag for work without a network: fetched on Wi-Fi, labelled at home, sent when she is back."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.datasets.models import Image
from annotate.work.errors import TooManyOfflineBags
from annotate.work.leasing import LARGEST_OFFLINE_BYTES, OFFLINE_BAGS, offline_until
from annotate.work.models import Assignment, Task
from annotate.work.states import LeaseState


def hold_offline(
    session: Session, annotator_id: int, project_id: int, assignments: Sequence[Assignment]
) -> None:
    """Hold for three days as many of these, oldest first, as fit into 10 MB of previews.

    Asking again begins the three days anew, but nothing is held longer than a week after it was taken.
    Raises TooManyOfflineBags when bags of two other projects are held already.
    """
    if len(_other_projects(session, annotator_id, project_id)) >= OFFLINE_BAGS:
        raise TooManyOfflineBags
    now, left = clock.now(), LARGEST_OFFLINE_BYTES
    sizes = _preview_bytes(session, [assignment.id for assignment in assignments])
    for assignment in assignments:
        left -= sizes[assignment.id]
        if left < 0:
            break
        until = offline_until(now, assignment.taken_at)
        assignment.offline_until = until
        assignment.leased_until = max(assignment.leased_until, until)


def _other_projects(session: Session, annotator_id: int, project_id: int) -> Sequence[int]:
    query = sa.select(Assignment.project_id).where(
        Assignment.annotator_id == annotator_id,
        Assignment.project_id != project_id,
        Assignment.state == LeaseState.HELD,
        Assignment.offline_until > clock.now(),
    )
    return session.scalars(query.distinct()).all()


def _preview_bytes(session: Session, assignment_ids: Sequence[int]) -> dict[int, int]:
    is_frame = sa.and_(
        Image.sequence_id == Task.sequence_id,
        Image.frame_index >= Task.first_frame,
        Image.frame_index < Task.first_frame + Task.frame_count,
    )
    size = sa.func.sum(sa.func.coalesce(Image.preview_bytes, Image.byte_size)).label("size")
    query = (
        sa.select(Assignment.id, size)
        .join(Task, Task.id == Assignment.task_id)
        .join(Image, sa.or_(Image.id == Task.image_id, is_frame))
        .where(Assignment.id.in_(assignment_ids))
        .group_by(Assignment.id)
    )
    return {row.id: row.size for row in session.execute(query)}
