"""A project's pictures with what people agreed on, for exports."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.consensus.models import ConsensusRound
from annotate.consensus.settlement import IMPORTED, Decision
from annotate.core.groups import batched
from annotate.datasets.formats.picture import Clip, LabelledPicture
from annotate.datasets.models import Image, Sequence
from annotate.datasets.sequence_service import frames_between, sequences_of
from annotate.datasets.states import ExportScope, ImageState
from annotate.projects.tracks import frames_of
from annotate.work.models import Task
from annotate.work.states import TaskKind, TaskState

# Pictures, and clips of a video, that are asked for at once.
BATCH, CLIPS = 200, 20
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


# As text: ten thousand boxes that are all alive at once take four times as long to read as twenty after twenty.
_THINGS = sa.cast(ConsensusRound.annotations, sa.Text)
_PARAMETERS = sa.cast(ConsensusRound.parameters, sa.Text)


def _single_pictures(session: Session, project_id: int, only: ExportScope) -> Iterator[LabelledPicture]:
    # The pictures first: asked for pictures and rounds at once, a planner reads the whole project for each batch.
    page = (
        sa.select(Image.id, Image.name, Image.width_px, Image.height_px, Image.sha256)
        .where(Image.project_id == project_id, Image.state == ImageState.READY, Image.sequence_id.is_(None))
        .where(Image.id > sa.bindparam("after"))
        .order_by(Image.id)
        .limit(BATCH)
        .subquery()
    )
    is_its = sa.and_(Task.image_id == page.c.id, Task.kind == TaskKind.LABEL)
    query = sa.select(page, Task.id.label("task_id"), Task.state, Task.done)
    query = query.join(Task, is_its, isouter=True).order_by(page.c.id)
    last = 0
    while rows := session.execute(query, {"after": last}).all():
        rounds = _newest_rounds(session, [row.task_id for row in rows if row.task_id is not None])
        for row in rows:
            found = rounds.get(row.task_id)
            if _is_agreed(found) or only is ExportScope.ALL:
                known = _Known(row.state, row.done, found)
                yield _labelled(row, known, [] if found is None else orjson.loads(found.things))
        last = rows[-1].id


@dataclass(frozen=True, slots=True)
class _Round:
    """things: annotations, as JSON. imported_from: of work that came finished."""

    decision: Decision
    agreement: float
    things: str
    imported_from: str


def _is_agreed(found: _Round | None) -> bool:
    return found is not None and found.decision is Decision.AGREED


def _newest_rounds(session: Session, task_ids: list[int]) -> dict[int, _Round]:
    later = sa.orm.aliased(ConsensusRound)
    is_old = sa.select(later.id).where(
        later.task_id == ConsensusRound.task_id, later.number > ConsensusRound.number
    )
    columns = (ConsensusRound.task_id, ConsensusRound.decision, ConsensusRound.agreement, _THINGS)
    query = sa.select(*columns, ConsensusRound.model_version, _PARAMETERS)
    query = query.where(ConsensusRound.task_id.in_(task_ids), ~is_old.exists())
    return {
        row[0]: _Round(row[1], row[2], row[3], source_of(row[4], row[5])) for row in session.execute(query)
    }


def source_of(model_version: str, parameters: str) -> str:
    """Whose finished work a round keeps; '' for one that was settled here."""
    return str(orjson.loads(parameters)["source"]) if model_version == IMPORTED else ""


def _frames_of_video(session: Session, video: Sequence, only: ExportScope) -> Iterator[LabelledPicture]:
    """Frames in order, a clip in memory at a time. Names of tracks hold within their clip."""
    columns = (Task.id, Task.first_frame, Task.frame_count, Task.state, Task.done)
    clips = sa.select(*columns).where(Task.sequence_id == video.id).order_by(Task.first_frame)
    for batch in batched(session.execute(clips).all(), CLIPS):
        rounds = _newest_rounds(session, [clip.id for clip in batch])
        for clip in batch:
            found = rounds.get(clip.id)
            if not _is_agreed(found) and only is not ExportScope.ALL:
                continue
            things = [] if found is None else orjson.loads(found.things)
            seen = frames_of(things, clip.frame_count)
            images = frames_between(session, video.id, clip.first_frame, clip.frame_count)
            known = _Known(clip.state, clip.done, found)
            for image, here in zip(images, seen, strict=True):
                place = image.frame_index or 0
                placed = [{**thing, "frame": place} for thing in here]
                yield replace(_labelled(image, known, placed), sequence=_video(video), frame=place)


def _video(video: Sequence) -> Clip:
    return Clip(video.name, video.fps, video.frame_count or 0)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a picture's task and its newest round; none where it has none."""

    state: TaskState | None
    answers: int | None
    found: _Round | None


def _labelled(image: Any, known: _Known, things: list[dict[str, Any]]) -> LabelledPicture:
    """things: read for this picture alone; what is ours is taken out of them."""
    extra = {}
    for thing in things:
        extra[thing["id"]] = {"confidence": thing.pop("confidence"), "support": thing.pop("support")}
        for ours in _OURS:
            thing.pop(ours, None)
    return LabelledPicture(
        name=image.name,
        width_px=image.width_px,
        height_px=image.height_px,
        annotations=tuple(things),
        confirmed_empty=_is_agreed(known.found) and not things,
        sha256=image.sha256,
        image_id=image.id,
        state="" if known.state is None else str(known.state),
        agreement=None if known.found is None or known.found.imported_from else known.found.agreement,
        imported_from="" if known.found is None else known.found.imported_from,
        answers=known.answers or 0,
        extra=extra,
    )
