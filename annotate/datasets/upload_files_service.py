"""The files of an upload, loose or in zips, in an order that is the same in each run; none is unpacked here."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from annotate.core.sources import Source, reference
from annotate.core.storage import storage
from annotate.datasets import films, manifests
from annotate.datasets.content import HEAD_BYTES, VIDEOS, sniff
from annotate.datasets.file_names import (
    LONGEST_NAME,
    UnsafeName,
    clean_name,
    decode_zip_name,
    is_left_behind,
    showable,
)
from annotate.datasets.manifests import LARGEST_REFERENCE_BYTES, Line, is_called_a_manifest
from annotate.datasets.models import Parcel
from annotate.datasets.zip_rules import (
    LARGEST_FILE_BYTES,
    LOCAL_HEADER_BYTES,
    TAIL_BYTES,
    Refusal,
    directory_refusal,
    entry_refusal,
    header_lies,
    overlapping,
)


@dataclass(frozen=True)
class Member:
    """One file of an upload. position counts over all parcels and never changes between two runs of the job."""

    position: int
    name: str
    # Opens its bytes; None for a file that is refused unopened.
    open: Callable[[], BinaryIO | Any] | None
    refusal: Refusal | None = None
    # Inside a zip: how many bytes it takes there.
    packed_bytes: int | None = None
    # Of a manifest: the line, and where the picture stays.
    line: Line | None = None
    reference: str = ""
    # Of a frame by reference: its video.
    sequence_id: int | None = None

    @property
    def shown(self) -> str:
        """How it is called in the list of problems."""
        return self.name if self.line is None else f"{self.line.number}: {self.name}"


def members_of(parcels: Sequence[Parcel], folder: Path, sources: Mapping[str, Source]) -> Iterator[Member]:
    """Every file of every parcel, and every line of a manifest, in an order that is the same in each run."""
    position = 0
    for parcel in parcels:
        file = fetched(parcel, folder)
        with file.open("rb") as opened:
            is_zip = sniff(opened.read(HEAD_BYTES)) == "zip"
        if is_zip:
            found = _zip_members(file, parcel)
        elif is_called_a_manifest(parcel.name):
            found = _lines(file, parcel, sources)
        else:
            found = iter([_loose_member(file, parcel)])
        for member in found:
            yield replace(member, position=position)
            position += 1


def _lines(file: Path, parcel: Parcel, sources: Mapping[str, Source]) -> Iterator[Member]:
    urls = {name: source.url for name, source in sources.items()}
    with file.open("rb") as opened:
        content = opened.read(manifests.LARGEST_BYTES + 1)
    for line in manifests.read_manifest(content, parcel.name, urls):
        if isinstance(line, manifests.BadLine):
            name = f"{line.number}: {line.name or parcel.name}"
            yield Member(0, name[:LONGEST_NAME], None, line.refusal)
        else:
            source = sources[line.source]
            opens = partial(_Streamed, source, line.key)
            yield Member(0, line.name, opens, line=line, reference=reference(source.name, line.key))


class _Streamed(io.RawIOBase):
    """An object of a source as a file that is read once from its start."""

    def __init__(self, source: Source, key: str) -> None:
        self._size = source.size_of(key)
        self._parts = source.stream(key) if self._size <= LARGEST_REFERENCE_BYTES else iter(())

    def read(self, _size: int = -1) -> bytes:
        """The next part, of whatever size; raises TooLargeToRead before the first."""
        if self._size > LARGEST_REFERENCE_BYTES:
            raise TooLargeToRead
        return next(self._parts, b"")


class TooLargeToRead(Exception):
    """A picture in a bucket that is larger than what may be sent to a browser."""


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
    entries, seen = archive.infolist(), set[str]()
    yield from _of_entries(file, archive, entries, seen)
    if not seen:
        yield Member(0, parcel.name, None, Refusal("no_pictures", {}))


def _of_entries(
    file: Path, archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], seen: set[str]
) -> Iterator[Member]:
    """seen: the names so far; it is added to."""
    inside = overlapping(entries)
    with file.open("rb") as opened:
        for number, entry in enumerate(entries):
            name = decode_zip_name(entry.orig_filename, bool(entry.flag_bits & 0x800))
            if entry.is_dir() or is_left_behind(name):
                continue
            opened.seek(entry.header_offset)
            is_lie = header_lies(opened.read(LOCAL_HEADER_BYTES), entry)
            refusal = Refusal("overlapping", {}) if number in inside else None
            refusal = refusal or (Refusal("broken_entry", {}) if is_lie else None)
            refusal = refusal or (Refusal("name_twice", {}) if name in seen else None)
            seen.add(name)
            yield _zip_member(archive, entry, name, refusal)


def _zip_member(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, refusal: Refusal | None
) -> Member:
    """refusal: why it is not opened though its own entry would do."""
    try:
        cleaned = clean_name(name)
    except UnsafeName:
        return Member(0, showable(name), None, Refusal("unsafe_name", {}))
    refusal = entry_refusal(entry) or refusal
    if refusal is not None:
        return Member(0, cleaned, None, refusal)
    return Member(0, cleaned, lambda: archive.open(entry), packed_bytes=entry.compress_size)
