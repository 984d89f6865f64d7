"""Sets what consensus said of itself against what a person knows: on check pictures, and on pictures that were decided.

Answers to a check picture are settled in groups of as many people as a picture of the project gets, as if nothing were
known; answers from before it became one are left out, because its known answer may have been made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.crowd_service import assisted_of, crowd_for, scene_of
from annotate.consensus.files import write_object
from annotate.consensus.model.overlap import hand_px
from annotate.consensus.models import ConsensusRound
from annotate.consensus.scene import read_shapes
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import IMPORTED
from annotate.datasets.models import Image
from annotate.insight.calibration import BINS, Part, empty_part, part_of_picture, stated_of, sum_parts
from annotate.insight.models import KnownPicture, TaskMark
from annotate.insight.service import insight_of
from annotate.projects.models import Project
from annotate.work.models import Gold, Submission, Task

CHUNK = 20
MOST_GROUPS = 10
SURE = "sure"
RIGHT, WRONG = "right", "wrong"


@dataclass(frozen=True)
class Known:
    """A picture to be measured. basis: see KnownPicture."""

    task_id: int
    is_gold: bool
    basis: int
    part: Part


def read_known(session: Session, project_id: int) -> list[Known]:
    """The next pictures with a known truth that are not measured yet, or have more answers since. Reads only."""
    project = session.get_one(Project, project_id)
    found = [
        _measured_gold(session, gold, groups, max(1, project.redundancy_min))
        for gold, groups in _golds(session, project)
    ]
    return found or [_measured_round(session, one) for one in _decided(session, project_id)]


def _golds(session: Session, project: Project) -> list[tuple[Gold, int]]:
    size = max(1, project.redundancy_min)
    answers = (
        sa.select(Submission.task_id, sa.func.count().label("answers"))
        .join(Gold, Gold.task_id == Submission.task_id)
        .where(Gold.project_id == project.id, Submission.received_at > Gold.made_at)
        .group_by(Submission.task_id)
        .subquery()
    )
    # One that a person decided before it became a check is measured anew.
    measured = sa.case((KnownPicture.is_gold, KnownPicture.basis), else_=0)
    query = (
        sa.select(Gold, answers.c.answers)
        .join(answers, answers.c.task_id == Gold.task_id)
        .join(KnownPicture, KnownPicture.task_id == Gold.task_id, isouter=True)
        .where(
            Gold.withdrawn_at.is_(None),
            answers.c.answers >= size,
            answers.c.answers >= measured + size,
            measured < size * MOST_GROUPS,
        )
        .order_by(Gold.task_id)
        .limit(CHUNK)
    )
    return [(gold, count // size) for gold, count in session.execute(query)]


def _measured_gold(session: Session, gold: Gold, groups: int, size: int) -> Known:
    task = session.get_one(Task, gold.task_id)
    image = session.get_one(Image, task.image_id)
    groups = min(groups, MOST_GROUPS)
    query = sa.select(Submission).where(
        Submission.task_id == gold.task_id, Submission.received_at > gold.made_at
    )
    answers = session.scalars(
        query.order_by(Submission.received_at, Submission.id).limit(groups * size)
    ).all()
    parts = []
    for start in range(0, groups * size, size):
        group = answers[start : start + size]
        crowd, _ = crowd_for(session, gold.project_id, [one.annotator_id for one in group])
        settled = settle_scene(scene_of(task, image, group, assisted=assisted_of(session, group)), crowd)
        objects = [write_object(one) for one in (*settled.objects, *settled.disputed)]
        parts.append(_part(image, objects, gold.reference))
    return Known(gold.task_id, True, groups * size, sum_parts(parts))


def _part(image: Image, objects: Sequence[Any], truth: Sequence[Any]) -> Part:
    unit_px = hand_px(image.width_px, image.height_px)
    return part_of_picture(stated_of(objects), read_shapes(truth), unit_px)


def _decided(session: Session, project_id: int) -> list[ConsensusRound]:
    """Rounds that a person made on single pictures and that are not measured."""
    query = (
        sa.select(ConsensusRound)
        .join(Task, Task.id == ConsensusRound.task_id)
        .join(KnownPicture, KnownPicture.task_id == ConsensusRound.task_id, isouter=True)
        .where(
            ConsensusRound.project_id == project_id,
            ConsensusRound.adjudicated_by.is_not(None),
            ConsensusRound.number > 1,
            Task.sequence_id.is_(None),
            sa.or_(
                KnownPicture.task_id.is_(None),
                sa.and_(~KnownPicture.is_gold, KnownPicture.basis < ConsensusRound.id),
            ),
        )
        .order_by(ConsensusRound.id)
        .limit(CHUNK)
    )
    return list(session.scalars(query))


def _measured_round(session: Session, decided: ConsensusRound) -> Known:
    """The machine's last word before a person had hers."""
    query = sa.select(ConsensusRound).where(
        ConsensusRound.task_id == decided.task_id,
        ConsensusRound.number < decided.number,
        ConsensusRound.adjudicated_by.is_(None),
        ConsensusRound.model_version != IMPORTED,
    )
    before = session.scalar(query.order_by(ConsensusRound.number.desc()).limit(1))
    image = session.get_one(Image, session.get_one(Task, decided.task_id).image_id)
    objects = [*before.annotations, *before.disputed] if before is not None else []
    return Known(decided.task_id, False, decided.id, _part(image, objects, decided.annotations))


def keep_known(session: Session, project_id: int, measured: Sequence[Known]) -> None:
    """Store what was measured, and sum it up. Twice is once."""
    insight = insight_of(session, project_id)
    for one in measured:
        row = session.get(KnownPicture, one.task_id)
        if row is None or row.is_gold is not one.is_gold or row.basis < one.basis:
            fields = {"project_id": project_id, "is_gold": one.is_gold, "basis": one.basis, "part": one.part}
            session.merge(KnownPicture(task_id=one.task_id, **fields))
            _mark(session, project_id, one)
    session.flush()
    insight.calibration = _summed(session, project_id)


def _mark(session: Session, project_id: int, one: Known) -> None:
    """A picture can be found by how sure consensus was and whether it was right."""
    is_sure = sa.and_(TaskMark.task_id == one.task_id, TaskMark.what == SURE)
    session.execute(sa.delete(TaskMark).where(is_sure))
    for number in range(BINS):
        count, _, right = one.part[number]
        for said, many in ((RIGHT, int(right)), (WRONG, int(count - right))):
            if many:
                place = {"what": SURE, "label": str(number), "said": said, "count": many}
                session.add(TaskMark(task_id=one.task_id, project_id=project_id, **place))


def _summed(session: Session, project_id: int) -> dict[str, Any]:
    """A check that was withdrawn counts no more: its known answer was in doubt."""
    query = (
        sa.select(KnownPicture.is_gold, KnownPicture.part)
        .join(Gold, Gold.task_id == KnownPicture.task_id, isouter=True)
        .where(
            KnownPicture.project_id == project_id,
            sa.or_(~KnownPicture.is_gold, Gold.withdrawn_at.is_(None)),
        )
    )
    parts: dict[str, list[Part]] = {"gold": [], "decided": []}
    for is_gold, part in session.execute(query):
        parts["gold" if is_gold else "decided"].append(part)
    return {
        name: {"pictures": len(found), "part": sum_parts(found) if found else empty_part()}
        for name, found in parts.items()
    }
