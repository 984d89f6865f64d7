"""What a zip may hold, judged from its directory before anything is unpacked. Pure."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MOST_ENTRIES = 100_000
LARGEST_DIRECTORY_BYTES = 50_000_000
LARGEST_FILE_BYTES = 200_000_000
DENSEST_RATIO = 100
# Below this a high ratio harms nobody: a plain-coloured icon is as dense as a bomb.
RATIO_MATTERS_BYTES = 1_000_000
TAIL_BYTES = 65_557  # the end record and the longest comment before it

# All that the library raises when a zip is damaged, or an entry is not what the directory says.
BROKEN_ZIP = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError)

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Refusal:
    """Why a file is not taken: a code of problems.py and its parameters."""

    code: str
    params: dict[str, int | str]


def directory_refusal(tail: bytes) -> Refusal | None:
    """Whether the directory is too large even to be read. tail: the last TAIL_BYTES of the file."""
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return Refusal("broken_zip", {})
    entries, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    at_64 = tail.rfind(_END_64, 0, at)
    if at_64 >= 0 and len(tail) >= at_64 + 56:
        entries, size = struct.unpack("<QQ", tail[at_64 + 32 : at_64 + 48])
    if entries > MOST_ENTRIES or size > LARGEST_DIRECTORY_BYTES:
        return Refusal("too_many_files", {"count": entries, "limit": MOST_ENTRIES})
    return None


def entry_refusal(entry: zipfile.ZipInfo) -> Refusal | None:
    """Whether an entry is refused for what the directory says of it."""
    if entry.flag_bits & 0x1:
        return Refusal("encrypted", {})
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Refusal("link", {})
    if entry.filename.lower().endswith(_ARCHIVES):
        return Refusal("nested_archive", {})
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Refusal("packing", {})
    if entry.file_size > LARGEST_FILE_BYTES:
        return Refusal("too_large", {"limit_mb": LARGEST_FILE_BYTES // 1_000_000})
    if is_too_dense(entry.file_size, entry.compress_size):
        return Refusal("too_dense", {"limit": DENSEST_RATIO})
    return None


LOCAL_HEADER_BYTES = 30
_LOCAL = b"PK\x03\x04"
_TOLD_LATER = 0x8  # sizes stand behind the data
_TOLD_ELSEWHERE = 0xFFFFFFFF  # sizes stand in the extra field


def overlapping(entries: Iterable[zipfile.ZipInfo]) -> frozenset[int]:
    """Which entries, counted from 0, begin inside another one: so a small file is made to unpack to a huge one."""
    found, end = set(), 0
    for number, entry in sorted(enumerate(entries), key=lambda one: one[1].header_offset):
        if entry.header_offset < end:
            found.add(number)
        end = max(end, entry.header_offset + LOCAL_HEADER_BYTES + entry.compress_size)
    return frozenset(found)


def header_lies(header: bytes, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry's own header says another size or packing than the directory. header: its first 30 bytes."""
    if len(header) < LOCAL_HEADER_BYTES or not header.startswith(_LOCAL):
        return True
    flags, packing = struct.unpack("<HH", header[6:10])
    packed, unpacked = struct.unpack("<II", header[18:26])
    if packing != entry.compress_type:
        return True
    if flags & _TOLD_LATER and packed == unpacked == 0:
        return False
    told = ((packed, entry.compress_size), (unpacked, entry.file_size))
    return any(said not in (real, _TOLD_ELSEWHERE) for said, real in told)


def is_too_dense(unpacked_bytes: int, packed_bytes: int) -> bool:
    """Asked of what is declared and again of what really comes out."""
    return unpacked_bytes > RATIO_MATTERS_BYTES and unpacked_bytes > DENSEST_RATIO * max(packed_bytes, 1)
