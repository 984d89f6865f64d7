"""Makes faces and plates of pictures unrecognisable before anybody works on them, and removes the originals."""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from annotate.core import audit, clock, outbox
from annotate.core.errors import N_, Conflict, Fault, Invalid
from annotate.core.groups import batched
from annotate.core.sources import is_reference
from annotate.core.storage import storage
from annotate.datasets.blurring import Area, areas_of, wanted_labels
from annotate.datasets.content import EXTENSIONS
from annotate.datasets.decode_service import DecoderPool, Prepared, cores, decoder_pool
from annotate.datasets.errors import NothingSent, UnknownFormat
from annotate.datasets.formats.registry import FORMATS
from annotate.datasets.import_service import OpenPart
from annotate.datasets.label_file_service import label_files
from annotate.datasets.models import BlurImport, BlurredPicture, Image, ImportRun, Likeness, Parcel
from annotate.datasets.prelabel_service import (
    forget_pieces,
    note_problems,
    paired,
    parcels_of,
    targets_of,
)
from annotate.datasets.prelabels import Finder
from annotate.datasets.service import Piece
from annotate.datasets.states import RunState
from annotate.datasets.told import Told
from annotate.datasets.zip_rules import Refusal
from annotate.projects import service as projects
from annotate.projects.models import Project

BATCH = 16
# Whether anybody was ever lent this picture; while the answer stands nobody can be.
WasHandedOut = Callable[[Session, Image], bool]


def receive_blur(
    session: Session, actor_id: int, project_id: int, pieces: Sequence[Piece], format: str, labels: str
) -> ImportRun:
    """Note whole files of labels, and which of them mean what is to be blurred; a job does it.

    Raises NotFound, UnknownFormat, NothingSent, Invalid without a label.
    """
    project = projects.project_for(session, actor_id, project_id)
    if format not in FORMATS:
        raise UnknownFormat(known=", ".join(FORMATS))
    if not pieces:
        raise NothingSent
    wanted = wanted_labels(labels)
    if not wanted:
        raise Invalid([Fault("labels", "missing", N_("name at least one label that is to be blurred"))])
    run = ImportRun(project_id=project.id, name=pieces[0].name, created_by=actor_id, state=RunState.RUNNING)
    session.add(run)
    session.flush()
    for position, piece in enumerate(pieces):
        sizes = {"received_bytes": piece.byte_size, "total_bytes": piece.byte_size}
        session.add(
            Parcel(import_run_id=run.id, position=position, name=piece.name, pieces=[piece.key], **sizes)
        )
    session.add(BlurImport(import_run_id=run.id, format=format, labels=wanted))
    session.flush()
    detail = {"import": run.id, "labels": wanted}
    audit.record(session, actor_id, "pictures.blur", "project", project.id, detail)
    outbox.announce(session, "blur.received", run.id, key=f"import-received-{run.id}")
    return run


@dataclass(frozen=True)
class _Wish:
    """A picture as it was found, and what is to be blurred in it."""

    import_id: int
    image_id: int
    name: str
    media_type: str
    storage_key: str
    stem: str
    areas: list[Area]


@dataclass(frozen=True)
class _Made:
    wish: _Wish
    key: str
    preview_key: str
    prepared: Prepared
    byte_size: int
    preview_bytes: int


def apply_blur(open_part: OpenPart, import_id: int, was_handed_out: WasHandedOut) -> None:
    """The job of `blur.received`. Killed half-way and run again it gives the same."""
    with open_part() as session:
        run = session.get_one(ImportRun, import_id)
        about = session.get_one(BlurImport, import_id)
        parcels = list(session.scalars(parcels_of(import_id)))
        targets = list(targets_of(session, run.project_id))
    if run.state is not RunState.DONE:
        told = Told(import_id)
        found = FORMATS[about.format].read(
            label_files(parcels, told.say),
            {target.name: (target.width_px, target.height_px) for target in targets},
        )
        if not (found.pictures or found.faults):
            told.say(run.name, "no_labels")
        for fault in found.faults:
            told.say(fault.path, "label_file", {"what": [fault.detail, dict(fault.params)]})
        areas: dict[int, list[Area]] = {}
        for target, picture in paired(Finder(targets), found.pictures, told):
            meant = areas_of(picture.annotations, about.labels, target.width_px, target.height_px)
            if meant.left_out:
                told.say(picture.name, "blur_no_area", {"count": meant.left_out})
            if meant.areas:
                areas[target.id] = meant.areas
        met = sorted({str(one.get("label")) for picture in found.pictures for one in picture.annotations})
        if found.pictures and not set(met) & set(about.labels):
            told.say(run.name, "blur_no_label", {"labels": ", ".join(met[:20]) or "-"})
        _blur_all(open_part, run, areas, told, was_handed_out)
        with open_part() as session:
            _tell_alike(session, told)
            _finish(session, told)
    _remove_originals(open_part, import_id)
    forget_pieces(open_part, parcels)


def _blur_all(
    open_part: OpenPart,
    run: ImportRun,
    areas: dict[int, list[Area]],
    told: Told,
    was_handed_out: WasHandedOut,
) -> None:
    ids, done = sorted(areas), 0
    with (
        tempfile.TemporaryDirectory(prefix="douya-blur-") as folder,
        decoder_pool() as pool,
        ThreadPoolExecutor(cores()) as threads,
    ):
        for batch in batched(ids, BATCH):
            with open_part() as session:
                wishes = _wishes(session, run, [(one, areas[one]) for one in batch], told, was_handed_out)
            made = list(threads.map(lambda wish: _make(pool, Path(folder), wish), wishes))
            done += len(batch)
            with open_part() as session:
                # Locked against publishing: nobody can be lent a picture between the question and the change.
                session.get_one(Project, run.project_id, with_for_update={"read": True})
                for wish, one in zip(wishes, made, strict=True):
                    if isinstance(one, Refusal):
                        told.say(wish.name, one.code, one.params)
                    elif not _take_over(session, one, was_handed_out):
                        told.say(wish.name, "blur_handed_out")
                now = session.get_one(ImportRun, run.id)
                now.total, now.done = len(ids), done


def _wishes(
    session: Session,
    run: ImportRun,
    batch: Sequence[tuple[int, list[Area]]],
    told: Told,
    was_handed_out: WasHandedOut,
) -> list[_Wish]:
    """Pictures of a batch that can be blurred and are not yet; why not of the others."""
    wishes = []
    for image_id, areas in batch:
        image = session.get_one(Image, image_id)
        if session.get(BlurredPicture, (image_id, run.id)) is not None:
            continue
        if is_reference(image.storage_key):
            told.say(image.name, "blur_reference")
        elif was_handed_out(session, image):
            told.say(image.name, "blur_handed_out")
        else:
            # Of frames several may be one file: the picture's number tells their blurred ones apart.
            stem = f"{image.dataset_id}/{image.sha256[:2]}/{image.sha256}-{image.id}-{run.id}"
            place = image.storage_key, stem, areas
            wishes.append(_Wish(run.id, image.id, image.name, image.media_type, *place))
    return wishes


def _make(pool: DecoderPool, folder: Path, wish: _Wish) -> _Made | Refusal:
    """The blurred picture in storage, not yet in its place. Nothing is written to the database here."""
    source, clean, preview = (folder / f"{wish.image_id}.{kind}" for kind in ("source", "clean", "preview"))
    try:
        storage().fetch_to(wish.storage_key, source)
        prepared = pool.blur(source, wish.media_type, clean, preview, wish.areas)
        if isinstance(prepared, Refusal):
            return prepared
        key, preview_key = f"images/{wish.stem}.{EXTENSIONS[wish.media_type]}", f"previews/{wish.stem}.webp"
        storage().put(key, clean)
        storage().put(preview_key, preview)
        return _Made(wish, key, preview_key, prepared, clean.stat().st_size, preview.stat().st_size)
    finally:
        for file in (source, clean, preview):
            file.unlink(missing_ok=True)


def _take_over(session: Session, made: _Made, was_handed_out: WasHandedOut) -> bool:
    """Put the blurred picture in the place of the original; False when somebody was lent it in the meantime."""
    image = session.get_one(Image, made.wish.image_id, with_for_update=True, populate_existing=True)
    if was_handed_out(session, image):
        for key in (made.key, made.preview_key):
            storage().delete(key)
        return False
    if image.storage_key != made.wish.storage_key:
        # Another list of boxes was faster: the job is done again, over its picture.
        raise Conflict
    old = {"old_key": image.storage_key, "old_preview_key": image.preview_key or ""}
    number = len(made.wish.areas)
    session.add(BlurredPicture(image_id=image.id, import_run_id=made.wish.import_id, areas=number, **old))
    image.storage_key, image.byte_size = made.key, made.byte_size
    image.preview_key, image.preview_bytes = made.preview_key, made.preview_bytes
    image.blurred_at = clock.now()
    session.flush()
    return True


def _tell_alike(session: Session, told: Told) -> None:
    """Pictures that look like a blurred one and are not: the same face may be in them, and no box was sent."""
    newer, older = aliased(Image), aliased(Image)
    pairs = (
        sa.select(newer, older)
        .select_from(Likeness)
        .join(newer, newer.id == Likeness.image_id)
        .join(older, older.id == Likeness.like_id)
    )
    blurred = sa.select(BlurredPicture.image_id).where(BlurredPicture.import_run_id == told.import_id)
    near = sa.or_(Likeness.image_id.in_(blurred), Likeness.like_id.in_(blurred))
    said = {name for name, _, _ in told.problems}
    for pair in session.execute(pairs.where(near).order_by(Likeness.image_id)):
        for one, other in ((pair[0], pair[1]), (pair[1], pair[0])):
            if one.blurred_at is None and other.blurred_at is not None and one.name not in said:
                told.say(one.name, "blur_alike", {"like": other.name})


def _finish(session: Session, told: Told) -> None:
    run = session.get_one(ImportRun, told.import_id)
    note_problems(session, told)
    run.state, run.done, run.finished_at = RunState.DONE, run.total, clock.now()


def _remove_originals(open_part: OpenPart, import_id: int) -> None:
    """Delete what the blurred pictures were made of, only after all that is committed; asked again until it is gone."""
    with open_part() as session:
        waiting = sa.select(BlurredPicture).where(
            BlurredPicture.import_run_id == import_id, BlurredPicture.removed_at.is_(None)
        )
        rows = list(session.scalars(waiting))
        keys = {
            row.image_id: [
                key for key in (row.old_key, row.old_preview_key) if not _is_used(session, row, key)
            ]
            for row in rows
        }
    for image_keys in keys.values():
        for key in filter(None, image_keys):
            storage().delete(key)
    with open_part() as session:
        for row in rows:
            session.get_one(BlurredPicture, (row.image_id, import_id)).removed_at = clock.now()


def _is_used(session: Session, row: BlurredPicture, key: str) -> bool:
    """Whether another picture of the same bytes, a frame at a red light, still stands on this file."""
    image = session.get_one(Image, row.image_id)
    same = sa.select(Image.id).where(Image.dataset_id == image.dataset_id, Image.sha256 == image.sha256)
    return session.scalar(same.where(sa.or_(Image.storage_key == key, Image.preview_key == key))) is not None
