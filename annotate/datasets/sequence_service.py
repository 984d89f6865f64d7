"""Videos as ordered frames: begun with an upload, numbered once it is whole."""

import math
from collections.abc import Sequence as ListOf
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import outbox
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid
from annotate.datasets.clips import clip_count
from annotate.datasets.file_names import natural_order
from annotate.datasets.models import Image, ImportProblem, ImportRun, Sequence
from annotate.datasets.states import ImageState
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

USUAL_FPS = 10.0
MOST_FPS = 240.0
LONGEST_NAME = 200


@dataclass(frozen=True)
class Video:
    """What a manager says of frames that she sends: how the video is called, and its frames per second."""

    name: str
    fps: float = USUAL_FPS


def video_of(name: str, fps_text: str) -> Video | None:
    """A form's words as a video; None without a name. Raises Invalid for a rate that is none."""
    if not name.strip():
        return None
    try:
        fps = float(fps_text) if fps_text.strip() else USUAL_FPS
    except ValueError:
        fps = math.nan
    if not 0 < fps <= MOST_FPS:
        words = N_("must be a number of frames per second, above 0 and at most %(most)s")
        raise Invalid([Fault("fps", "number", words, {"most": int(MOST_FPS)})])
    return Video(name.strip(), fps)


def begin_sequence(session: Session, project_id: int, dataset_id: int, video: Video) -> Sequence:
    """A sequence that waits for its frames. Raises Invalid for a name that is taken or too long."""
    if len(video.name) > LONGEST_NAME or not video.name.isprintable():
        words = N_("must be a name of at most %(most)s letters")
        raise Invalid([Fault("sequence", "name", words, {"most": LONGEST_NAME})])
    query = sa.select(Sequence).where(Sequence.dataset_id == dataset_id, Sequence.name == video.name)
    known = session.scalar(query.with_for_update())
    if known is not None and known.frame_count != 0:
        words = N_("a video of this name is here already; give this one another name")
        raise Invalid([Fault("sequence", "twice", words)])
    if known is None:
        known = Sequence(dataset_id=dataset_id, project_id=project_id, name=video.name)
        session.add(known)
    # One whose frames were all refused may be sent again under its name.
    known.fps, known.frame_count = video.fps, None
    session.flush()
    return known


def number_frames(session: Session, run: ImportRun, sequence_id: int) -> None:
    """The upload is whole: its frames get their places, in the natural order of their names.

    A frame of another size than the first is set aside and named; the rest goes on without it.
    """
    sequence = session.get_one(Sequence, sequence_id, with_for_update=True)
    query = sa.select(Image).where(Image.sequence_id == sequence.id, Image.state == ImageState.READY)
    frames = sorted(session.scalars(query), key=lambda image: natural_order(image.name))
    fitting = [image for image in frames if _size(image) == _size(frames[0])]
    for place, image in enumerate(fitting):
        image.frame_index = place
    _set_aside(session, run, [image for image in frames if image.frame_index is None], frames)
    finish_sequence(session, sequence, len(fitting))


def finish_sequence(session: Session, sequence: Sequence, frames: int) -> None:
    """Its frames are all there: from now on it can be handed out."""
    sequence.frame_count = frames
    # Locked against publishing: a video is either whole when tasks are made, or announced after.
    project = session.get_one(Project, sequence.project_id, with_for_update={"read": True})
    if frames and project.state is ProjectState.PUBLISHED:
        outbox.announce(session, "sequence.added", sequence.id, key=f"sequence-added-{sequence.id}")


def _size(image: Image) -> tuple[int, int]:
    return image.width_px, image.height_px


def _set_aside(session: Session, run: ImportRun, others: ListOf[Image], frames: ListOf[Image]) -> None:
    for image in others:
        image.state = ImageState.FAILED
        detail = {"width": frames[0].width_px, "height": frames[0].height_px}
        values = {"import_run_id": run.id, "position": image.position, "name": image.name}
        insert_once(session, ImportProblem, {**values, "code": "frame_size", "detail": detail})


@dataclass(frozen=True)
class Portions:
    """What can be handed out and is priced: single pictures, and clips of videos."""

    pictures: int
    clips: int
    frames: int

    @property
    def total(self) -> int:
        return self.pictures + self.clips


def portions_of(session: Session, project_id: int) -> Portions:
    alone = sa.select(sa.func.count()).where(
        Image.project_id == project_id, Image.state == ImageState.READY, Image.sequence_id.is_(None)
    )
    counts = list(
        session.scalars(
            sa.select(Sequence.frame_count).where(
                Sequence.project_id == project_id, Sequence.frame_count.is_not(None)
            )
        )
    )
    frames = [count or 0 for count in counts]
    return Portions(session.scalar(alone) or 0, sum(map(clip_count, frames)), sum(frames))


def sequences_of(session: Session, project_id: int) -> ListOf[Sequence]:
    """Videos whose frames are numbered, oldest first."""
    query = sa.select(Sequence).where(Sequence.project_id == project_id, Sequence.frame_count > 0)
    return session.scalars(query.order_by(Sequence.id)).all()


def frames_between(session: Session, sequence_id: int, first: int, count: int) -> ListOf[Image]:
    """Frames of a video in order."""
    query = sa.select(Image).where(
        Image.sequence_id == sequence_id, Image.frame_index >= first, Image.frame_index < first + count
    )
    return session.scalars(query.order_by(Image.frame_index)).all()
