"""What is told of pictures: what holds where they are settled, else what anybody drew so far, else what is proposed."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.answers_service import drawn_last
from annotate.consensus.models import ConsensusRound
from annotate.consensus.round_queries import newest_rounds
from annotate.datasets import queries as datasets
from annotate.gallery.marks import Basis
from annotate.projects.tracks import frames_of
from annotate.work.mend_service import mended_versions
from annotate.work.models import Gold, Submission, Task
from annotate.work.states import TaskState

Annotations = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Shown:
    """versions: what holds or is proposed alone, or each answer so far. seen: tells two states apart."""

    basis: Basis
    versions: Sequence[Annotations]
    seen: str
    settled: ConsensusRound | None

    @property
    def drawn(self) -> list[Mapping[str, Any]]:
        """All versions over each other."""
        return [shape for version in self.versions for shape in version]

    @property
    def agreement(self) -> float | None:
        return self.settled.agreement if self.settled else None

    def at_frames(self, count: int) -> list[list[Annotations]]:
        """By frame of a clip the versions as they are seen there."""
        versions = [frames_of(version, count) for version in self.versions]
        return [[version[frame] for version in versions] for frame in range(count)]


def shown_of(session: Session, tasks: Sequence[Task], image_ids: Sequence[int] = ()) -> dict[int, Shown]:
    """By picture, of a clip its first frame; without those of which nothing is told.

    tasks: of people's drawing. image_ids: pictures that may have no task yet.
    """
    ids = sorted(task.id for task in tasks)
    in_use = sa.select(Gold).where(Gold.task_id.in_(ids), Gold.withdrawn_at.is_(None))
    golds = {gold.task_id: gold for gold in session.scalars(in_use)} if ids else {}
    rounds = {one.task_id: one for one in session.scalars(newest_rounds(ids))} if ids else {}
    is_known = {task.id for task in tasks if task.id in golds or _holds(task, rounds.get(task.id))}
    answers = _answers(session, [task.id for task in tasks if task.done and task.id not in is_known])
    found = {}
    for task in tasks:
        settled = rounds.get(task.id)
        if task.id in golds:
            gold = golds[task.id]
            seen = f"known-{gold.made_at:%Y%m%d%H%M%S%f}-{settled.id if settled else 0}"
            found[task.image_id] = Shown(Basis.HOLDS, [gold.reference], seen, settled)
        elif task.id in is_known and settled:
            found[task.image_id] = Shown(Basis.HOLDS, [settled.annotations], f"round-{settled.id}", settled)
        elif hers := answers.get(task.id):
            seen = _fingerprint([key for key, _drawn in hers], settled)
            found[task.image_id] = Shown(Basis.DRAWN, [drawn for _key, drawn in hers], seen, settled)
    return found | _proposed(session, {*image_ids, *(task.image_id for task in tasks)} - found.keys())


def _holds(task: Task, settled: ConsensusRound | None) -> bool:
    return task.state is TaskState.AGREED and settled is not None


def _answers(session: Session, task_ids: Sequence[int]) -> dict[int, list[tuple[str, Annotations]]]:
    """(version's id, what was drawn) of each answer by task, as it stands by now."""
    found: dict[int, list[tuple[str, Annotations]]] = defaultdict(list)
    if not task_ids:
        return found
    query = sa.select(Submission).where(Submission.task_id.in_(task_ids)).order_by(Submission.id)
    mended = mended_versions(session, task_ids)
    for one in session.scalars(query):
        key = mended[one.id].id if one.id in mended else one.id
        found[one.task_id].append((key, drawn_last(one, mended)))
    return found


def _fingerprint(keys: Sequence[str], settled: ConsensusRound | None) -> str:
    told = hashlib.sha256(" ".join(keys).encode()).hexdigest()[:32]
    return f"drawn-{told}-{settled.id if settled else 0}"


def _proposed(session: Session, image_ids: set[int]) -> dict[int, Shown]:
    found = datasets.proposed_for(session, sorted(image_ids)) if image_ids else {}
    return {
        image_id: Shown(Basis.PROPOSED, [one.annotations], f"proposed-{one.id}", None)
        for image_id, one in found.items()
    }
