"""Taking uploads in, piece by piece; who may see a picture; what exports are asked for."""

import hashlib
import tempfile
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import audit, clock, outbox
from annotate.core.db import insert_once
from annotate.core.errors import N_, Fault, Invalid, NotFound
from annotate.core.sources import is_reference
from annotate.core.storage import storage
from annotate.datasets.errors import NothingSent, NoVideos, RangeGap, UnknownFormat, UploadClosed
from annotate.datasets.file_names import showable
from annotate.datasets.films import Taking
from annotate.datasets.formats.registry import EXPORTS, TrackFormat
from annotate.datasets.models import Dataset, Export, Image, ImportRun, Parcel
from annotate.datasets.ranges import Range
from annotate.datasets.reference_service import referenced_bytes
from annotate.datasets.sequence_service import Video, begin_sequence, sequences_of
from annotate.datasets.states import ExportScope, RunState
from annotate.projects import service as projects
from annotate.projects.errors import WrongState
from annotate.projects.states import ProjectState

_COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class Piece:
    """Bytes of one file that are safely stored: all of it, or the given range."""

    name: str
    key: str
    byte_size: int
    sha256: str
    range: Range | None = None

    @property
    def start(self) -> int:
        return self.range.start if self.range else 0

    @property
    def total(self) -> int:
        """Size of the whole file that this is a piece of."""
        return self.range.total if self.range else self.byte_size


def store_piece(name: str, stream: BinaryIO, sent: Range | None = None) -> Piece:
    """Put bytes into storage before any transaction; memory stays flat however long they are."""
    key, size, digest = f"uploads/{uuid.uuid4().hex}", 0, hashlib.sha256()
    with tempfile.NamedTemporaryFile(prefix="douya-upload-") as draft:
        while part := stream.read(_COPY_BYTES):
            draft.write(part)
            digest.update(part)
            size += len(part)
        draft.flush()
        if sent is not None and size != sent.stop - sent.start:
            words = N_("the range names %(named)s bytes, %(came)s came")
            raise Invalid(
                [Fault("Content-Range", "length", words, {"named": sent.stop - sent.start, "came": size})]
            )
        storage().put(key, Path(draft.name))
    return Piece(showable(name or "upload"), key, size, digest.hexdigest(), sent)


@contextmanager
def stored_pieces(files: Iterable[tuple[str, BinaryIO]], sent: Range | None = None) -> Iterator[list[Piece]]:
    """Files (name, stream) in storage; forgotten again when what follows is refused."""
    pieces: list[Piece] = []
    try:
        for name, stream in files:
            pieces.append(store_piece(name, stream, sent))
        yield pieces
    except BaseException:
        for piece in pieces:
            storage().delete(piece.key)
        raise


def dataset_of(session: Session, project_id: int) -> Dataset:
    """The project's one dataset, made when first asked for."""
    insert_once(session, Dataset, {"project_id": project_id, "name": "pictures", "created_at": clock.now()})
    return session.scalars(sa.select(Dataset).where(Dataset.project_id == project_id)).one()


@dataclass(frozen=True)
class Upload:
    """What one request brings. more: further files follow into the same import. video: the files of a new
    import are its frames; taking: which frames of video files are taken."""

    pieces: Sequence[Piece]
    import_id: int | None = None
    more: bool = False
    video: Video | None = None
    taking: Taking = field(default_factory=Taking)


def receive_upload(session: Session, actor_id: int, project_id: int, upload: Upload) -> ImportRun:
    """Note stored pieces; once every file is whole and no more follow, the import starts.

    A piece that came before changes nothing, so a client that lost an answer sends it again.
    Raises NotFound, WrongState for a closed project, NothingSent, UploadClosed, RangeGap (with the byte to
    go on from).
    """
    project = projects.project_for(session, actor_id, project_id)
    if project.state is ProjectState.CLOSED:
        raise WrongState
    if not upload.pieces:
        raise NothingSent
    run = _import_to_go_on(session, actor_id, project.id, upload)
    for piece in upload.pieces:
        _add_piece(session, run, piece)
    is_open = run.state is RunState.RECEIVING
    if is_open and not upload.more and not _unfinished(session, run.id):
        _start_import(session, run)
    return run


def _import_to_go_on(session: Session, actor_id: int, project_id: int, upload: Upload) -> ImportRun:
    if upload.import_id is not None:
        run = session.get(ImportRun, upload.import_id, with_for_update=True, populate_existing=True)
        if run is None or run.project_id != project_id:
            raise NotFound
        # The answer to the last piece may have been lost on the way: it may be asked for again.
        is_repeat = all(_came_before(session, run.id, piece) for piece in upload.pieces)
        if run.state is not RunState.RECEIVING and not is_repeat:
            raise UploadClosed
        return run
    first = upload.pieces[0]
    if first.range is not None and (run := _same_file_on_its_way(session, actor_id, project_id, first)):
        return run
    run = ImportRun(project_id=project_id, name=first.name, created_by=actor_id, state=RunState.RECEIVING)
    run.film_rate = upload.taking.rate
    if upload.video is not None:
        dataset_id = dataset_of(session, project_id).id
        run.sequence_id = begin_sequence(session, project_id, dataset_id, upload.video).id
    session.add(run)
    session.flush()
    audit.record(session, actor_id, "import.started", "project", project_id, {"import": run.id})
    return run


def _same_file_on_its_way(session: Session, actor_id: int, project_id: int, piece: Piece) -> ImportRun | None:
    """A program that only knows Content-Range goes on with its newest unfinished file of that name and size."""
    assert piece.range is not None
    query = (
        sa.select(ImportRun)
        .join(Parcel, Parcel.import_run_id == ImportRun.id)
        .where(
            ImportRun.project_id == project_id,
            ImportRun.created_by == actor_id,
            ImportRun.state == RunState.RECEIVING,
            Parcel.name == piece.name,
            Parcel.total_bytes == piece.range.total,
            Parcel.received_bytes < Parcel.total_bytes,
        )
        .order_by(ImportRun.id.desc())
        .limit(1)
    )
    return session.scalar(query.with_for_update(of=ImportRun))


def _parcel_of(session: Session, import_id: int, piece: Piece) -> Parcel | None:
    """The file that this piece belongs to; a file in one piece is known again by its content."""
    query = sa.select(Parcel).where(
        Parcel.import_run_id == import_id, Parcel.name == piece.name, Parcel.total_bytes == piece.total
    )
    if piece.range is None:
        query = query.where(Parcel.sha256 == piece.sha256)
    return session.scalar(query.order_by(Parcel.id.desc()).limit(1))


def _came_before(session: Session, import_id: int, piece: Piece) -> bool:
    parcel = _parcel_of(session, import_id, piece)
    return parcel is not None and piece.start + piece.byte_size <= parcel.received_bytes


def _new_parcel(session: Session, run: ImportRun, piece: Piece) -> Parcel:
    count = sa.select(sa.func.count()).where(Parcel.import_run_id == run.id)
    parcel = Parcel(
        import_run_id=run.id,
        position=session.scalar(count) or 0,
        name=piece.name,
        received_bytes=0,
        total_bytes=piece.total,
        sha256=piece.sha256 if piece.range is None else None,
        pieces=[],
    )
    session.add(parcel)
    return parcel


def _add_piece(session: Session, run: ImportRun, piece: Piece) -> None:
    parcel = _parcel_of(session, run.id, piece)
    if parcel is not None and piece.start + piece.byte_size <= parcel.received_bytes:
        storage().delete(piece.key)
        return
    parcel = parcel or _new_parcel(session, run, piece)
    if piece.start != parcel.received_bytes:
        words = N_("go on at byte %(received)s")
        raise RangeGap([Fault("Content-Range", "gap", words, {"received": parcel.received_bytes})])
    parcel.pieces = [*parcel.pieces, piece.key]
    parcel.received_bytes += piece.byte_size
    session.flush()


def _unfinished(session: Session, import_id: int) -> bool:
    query = sa.select(Parcel.id).where(
        Parcel.import_run_id == import_id, Parcel.received_bytes < Parcel.total_bytes
    )
    return session.scalar(query.limit(1)) is not None


def _start_import(session: Session, run: ImportRun) -> None:
    run.state = RunState.RUNNING
    outbox.announce(session, "import.received", run.id, key=f"import-received-{run.id}")


def import_of(session: Session, import_id: int) -> ImportRun:
    """An import, asked for by the operator. Raises NotFound."""
    run = session.get(ImportRun, import_id)
    if run is None:
        raise NotFound
    return run


def import_for(session: Session, account_id: int, import_id: int) -> ImportRun:
    """An import of a project that this person may see. Raises NotFound."""
    run = import_of(session, import_id)
    if not projects.may_see_project(session, account_id, run.project_id):
        raise NotFound
    return run


SeeCheck = Callable[[Session, int, int], bool]
_see_checks: list[SeeCheck] = []


def let_see_images(check: SeeCheck) -> None:
    """A later room says who else may see a picture: check(session, account_id, image_id)."""
    if check not in _see_checks:
        _see_checks.append(check)


def may_see_image(session: Session, account_id: int, image_id: int) -> bool:
    """The project's own people, and whom a later room lets in."""
    project_id = session.scalar(sa.select(Image.project_id).where(Image.id == image_id))
    if project_id is None:
        return False
    if projects.may_see_project(session, account_id, project_id):
        return True
    return any(check(session, account_id, image_id) for check in _see_checks)


@dataclass(frozen=True)
class ImageFile:
    """A stored picture, ready to be sent."""

    key: str
    media_type: str
    byte_size: int
    tag: str
    sha256: str = ""

    def stream(self) -> Iterator[bytes]:
        """Its bytes. Raises PictureGone for one in somebody else's bucket that is not there any more."""
        if is_reference(self.key):
            return referenced_bytes(self.key, self.media_type, self.sha256)
        return storage().stream(self.key)


def image_file(session: Session, account_id: int, image_id: int, preview: bool) -> ImageFile:
    """Where a picture's bytes are. Raises NotFound, alike for absent and foreign ones."""
    if not may_see_image(session, account_id, image_id):
        raise NotFound
    image = session.get_one(Image, image_id)
    # Before its preview is made a picture is shown as it is.
    if preview and image.preview_key is not None and image.preview_bytes is not None:
        return ImageFile(image.preview_key, "image/webp", image.preview_bytes, f"{_version(image)}-preview")
    tag = f"{_version(image)}-full"
    return ImageFile(image.storage_key, image.media_type, image.byte_size, tag, image.sha256)


def _version(image: Image) -> str:
    """What a browser may keep it by: the file as it was sent, and when it was blurred."""
    return image.sha256 if image.blurred_at is None else f"{image.sha256}-{int(image.blurred_at.timestamp())}"


def start_export(session: Session, actor_id: int, project_id: int, format: str, only: ExportScope) -> Export:
    """Ask for a project's labels in one format; a job writes the file.

    Raises NotFound, UnknownFormat, NoVideos.
    """
    project = projects.project_for(session, actor_id, project_id)
    if format not in EXPORTS:
        raise UnknownFormat(known=", ".join(EXPORTS))
    if isinstance(EXPORTS[format], TrackFormat) and not sequences_of(session, project_id):
        raise NoVideos
    export = Export(project_id=project.id, format=format, only=only, created_by=actor_id)
    session.add(export)
    session.flush()
    outbox.announce(session, "export.requested", export.id, key=f"export-requested-{export.id}")
    detail = {"export": export.id, "format": format, "only": only.value}
    audit.record(session, actor_id, "export.requested", "project", project.id, detail)
    return export


def export_of(session: Session, export_id: int) -> Export:
    """An export, asked for by the operator. Raises NotFound."""
    export = session.get(Export, export_id)
    if export is None:
        raise NotFound
    return export


def export_for(session: Session, account_id: int, export_id: int) -> Export:
    """An export of a project that this person may see. Raises NotFound."""
    export = export_of(session, export_id)
    if not projects.may_see_project(session, account_id, export.project_id):
        raise NotFound
    return export
