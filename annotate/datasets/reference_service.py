"""Pictures that stay in a declared bucket: what is asked of them at import, and their bytes when one is shown."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from annotate.core import clock
from annotate.core.db import insert_once
from annotate.core.sources import SourceRefuses, stream_of
from annotate.datasets.content import STRIPPERS
from annotate.datasets.decode_service import Prepared
from annotate.datasets.errors import PictureGone
from annotate.datasets.manifests import LARGEST_REFERENCE_BYTES
from annotate.datasets.models import FilmFile, ImportRun, Sequence
from annotate.datasets.upload_files_service import Member
from annotate.datasets.zip_rules import Refusal

OpenPart = Callable[[], AbstractContextManager[Session]]


def begin_sequences(open_part: OpenPart, place: tuple[int, int, int], members: list[Member]) -> list[Member]:
    """The members, each frame with its video; frames of a video whose name is taken are refused.

    place: ids of import, project and dataset.
    """
    first: dict[str, Member] = {}
    for member in members:
        if member.line is not None and member.line.sequence:
            first.setdefault(member.line.sequence, member)
    if not first:
        return members
    with open_part() as session:
        begun = {name: _begun(session, place, name, member) for name, member in first.items()}
    return [_framed(member, begun) for member in members]


def _framed(member: Member, begun: dict[str, int | None]) -> Member:
    if member.line is None or not member.line.sequence:
        return member
    sequence_id = begun[member.line.sequence]
    if sequence_id is None:
        return replace(member, open=None, refusal=Refusal("video_name", {}))
    return replace(member, sequence_id=sequence_id)


def _begun(session: Session, place: tuple[int, int, int], name: str, member: Member) -> int | None:
    """The sequence of this name if it is this import's, begun now or by an earlier run of the job."""
    import_id, project_id, dataset_id = place
    assert member.line is not None
    values = {"dataset_id": dataset_id, "project_id": project_id, "name": name, "fps": member.line.fps}
    is_new = insert_once(session, Sequence, {**values, "created_at": clock.now()})
    found = sa.select(Sequence.id).where(Sequence.dataset_id == dataset_id, Sequence.name == name)
    sequence_id = session.scalars(found).one()
    if is_new:
        origin = {"import_run_id": import_id, "position": member.position, "sha256": ""}
        session.add(FilmFile(sequence_id=sequence_id, **origin))
        return sequence_id
    file = session.get(FilmFile, sequence_id)
    return sequence_id if file is not None and file.import_run_id == import_id else None


def sequences_to_number(session: Session, run: ImportRun) -> list[int]:
    """Videos of this import whose frames came one by one: the one that the form named, or those of a manifest."""
    waiting = (
        sa.select(FilmFile.sequence_id)
        .join(Sequence, Sequence.id == FilmFile.sequence_id)
        .where(FilmFile.import_run_id == run.id, FilmFile.sha256 == "", Sequence.frame_count.is_(None))
    )
    named = [run.sequence_id] if run.sequence_id is not None else []
    return named + list(session.scalars(waiting.order_by(FilmFile.position)))


def reference_refusal(
    member: Member, source: Path, media_type: str, prepared: Prepared, clean: Path
) -> Refusal | None:
    """Why a picture cannot stay where it is; None for uploaded ones."""
    if member.line is None:
        return None
    size = prepared.width_px, prepared.height_px
    if member.line.size is not None and member.line.size != size:
        said = f"{member.line.size[0]} x {member.line.size[1]}"
        return Refusal("size_differs", {"said": said, "width": size[0], "height": size[1]})
    # What is shown later is made of the bytes in the bucket without decoding them: it must be this very picture.
    if _stripped(source.read_bytes(), media_type) != clean.read_bytes():
        return Refusal("reference_turned", {})
    return None


def _stripped(content: bytes, media_type: str) -> bytes:
    try:
        return STRIPPERS[media_type](content)
    except ValueError:
        return b""


def referenced_bytes(storage_key: str, media_type: str, sha256: str) -> Iterator[bytes]:
    """The picture as it was taken in, without metadata. Raises PictureGone when the bucket holds another by now."""
    content = bytearray()
    try:
        for part in stream_of(storage_key):
            content += part
            if len(content) > LARGEST_REFERENCE_BYTES:
                # Never taken in at this size, so it is another one: not to be read into memory whole.
                raise PictureGone
    except (FileNotFoundError, SourceRefuses) as error:
        raise PictureGone from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PictureGone
    return iter([STRIPPERS[media_type](bytes(content))])
