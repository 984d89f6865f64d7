"""Pictures on which people disagree and for which no more answers are asked: what a reviewer chooses from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus import service as consensus
from annotate.consensus.answers_service import drawn_last
from annotate.datasets.models import Image
from annotate.datasets.sequence_service import frames_between
from annotate.people.models import Account
from annotate.projects.models import OntologyVersion, Project
from annotate.quality.clips import at_frame, worst_frame
from annotate.quality.queries import reviewed_by
from annotate.work import queries as work
from annotate.work.mend_service import mended_versions
from annotate.work.models import Submission, Task
from annotate.work.queries import Clip, Frame
from annotate.work.states import TaskKind, TaskState

# What an annotation of the contract may hold; the rest is what the crowd thinks of it.
_FIELDS = frozenset(
    [
        "id",
        "kind",
        "label",
        "box",
        "points",
        "rotation",
        "rle",
        "value",
        "attributes",
        "track",
        "frame",
        "keyframe",
        "outside",
    ]
)
MERGED = "merged"


@dataclass(frozen=True)
class DisputedTask:
    task_id: int
    image_id: int
    image_name: str
    project_name: str
    answers: int


def disputed_tasks(
    session: Session, account_id: int, project_id: int | None = None, limit: int = 50
) -> list[DisputedTask]:
    """Tasks that wait for this reviewer's choice, oldest first."""
    query = (
        sa.select(
            Task.id.label("task_id"),
            Image.id.label("image_id"),
            Image.name.label("image_name"),
            Project.name.label("project_name"),
            Task.done.label("answers"),
        )
        .join(Image, Image.id == Task.image_id)
        .join(Project, Project.id == Task.project_id)
        .where(Task.state == TaskState.TO_REVIEWER, reviewed_by(session, account_id))
        .order_by(Task.id)
        .limit(limit)
    )
    if project_id is not None:
        query = query.where(Task.project_id == project_id)
    return [DisputedTask(**row._asdict()) for row in session.execute(query)]


@dataclass(frozen=True)
class Version:
    """One possible truth. key: 'merged' or a submission id; alias: none for the merged one."""

    key: str
    alias: str | None
    annotations: Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Dispute:
    task_id: int
    project_id: int
    project_name: str
    image_id: int
    image_name: str
    width_px: int
    height_px: int
    versions: Sequence[Version]
    # Of a clip the frame where the answers differ most, from 0, of how many.
    frame: int | None
    frames: int
    titles: dict[str, dict[str, str]]


def plain(annotations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Annotations without confidence and support, as an annotator would send them."""
    return [{name: value for name, value in one.items() if name in _FIELDS} for one in annotations]


def versions_of(session: Session, task_id: int) -> list[Version]:
    """The merged version first, then each person's, in an order that does not tell who was first."""
    settled = consensus.consensus_of(session, task_id)
    merged = [Version(MERGED, None, plain(settled.annotations))] if settled else []
    query = (
        sa.select(Submission, Account.alias)
        .join(Account, Account.id == Submission.annotator_id)
        .where(Submission.task_id == task_id)
        .order_by(Submission.id)
    )
    mended = mended_versions(session, [task_id])
    return merged + [Version(one.id, alias, drawn_last(one, mended)) for one, alias in session.execute(query)]


def _worst_frame(session: Session, task_id: int) -> int:
    settled = consensus.consensus_of(session, task_id)
    scores = settled.per_submission.values() if settled else ()
    return worst_frame([one for score in scores for one in score["differences"]])


def dispute(session: Session, task_id: int) -> Dispute | None:
    """A picture with all versions of its truth, or None."""
    query = (
        sa.select(Task, Image, Project, OntologyVersion.document)
        .join(Image, Image.id == Task.image_id)
        .join(Project, Project.id == Task.project_id)
        .join(OntologyVersion, OntologyVersion.id == Project.ontology_version_id)
        .where(Task.id == task_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    task, image, project, ontology = row
    versions, frame = versions_of(session, task_id), None
    if task.sequence_id is not None:
        frame = _worst_frame(session, task_id)
        [image] = frames_between(session, task.sequence_id, task.first_frame + frame, 1)
        versions = [replace(one, annotations=at_frame(one.annotations, frame)) for one in versions]
    return Dispute(
        task_id=task.id,
        project_id=project.id,
        project_name=project.name,
        image_id=image.id,
        image_name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        versions=versions,
        frame=frame,
        frames=task.frame_count,
        titles={label["name"]: label.get("title", {}) for label in ontology["labels"]},
    )


@dataclass(frozen=True)
class ToDraw:
    """A picture or clip for a person who draws its truth. annotations: where she begins."""

    task_id: int
    project_id: int
    project_name: str
    frames: tuple[Frame, ...]
    clip: Clip | None
    annotations: Sequence[dict[str, Any]]


def to_draw(session: Session, task_id: int, version: str) -> ToDraw | None:
    """version: key of the version to begin with; none of that name begins empty. None for no task of people's drawing."""
    task = session.get(Task, task_id)
    if task is None or task.kind is not TaskKind.LABEL:
        return None
    frames, clip = work.frames_of(session, task)
    begun = {one.key: one.annotations for one in versions_of(session, task_id)}.get(version, [])
    name = session.get_one(Project, task.project_id).name
    return ToDraw(task_id, task.project_id, name, frames, clip, plain(begun))
