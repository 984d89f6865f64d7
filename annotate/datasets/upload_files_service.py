"""The files of an upload, loose or in zips, in an order that is the same in each run; none is unpacked here."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from annotate.core.storage import storage
from annotate.datasets import films
from annotate.datasets.content import HEAD_BYTES, VIDEOS, sniff
from annotate.datasets.file_names import UnsafeName, clean_name, decode_zip_name, is_left_behind, showable
from annotate.datasets.models import Parcel
from annotate.datasets.zip_rules import (
    LARGEST_FILE_BYTES,
    TAIL_BYTES,
    Refusal,
    directory_refusal,
    entry_refusal,
)


@dataclass(frozen=True)
class Member:
    """One file of an upload. position counts over all parcels and never changes between two runs of the job."""

    position: int
    name: str
    # Opens its bytes; None for a file that is refused unopened.
    open: Callable[[], BinaryIO] | None
    refusal: Refusal | None = None
    # Inside a zip: how many bytes it takes there.
    packed_bytes: int | None = None


def members_of(parcels: Sequence[Parcel], folder: Path) -> Iterator[Member]:
    """Every file of every parcel, in an order that is the same in each run."""
    position = 0
    for parcel in parcels:
        file = fetched(parcel, folder)
        with file.open("rb") as opened:
            is_zip = sniff(opened.read(HEAD_BYTES)) == "zip"
        found = _zip_members(file, parcel) if is_zip else iter([_loose_member(file, parcel)])
        for member in found:
            yield Member(position, member.name, member.open, member.refusal, member.packed_bytes)
            position += 1


def fetched(parcel: Parcel, folder: Path) -> Path:
    """The parcel's pieces, joined into one file here."""
    target = folder / f"parcel-{parcel.position}"
    with target.open("wb") as joined:
        for key in parcel.pieces:
            for part in storage().stream(key):
                joined.write(part)
    return target


def _loose_member(file: Path, parcel: Parcel) -> Member:
    try:
        name = clean_name(parcel.name)
    except UnsafeName:
        return Member(0, showable(parcel.name), None, Refusal("unsafe_name", {}))
    with file.open("rb") as opened:
        most = most_bytes(opened.read(HEAD_BYTES))
    if file.stat().st_size > most:
        return Member(0, name, None, Refusal("too_large", {"limit_mb": most // 1_000_000}))
    return Member(0, name, lambda: file.open("rb"))


def most_bytes(head: bytes) -> int:
    return films.LARGEST_FILE_BYTES if sniff(head) in VIDEOS else LARGEST_FILE_BYTES


def _zip_members(file: Path, parcel: Parcel) -> Iterator[Member]:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - TAIL_BYTES))
        refusal = directory_refusal(opened.read())
    if refusal is None:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
            refusal = Refusal("broken_zip", {})
    if refusal is not None:
        yield Member(0, parcel.name, None, refusal)
        return
    for entry in archive.infolist():
        name = decode_zip_name(entry.orig_filename, bool(entry.flag_bits & 0x800))
        if entry.is_dir() or is_left_behind(name):
            continue
        yield _zip_member(archive, entry, name)


def _zip_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Member:
    try:
        cleaned = clean_name(name)
    except UnsafeName:
        return Member(0, showable(name), None, Refusal("unsafe_name", {}))
    refusal = entry_refusal(entry)
    if refusal is not None:
        return Member(0, cleaned, None, refusal)
    return Member(0, cleaned, lambda: archive.open(entry), packed_bytes=entry.compress_size)  # type: ignore[arg-type, return-value]
