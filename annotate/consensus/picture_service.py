"""A project's pictures with what people agreed on, for exports."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import Decision
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.models import Image, Sequence
from annotate.datasets.sequence_service import frames_between, sequences_of
from annotate.datasets.states import ExportScope, ImageState
from annotate.projects.tracks import frames_of
from annotate.work.models import Task
from annotate.work.states import TaskKind

BATCH = 500
_OURS = frozenset({"confidence", "support", "label_probabilities", "edge_spread_px", "looks"})


def iter_labelled_pictures(
    session: Session, project_id: int, only: ExportScope = ExportScope.CONSENSUS
) -> Iterator[LabelledPicture]:
    """Pictures in the order they were added, a batch in memory at a time; then videos, frame by frame.

    consensus: those that people agree on. all: every picture; what is still open or disputed comes
    with what is known so far, and `state` says so. Confidence and support by annotation id are in `extra`.
    """
    yield from _single_pictures(session, project_id, only)
    for video in sequences_of(session, project_id):
        yield from _frames_of_video(session, video, only)


def _single_pictures(session: Session, project_id: int, only: ExportScope) -> Iterator[LabelledPicture]:
    last = 0
    while rows := session.execute(_page(project_id, last)).all():
        rounds = _newest_rounds(session, [task.id for _, task in rows if task is not None])
        for image, task in rows:
            found = rounds.get(task.id) if task is not None else None
            agreed = found is not None and found.decision is Decision.AGREED
            if agreed or only is ExportScope.ALL:
                yield _picture(image, task, found)
        last = rows[-1][0].id
        session.expunge_all()


_LABELS = sa.and_(Task.image_id == Image.id, Task.kind == TaskKind.LABEL)


def _page(project_id: int, after: int) -> sa.Select[Image, Task]:
    query = sa.select(Image, Task).join(Task, _LABELS, isouter=True)
    query = query.where(Image.project_id == project_id, Image.state == ImageState.READY, Image.id > after)
    query = query.where(Image.sequence_id.is_(None))
    return query.order_by(Image.id).limit(BATCH)


def _newest_rounds(session: Session, task_ids: list[int]) -> dict[int, ConsensusRound]:
    query = sa.select(ConsensusRound).where(ConsensusRound.task_id.in_(task_ids))
    return {found.task_id: found for found in session.scalars(query.order_by(ConsensusRound.number))}


def _frames_of_video(session: Session, video: Sequence, only: ExportScope) -> Iterator[LabelledPicture]:
    """Frames in order, a clip in memory at a time. Names of tracks hold within their clip."""
    tasks = sa.select(Task).where(Task.sequence_id == video.id).order_by(Task.first_frame)
    for task in session.scalars(tasks).all():
        found = _newest_rounds(session, [task.id]).get(task.id)
        agreed = found is not None and found.decision is Decision.AGREED
        if not agreed and only is not ExportScope.ALL:
            continue
        seen = frames_of(found.annotations if found is not None else [], task.frame_count)
        images = frames_between(session, video.id, task.first_frame, task.frame_count)
        for image, things in zip(images, seen, strict=True):
            place = image.frame_index or 0
            placed = [{**thing, "frame": place} for thing in things]
            yield replace(_labelled(image, task, found, placed), sequence=_video(video), frame=place)


def _video(video: Sequence) -> Clip:
    return Clip(video.name, video.fps, video.frame_count or 0)


def _picture(image: Image, task: Task | None, found: ConsensusRound | None) -> LabelledPicture:
    return _labelled(image, task, found, found.annotations if found is not None else [])


def _labelled(
    image: Image, task: Task | None, found: ConsensusRound | None, things: Iterable[dict[str, Any]]
) -> LabelledPicture:
    things = list(things)
    agreed = found is not None and found.decision is Decision.AGREED
    return LabelledPicture(
        name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        annotations=tuple({k: v for k, v in thing.items() if k not in _OURS} for thing in things),
        confirmed_empty=agreed and not things,
        sha256=image.sha256,
        image_id=image.id,
        state="" if task is None else str(task.state),
        agreement=None if found is None else found.agreement,
        answers=0 if task is None else task.done,
        extra={
            thing["id"]: {"confidence": thing["confidence"], "support": thing["support"]} for thing in things
        },
    )
