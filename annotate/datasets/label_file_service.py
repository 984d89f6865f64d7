"""The text files of an upload of labels, loose or in zips, with the same care as for pictures."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from annotate.core.storage import storage
from annotate.datasets.file_names import UnsafeName, clean_name, decode_zip_name, is_left_behind
from annotate.datasets.models import Parcel
from annotate.datasets.zip_rules import (
    BROKEN_ZIP,
    LARGEST_FILE_BYTES,
    TAIL_BYTES,
    Refusal,
    directory_refusal,
    entry_refusal,
    is_too_dense,
)

_LABEL_FILES = (".json", ".xml", ".txt", ".yaml", ".yml", ".names")
_COPY_BYTES = 1 << 20

# say(name, code, detail): a problem to be told.
Say = Callable[[str, str, Mapping[str, Any]], None]


def label_files(parcels: Sequence[Parcel], say: Say) -> dict[str, bytes]:
    """Text files by path, together at most 200 MB; pictures in between are passed over."""
    files: dict[str, bytes] = {}
    left = LARGEST_FILE_BYTES
    with tempfile.TemporaryDirectory(prefix="douya-labels-") as folder:
        for parcel in parcels:
            path = _fetched(parcel, Path(folder))
            opened = (
                _zip_files(path, parcel.name, say) if zipfile.is_zipfile(path) else _one(path, parcel, say)
            )
            for name, stream, packed in opened:
                content = _read(stream, packed, left)
                if isinstance(content, Refusal):
                    say(name, content.code, content.params)
                    continue
                files[name], left = content, left - len(content)
    return files


def _fetched(parcel: Parcel, folder: Path) -> Path:
    target = folder / f"parcel-{parcel.position}"
    with target.open("wb") as joined:
        for key in parcel.pieces:
            for part in storage().stream(key):
                joined.write(part)
    return target


_Opened = Iterator[tuple[str, BinaryIO, int | None]]


def _one(path: Path, parcel: Parcel, say: Say) -> _Opened:
    try:
        name = clean_name(parcel.name)
    except UnsafeName:
        say(parcel.name, "unsafe_name", {})
        return
    if name.lower().endswith(_LABEL_FILES):
        with path.open("rb") as stream:
            yield name, stream, None


def _zip_files(path: Path, zip_name: str, say: Say) -> _Opened:
    with path.open("rb") as opened:
        opened.seek(max(0, path.stat().st_size - TAIL_BYTES))
        refusal = directory_refusal(opened.read())
    archive = None
    if refusal is None:
        try:
            archive = zipfile.ZipFile(path)
        except (*BROKEN_ZIP, OSError, ValueError):
            refusal = Refusal("broken_zip", {})
    if archive is None:
        assert refusal is not None
        say(zip_name, refusal.code, refusal.params)
        return
    with archive:
        for entry in archive.infolist():
            name = decode_zip_name(entry.orig_filename, bool(entry.flag_bits & 0x800))
            if entry.is_dir() or is_left_behind(name) or not name.lower().endswith(_LABEL_FILES):
                continue
            try:
                cleaned, refusal = clean_name(name), entry_refusal(entry)
            except UnsafeName:
                cleaned, refusal = name, Refusal("unsafe_name", {})
            if refusal is not None:
                say(cleaned, refusal.code, refusal.params)
                continue
            try:
                stream = archive.open(entry)
            except (*BROKEN_ZIP, OSError):
                # Its own head says something else than the directory, or is not there.
                say(cleaned, "broken_entry", {})
                continue
            with stream:
                yield cleaned, cast(BinaryIO, stream), entry.compress_size


def _read(stream: BinaryIO, packed_bytes: int | None, most: int) -> bytes | Refusal:
    """A file's bytes, counted as they come: the directory of a zip may lie."""
    parts, size = [], 0
    with suppress(*BROKEN_ZIP):
        while part := stream.read(_COPY_BYTES):
            size += len(part)
            if size > most:
                return Refusal("too_large", {"limit_mb": LARGEST_FILE_BYTES // 1_000_000})
            if packed_bytes is not None and is_too_dense(size, packed_bytes):
                return Refusal("too_dense", {"limit": 100})
            parts.append(part)
        return b"".join(parts)
    return Refusal("broken_entry", {})
