"""Unpacks an upload: every file is looked at by a limited process, taken or refused by name, and noted once."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock, outbox
from annotate.core.db import insert_once, reading
from annotate.core.groups import batched
from annotate.core.sources import SourceRefuses, sources_for
from annotate.core.storage import storage
from annotate.datasets import films
from annotate.datasets.ahead import one_ahead
from annotate.datasets.content import ARCHIVES, EXTENSIONS, HEAD_BYTES, VIDEOS, sniff
from annotate.datasets.decode_service import DecoderPool, Prepared, cores, decoder_pool
from annotate.datasets.film_service import Reel, forget_progress, take_film, taken_films
from annotate.datasets.likeness_service import note_look
from annotate.datasets.manifests import LARGEST_REFERENCE_BYTES
from annotate.datasets.models import Image, ImportProblem, ImportRun, Parcel
from annotate.datasets.notice_service import tell_import_finished
from annotate.datasets.reference_service import begin_sequences, reference_refusal, sequences_to_number
from annotate.datasets.sequence_service import number_frames
from annotate.datasets.service import dataset_of
from annotate.datasets.states import ImageState, RunState
from annotate.datasets.upload_files_service import Member, TooLargeToRead, members_of, most_bytes
from annotate.datasets.zip_rules import BROKEN_ZIP, Refusal, is_too_dense
from annotate.projects.models import Project
from annotate.projects.states import ProjectState

# Opens one transaction; a job gives one that also renews its lease.
OpenPart = Callable[[], AbstractContextManager[Session]]

BATCH = 32
_COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class _Outcome:
    """What became of one file: a picture, or a reason."""

    member: Member
    image: Mapping[str, Any] | None = None
    refusal: Refusal | None = None
    # Of a picture: how it looks, see likeness.py.
    look: int = 0


def unpack_import(open_part: OpenPart, import_id: int) -> None:
    """Take in all pictures of an upload; killed half-way and run again it gives the same.

    Transactions are short: pictures are opened and stored between them.
    """
    with open_part() as session:
        run = session.get_one(ImportRun, import_id)
        state, project_id, sequence_id, rate = run.state, run.project_id, run.sequence_id, run.film_rate
        parcels = list(
            session.scalars(
                sa.select(Parcel).where(Parcel.import_run_id == import_id).order_by(Parcel.position)
            )
        )
        dataset_id = dataset_of(session, project_id).id
        sources = sources_for(session.get_one(Project, project_id).organisation_id)
    if state is not RunState.DONE:
        with tempfile.TemporaryDirectory(prefix="douya-import-") as folder:
            place = _Place(import_id, project_id, dataset_id, Path(folder), open_part, sequence_id, rate)
            _unpack(place, list(members_of(parcels, place.folder, sources)), run.name)
    _forget_pieces(open_part, parcels)


@dataclass(frozen=True)
class _Place:
    """Which import this is, where its pictures belong, a folder to work in, the video whose frames they are,
    and how many frames a second are taken of a video file."""

    import_id: int
    project_id: int
    dataset_id: int
    folder: Path
    open_part: OpenPart
    sequence_id: int | None = None
    film_rate: float | None = films.USUAL_RATE


def _unpack(place: _Place, members: list[Member], name: str) -> None:
    open_part = place.open_part
    with open_part() as session:
        session.get_one(ImportRun, place.import_id).total = len(members)
    if not members:
        members = [Member(0, name, None, Refusal("no_pictures", {}))]
    members = begin_sequences(open_part, (place.import_id, place.project_id, place.dataset_id), members)
    # One more than decoders: while it unpacks, stores and waits for the disk, none of them stands still.
    with decoder_pool() as pool, ThreadPoolExecutor(cores() + 1) as threads:
        act = partial(_take, place, pool)
        for batch, outcomes in one_ahead(threads, batched(members, BATCH), partial(_fresh, place), act):
            with open_part() as session:
                _note(session, place, outcomes)
                session.get_one(ImportRun, place.import_id).done = batch[-1].position + 1
    with open_part() as session:
        run = session.get_one(ImportRun, place.import_id)
        for sequence_id in sequences_to_number(session, run):
            number_frames(session, run, sequence_id)
        forget_progress(session, place.import_id)
        run.state, run.done, run.finished_at = RunState.DONE, run.total, clock.now()
        tell_import_finished(session, run)


def _fresh(place: _Place, batch: Sequence[Member]) -> list[Member]:
    """Those that no earlier, killed run has noted already."""
    first, last = batch[0].position, batch[-1].position
    with reading() as session:
        images = sa.select(Image.position).where(
            Image.import_run_id == place.import_id, Image.position.between(first, last)
        )
        problems = sa.select(ImportProblem.position).where(
            ImportProblem.import_run_id == place.import_id, ImportProblem.position.between(first, last)
        )
        found = {*session.scalars(images), *session.scalars(problems), *taken_films(session, place.import_id)}
    return [member for member in batch if member.position not in found]


def _take(place: _Place, pool: DecoderPool, member: Member) -> _Outcome:
    """Copy out, look at, and store one file. Nothing is written to the database here."""
    if member.open is None:
        return _Outcome(member, refusal=member.refusal)
    source = place.folder / f"file-{member.position}"
    try:
        copied = _copy_out(member, source)
        if isinstance(copied, Refusal):
            return _Outcome(member, refusal=copied)
        return _look_at(place, pool, member, source, copied)
    except FileNotFoundError:
        if member.line is None:
            raise
        return _Outcome(member, refusal=Refusal("no_object", {}))
    except SourceRefuses as error:
        return _Outcome(member, refusal=Refusal("source_refuses", {"source": str(error)}))
    except TooLargeToRead:
        return _Outcome(
            member, refusal=Refusal("too_large", {"limit_mb": LARGEST_REFERENCE_BYTES // 1_000_000})
        )
    except (*BROKEN_ZIP, ValueError):
        return _Outcome(member, refusal=Refusal("broken_entry", {}))
    finally:
        source.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Copied:
    sha256: str
    kind: str


def _copy_out(member: Member, target: Path) -> _Copied | Refusal:
    """Unpack one file, counting what really comes out: the directory may lie."""
    assert member.open is not None
    digest, size, head = hashlib.sha256(), 0, b""
    with member.open() as packed, target.open("wb") as file:
        while part := packed.read(_COPY_BYTES):
            head = head or part[:HEAD_BYTES]
            size += len(part)
            if size > most_bytes(head):
                return Refusal("too_large", {"limit_mb": most_bytes(head) // 1_000_000})
            if member.packed_bytes is not None and is_too_dense(size, member.packed_bytes):
                return Refusal("too_dense", {"limit": 100})
            digest.update(part)
            file.write(part)
    kind = sniff(head)
    if kind in ARCHIVES:
        return Refusal("nested_archive", {})
    if member.line is not None and kind in VIDEOS:
        return Refusal("not_a_picture", {"looks_like": kind})
    if films.is_called_a_video(member.name) and kind not in VIDEOS:
        return Refusal("not_a_video", {"looks_like": kind or "?"})
    if kind not in EXTENSIONS and kind not in VIDEOS:
        return Refusal("not_a_picture", {"looks_like": kind or "?"})
    return _Copied(digest.hexdigest(), kind)


def _look_at(place: _Place, pool: DecoderPool, member: Member, source: Path, copied: _Copied) -> _Outcome:
    if copied.kind in VIDEOS:
        return _Outcome(member, refusal=_take_film(place, member, source, copied))
    if member.line is not None and member.line.sha256 not in ("", copied.sha256):
        return _Outcome(member, refusal=Refusal("sha256_differs", {}))
    twin = _twin(place, member, copied.sha256)
    if twin is not None:
        return _Outcome(member, refusal=Refusal("duplicate", {"same_as": twin}))
    clean, preview = source.with_suffix(".clean"), source.with_suffix(".preview")
    try:
        prepared = pool.prepare(source, copied.kind, clean, preview)
        if isinstance(prepared, Refusal):
            return _Outcome(member, refusal=prepared)
        if refusal := reference_refusal(member, source, copied.kind, prepared, clean):
            return _Outcome(member, refusal=refusal)
        return _Outcome(
            member, image=_store(place, member, copied, prepared, clean, preview), look=prepared.look
        )
    finally:
        clean.unlink(missing_ok=True)
        preview.unlink(missing_ok=True)


def _take_film(place: _Place, member: Member, source: Path, copied: _Copied) -> Refusal | None:
    if place.sequence_id is not None:
        return Refusal("video_among_frames", {})
    reel = Reel(
        place.import_id,
        place.project_id,
        place.dataset_id,
        member.position,
        member.name,
        copied.sha256,
        copied.kind,
        source,
        place.film_rate,
    )
    return take_film(place.open_part, reel)


def _sequence_of(place: _Place, member: Member) -> int | None:
    return place.sequence_id or member.sequence_id


def _twin(place: _Place, member: Member, sha256: str) -> str | None:
    """Name of the same picture in this dataset; frames of a video may be alike."""
    if _sequence_of(place, member) is not None:
        return None
    with reading() as session:
        return session.scalar(
            sa.select(Image.name).where(
                Image.dataset_id == place.dataset_id, Image.sha256 == sha256, Image.sequence_id.is_(None)
            )
        )


def _store(
    place: _Place, member: Member, copied: _Copied, prepared: Prepared, clean: Path, preview: Path
) -> dict[str, Any]:
    """Put both files into storage, under keys made from the content alone; returns the picture's row."""
    stem = f"{place.dataset_id}/{copied.sha256[:2]}/{copied.sha256}"
    key, preview_key = f"images/{stem}.{EXTENSIONS[copied.kind]}", f"previews/{stem}.webp"
    if member.reference:
        key = member.reference
    else:
        storage().put(key, clean)
    storage().put(preview_key, preview)
    return {
        "dataset_id": place.dataset_id,
        "project_id": place.project_id,
        "name": member.name,
        "sha256": copied.sha256,
        "width_px": prepared.width_px,
        "height_px": prepared.height_px,
        "byte_size": clean.stat().st_size,
        "media_type": copied.kind,
        "storage_key": key,
        "preview_key": preview_key,
        "preview_width_px": prepared.preview_width_px,
        "preview_height_px": prepared.preview_height_px,
        "preview_bytes": preview.stat().st_size,
        "state": ImageState.READY,
        "import_run_id": place.import_id,
        "position": member.position,
        "sequence_id": _sequence_of(place, member),
        "attributes": dict(member.line.attributes) if member.line else {},
    }


def _note(session: Session, place: _Place, outcomes: list[_Outcome]) -> None:
    """Write a batch's pictures and problems; a row that is there already stays as it is."""
    # Locked against publishing: a picture is either there when tasks are made, or announced after.
    project = session.get_one(Project, place.project_id, with_for_update={"read": True})
    for outcome in outcomes:
        refusal = outcome.refusal
        if outcome.image is not None:
            is_new = insert_once(session, Image, {**outcome.image, "created_at": clock.now()})
            if not is_new and (refusal := _double(session, place, outcome)) is None:
                continue
            if is_new and _sequence_of(place, outcome.member) is None:
                image_id = _id_of(session, place, outcome.image["sha256"])
                note_look(session, place.dataset_id, image_id, outcome.look)
                # A picture that comes after publishing joins the work.
                if project.state is ProjectState.PUBLISHED:
                    outbox.announce(session, "image.added", image_id, key=f"image-added-{image_id}")
        if refusal is not None:
            values = {
                "import_run_id": place.import_id,
                "position": outcome.member.position,
                "name": outcome.member.shown,
                "code": refusal.code,
                "detail": refusal.params,
            }
            insert_once(session, ImportProblem, values)


def _double(session: Session, place: _Place, outcome: _Outcome) -> Refusal | None:
    """The same picture came in while this one was looked at, perhaps from the same batch."""
    assert outcome.image is not None
    sequence_id = _sequence_of(place, outcome.member)
    same = sa.and_(Image.sha256 == outcome.image["sha256"], Image.sequence_id.is_(None))
    if sequence_id is not None:
        same = sa.and_(Image.name == outcome.image["name"], Image.sequence_id == sequence_id)
    row = session.execute(
        sa.select(Image.name, Image.import_run_id, Image.position).where(
            Image.dataset_id == place.dataset_id, same
        )
    ).one()
    if (row.import_run_id, row.position) == (place.import_id, outcome.member.position):
        return None
    if sequence_id is not None:
        return Refusal("frame_name", {})
    return Refusal("duplicate", {"same_as": row.name})


def _id_of(session: Session, place: _Place, sha256: str) -> int:
    """Of a single picture."""
    query = sa.select(Image.id).where(Image.dataset_id == place.dataset_id, Image.sha256 == sha256)
    return session.scalars(query.where(Image.sequence_id.is_(None))).one()


def _forget_pieces(open_part: OpenPart, parcels: list[Parcel]) -> None:
    """Delete the upload's bytes, only after all that came of it is committed."""
    for parcel in parcels:
        for key in parcel.pieces:
            storage().delete(key)
    with open_part() as session:
        ids = [parcel.id for parcel in parcels]
        session.execute(sa.update(Parcel).where(Parcel.id.in_(ids)).values(pieces=[]))
