"""A project's pictures with what people agreed on, for exports."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
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
from annotate.work.states import TaskKind, TaskState

BATCH = 200
_OURS = frozenset({"label_probabilities", "edge_spread_px", "looks"})


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


_LABELS = sa.and_(Task.image_id == Image.id, Task.kind == TaskKind.LABEL)
_LAST = (
    sa.select(sa.func.max(ConsensusRound.number)).where(ConsensusRound.task_id == Task.id).correlate(Task)
).scalar_subquery()
_NEWEST = sa.and_(ConsensusRound.task_id == Task.id, ConsensusRound.number == _LAST)
# As text: ten thousand boxes that are all alive at once take four times as long to read as twenty after twenty.
_THINGS = sa.cast(ConsensusRound.annotations, sa.Text)
_ROUND = (Task.state, Task.done, ConsensusRound.decision, ConsensusRound.agreement, _THINGS)


def _single_pictures(session: Session, project_id: int, only: ExportScope) -> Iterator[LabelledPicture]:
    query = (
        sa.select(Image.name, Image.width_px, Image.height_px, Image.sha256, Image.id, *_ROUND)
        .join(Task, _LABELS, isouter=True)
        .join(ConsensusRound, _NEWEST, isouter=True)
        .where(Image.project_id == project_id, Image.state == ImageState.READY, Image.sequence_id.is_(None))
        .order_by(Image.id)
        .limit(BATCH)
    )
    if only is not ExportScope.ALL:
        query = query.where(ConsensusRound.decision == Decision.AGREED)
    last = 0
    while rows := session.execute(query.where(Image.id > last)).all():
        for *image, state, done, decision, agreement, text in rows:
            known = _Known(state, done, decision, agreement)
            yield _labelled(*image, known, [] if text is None else orjson.loads(text))
        last = rows[-1].id


def _frames_of_video(session: Session, video: Sequence, only: ExportScope) -> Iterator[LabelledPicture]:
    """Frames in order, a clip in memory at a time. Names of tracks hold within their clip."""
    query = (
        sa.select(Task.first_frame, Task.frame_count, *_ROUND)
        .join(ConsensusRound, _NEWEST, isouter=True)
        .where(Task.sequence_id == video.id)
        .order_by(Task.first_frame)
    )
    if only is not ExportScope.ALL:
        query = query.where(ConsensusRound.decision == Decision.AGREED)
    for first, count, *known, text in session.execute(query).all():
        seen = frames_of([] if text is None else orjson.loads(text), count)
        images = frames_between(session, video.id, first, count)
        for image, things in zip(images, seen, strict=True):
            place = image.frame_index or 0
            placed = [{**thing, "frame": place} for thing in things]
            told = (image.name, image.width_px, image.height_px, image.sha256, image.id)
            yield replace(_labelled(*told, _Known(*known), placed), sequence=_video(video), frame=place)


def _video(video: Sequence) -> Clip:
    return Clip(video.name, video.fps, video.frame_count or 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a picture's task and its newest round; none where it has none."""

    state: TaskState | None
    answers: int | None
    decision: Decision | None
    agreement: float | None


def _labelled(
    name: str,
    width_px: int,
    height_px: int,
    sha256: str,
    image_id: int,
    known: _Known,
    things: list[dict[str, Any]],
) -> LabelledPicture:
    """things: read for this picture alone; what is ours is taken out of them."""
    extra = {}
    for thing in things:
        extra[thing["id"]] = {"confidence": thing.pop("confidence"), "support": thing.pop("support")}
        for ours in _OURS:
            thing.pop(ours, None)
    return LabelledPicture(
        name=name,
        width_px=width_px,
        height_px=height_px,
        annotations=tuple(things),
        confirmed_empty=known.decision is Decision.AGREED and not things,
        sha256=sha256,
        image_id=image_id,
        state="" if known.state is None else str(known.state),
        agreement=known.agreement,
        answers=known.answers or 0,
        extra=extra,
    )
