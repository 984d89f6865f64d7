"""Whether a picture was ever lent to anybody."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.datasets.models import Image
from annotate.work.models import Assignment, Task


def was_handed_out(session: Session, image: Image) -> bool:
    """Its own tasks, or the clips that show it. Their rows stay locked, so that nobody is lent it until the commit."""
    shows = Task.image_id == image.id
    if image.sequence_id is not None and image.frame_index is not None:
        in_clip = sa.and_(
            Task.sequence_id == image.sequence_id,
            Task.first_frame <= image.frame_index,
            Task.first_frame + Task.frame_count > image.frame_index,
        )
        shows = sa.or_(shows, in_clip)
    tasks = sa.select(Task.id).where(shows).order_by(Task.id).with_for_update()
    ids = list(session.scalars(tasks))
    lent = sa.select(Assignment.id).where(Assignment.task_id.in_(ids)).limit(1)
    return bool(ids) and session.scalar(lent) is not None
