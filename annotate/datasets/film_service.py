"""A video file becomes a sequence: its frames are taken by a limited process, stored, and counted once."""

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once, reading
from annotate.core.groups import batched
from annotate.core.storage import storage
from annotate.datasets.content import JPEG
from annotate.datasets.decode_service import Film, film_decoder
from annotate.datasets.films import film_name, frame_name
from annotate.datasets.models import FilmFile, FilmProgress, Image, Sequence
from annotate.datasets.sequence_service import finish_sequence
from annotate.datasets.states import ImageState
from annotate.datasets.zip_rules import Refusal

BATCH = 32
OpenPart = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Reel:
    """One video file of an upload. rate: frames a second that are taken; None: key frames."""

    import_id: int
    project_id: int
    dataset_id: int
    position: int
    name: str
    sha256: str
    kind: str
    source: Path
    rate: float | None


def taken_films(session: Session, import_id: int) -> set[int]:
    """Places in the upload of the video files that are whole already."""
    query = sa.select(FilmFile.position).join(Sequence, Sequence.id == FilmFile.sequence_id)
    whole = query.where(FilmFile.import_run_id == import_id, Sequence.frame_count.is_not(None))
    return set(session.scalars(whole))


def take_film(open_part: OpenPart, reel: Reel) -> Refusal | None:
    """Take in a video; killed half-way and run again it gives the same. The reason when it is refused.

    Nothing is written before all frames could be read: a video is there as a whole or not at all.
    """
    with reading() as session:
        refusal = _taken_name(session, reel)
    if refusal is not None:
        return refusal
    refusal = _take(open_part, reel)
    with open_part() as session:
        forget_progress(session, reel.import_id, reel.position)
    return refusal


def _take(open_part: OpenPart, reel: Reel) -> Refusal | None:
    with tempfile.TemporaryDirectory(prefix="frames-", dir=reel.source.parent) as folder:
        with film_decoder() as decoder:
            tell = partial(_note, open_part, reel)
            film = decoder.take_frames(reel.source, reel.kind, Path(folder), reel.rate, tell)
        if isinstance(film, Refusal):
            return film
        with open_part() as session:
            sequence_id = _begin(session, reel, film)
        if sequence_id is None:
            return Refusal("video_name", {})
        _keep(open_part, reel, film, sequence_id, Path(folder))
        return None


def _note(open_part: OpenPart, reel: Reel, written: int, expected: int) -> None:
    """How far it is. A job that was killed leaves its number behind, and the next one writes over it."""
    place = {"import_run_id": reel.import_id, "position": reel.position}
    with open_part() as session:
        if not insert_once(session, FilmProgress, {**place, "written": written, "expected": expected}):
            progress = session.get_one(FilmProgress, (reel.import_id, reel.position))
            progress.written, progress.expected = written, expected


def forget_progress(session: Session, import_id: int, position: int | None = None) -> None:
    """Of one video, or of the whole upload: nothing is on its way any more."""
    gone = sa.delete(FilmProgress).where(FilmProgress.import_run_id == import_id)
    session.execute(gone if position is None else gone.where(FilmProgress.position == position))


def _mine(reel: Reel) -> sa.Select[int]:
    return sa.select(FilmFile.sequence_id).where(
        FilmFile.import_run_id == reel.import_id, FilmFile.position == reel.position
    )


def _taken_name(session: Session, reel: Reel) -> Refusal | None:
    """Whether the video, or another of its name, is here already."""
    others = sa.select(Sequence.name).where(
        Sequence.dataset_id == reel.dataset_id, Sequence.id.not_in(_mine(reel))
    )
    files = others.join(FilmFile, FilmFile.sequence_id == Sequence.id)
    same = session.scalar(files.where(FilmFile.sha256 == reel.sha256).limit(1))
    if same is not None:
        return Refusal("video_twice", {"same_as": same})
    if session.scalar(others.where(Sequence.name == film_name(reel.name))) is not None:
        return Refusal("video_name", {})
    return None


def _begin(session: Session, reel: Reel, film: Film) -> int | None:
    """The video's sequence, which waits for its frames; None when its name was taken in the meantime."""
    values = {
        "dataset_id": reel.dataset_id,
        "project_id": reel.project_id,
        "name": film_name(reel.name),
        "fps": film.fps,
        "created_at": clock.now(),
    }
    is_new = insert_once(session, Sequence, values)
    mine = session.scalar(_mine(reel))
    if mine is not None or not is_new:
        return mine
    query = sa.select(Sequence.id).where(Sequence.dataset_id == reel.dataset_id)
    sequence_id = session.scalars(query.where(Sequence.name == values["name"])).one()
    file = {"import_run_id": reel.import_id, "position": reel.position, "sha256": reel.sha256}
    session.add(FilmFile(sequence_id=sequence_id, **file))
    return sequence_id


def _keep(open_part: OpenPart, reel: Reel, film: Film, sequence_id: int, folder: Path) -> None:
    with reading() as session:
        there = set(session.scalars(sa.select(Image.frame_index).where(Image.sequence_id == sequence_id)))
    missing = [index for index in range(film.frames) if index not in there]
    for batch in batched(missing, BATCH):
        rows = [_store(reel, film, sequence_id, index, folder) for index in batch]
        with open_part() as session:
            for row in rows:
                insert_once(session, Image, {**row, "created_at": clock.now()})
    with open_part() as session:
        sequence = session.get_one(Sequence, sequence_id, with_for_update=True)
        if sequence.frame_count is None:
            finish_sequence(session, sequence, film.frames)


def _store(reel: Reel, film: Film, sequence_id: int, index: int, folder: Path) -> dict[str, Any]:
    """Put a frame and its preview into storage, under keys made from the content alone; the picture's row."""
    frame, preview = folder / f"{index + 1:06d}.jpg", folder / f"{index + 1:06d}.webp"
    sha256 = hashlib.sha256(frame.read_bytes()).hexdigest()
    stem = f"{reel.dataset_id}/{sha256[:2]}/{sha256}"
    key, preview_key = f"images/{stem}.jpg", f"previews/{stem}.webp"
    storage().put(key, frame)
    storage().put(preview_key, preview)
    return {
        "dataset_id": reel.dataset_id,
        "project_id": reel.project_id,
        "name": frame_name(film_name(reel.name), index + 1),
        "sha256": sha256,
        "width_px": film.width_px,
        "height_px": film.height_px,
        "byte_size": frame.stat().st_size,
        "media_type": JPEG,
        "storage_key": key,
        "preview_key": preview_key,
        "preview_width_px": film.preview_width_px,
        "preview_height_px": film.preview_height_px,
        "preview_bytes": preview.stat().st_size,
        "state": ImageState.READY,
        "import_run_id": reel.import_id,
        "sequence_id": sequence_id,
        "frame_index": index,
    }
