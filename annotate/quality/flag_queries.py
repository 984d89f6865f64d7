"""Flags of a project, and the pictures that speak for one, both answers side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.consensus.answers_service import drawn_last
from annotate.datasets.models import Image
from annotate.people.models import Account
from annotate.quality.clips import at_frame
from annotate.quality.flags import FlagState
from annotate.quality.models import QualityFlag
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, Task


@dataclass(frozen=True)
class FlagLine:
    flag: QualityFlag
    alias: str
    other_alias: str


def flags_of(session: Session, project_id: int, limit: int = 100) -> list[FlagLine]:
    """Open ones first, the newest first."""
    one, other = aliased(Account), aliased(Account)
    query = (
        sa.select(QualityFlag, one.alias, other.alias)
        .join(one, one.id == QualityFlag.annotator_id)
        .join(other, other.id == QualityFlag.other_id)
        .where(QualityFlag.project_id == project_id)
        .order_by(QualityFlag.state != FlagState.OPEN, QualityFlag.found_at.desc(), QualityFlag.id)
        .limit(limit)
    )
    return [FlagLine(*row) for row in session.execute(query)]


@dataclass(frozen=True)
class AlikePicture:
    """Both answers to one picture; of a clip its first frame."""

    image_id: int
    image_name: str
    width_px: int
    height_px: int
    one: Sequence[dict[str, Any]]
    other: Sequence[dict[str, Any]]


def pictures_of(session: Session, flag: QualityFlag, most: int = 6) -> list[AlikePicture]:
    told = flag.evidence["pictures"][:most]
    tasks = {
        task.id: (task, image)
        for task, image in session.execute(
            sa.select(Task, Image)
            .join(Image, Image.id == Task.image_id)
            .where(Task.id.in_([task_id for task_id, _, _ in told]))
        )
    }
    names = [name for _, one, other in told for name in (one, other)]
    answers = {one.id: one for one in session.scalars(sa.select(Submission).where(Submission.id.in_(names)))}
    mended = mended_versions(session, list(tasks))
    found = []
    for task_id, one, other in told:
        task, image = tasks[task_id]
        drawn = [drawn_last(answers[name], mended) for name in (one, other)]
        if task.sequence_id is not None:
            drawn = [at_frame(shapes, 0) for shapes in drawn]
        found.append(AlikePicture(image.id, image.name, image.width_px, image.height_px, *drawn))
    return found


def line_of(session: Session, flag: QualityFlag) -> FlagLine:
    aliases = dict(
        session.execute(
            sa.select(Account.id, Account.alias).where(Account.id.in_((flag.annotator_id, flag.other_id)))
        ).all()
    )
    return FlagLine(flag, aliases[flag.annotator_id], aliases[flag.other_id])
