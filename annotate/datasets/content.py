"""What a file is, judged by its content, and the same picture without its metadata. Pure."""

import struct
from collections.abc import Iterator

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
EXTENSIONS = {JPEG: "jpg", PNG: "png", WEBP: "webp"}
MP4, MATROSKA, AVI = "video/mp4", "video/x-matroska", "video/x-msvideo"
VIDEOS = frozenset({MP4, MATROSKA, AVI})
HEAD_BYTES = 512

_KNOWN = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x1aE\xdf\xa3", MATROSKA),
)
# A film of an old camera begins without the mark that newer ones have.
_OLD_FILMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})
ARCHIVES = frozenset({"zip", "rar", "7z", "gzip"})


def sniff(head: bytes) -> str:
    """Media type of a picture or video that is taken, or a word for what it is instead. head: its first 512 bytes."""
    for start, kind in _KNOWN:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return AVI
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"avif", b"avis"):
            return "AVIF"
        return "HEIC" if head[8:12] in (b"heic", b"heix", b"mif1", b"hevc") else MP4
    if head[4:8] in _OLD_FILMS:
        return MP4
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        return "SVG"
    if text.startswith((b"<html", b"<!doctype")):
        return "HTML"
    if head and all(byte >= 32 or byte in b"\t\r\n" for byte in head):
        return "text"
    return "" if head else "empty"


def _jpeg_segments(picture: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start, end) of each segment up to the first scan; end is where the next begins."""
    at = 2
    while at + 4 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        length = struct.unpack(">H", picture[at + 2 : at + 4])[0]
        yield marker, at, at + 2 + length
        if marker == 0xDA:
            return
        at += 2 + length


def _is_needed(marker: int, body: bytes) -> bool:
    """Whether a JPEG segment matters to how the picture looks."""
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    if marker in (0xE0, 0xEE):  # JFIF; Adobe's colour transform
        return True
    return not (0xE1 <= marker <= 0xEF or marker == 0xFE)


def strip_jpeg(picture: bytes) -> bytes:
    """The same pixels without EXIF, GPS, XMP, comments, maker's notes, and what hides behind the end.

    Raises ValueError when the segments cannot be followed.
    """
    kept = [b"\xff\xd8"]
    for marker, start, end in _jpeg_segments(picture):
        if end > len(picture):
            raise ValueError("a segment reaches past the end")
        if marker == 0xDA:
            # Some cameras append a second picture, with its own EXIF, behind the end of the first.
            stop = _end_of_scans(picture, start)
            kept.append(picture[start:stop] + b"\xff\xd9")
            return b"".join(kept)
        if _is_needed(marker, picture[start + 4 : end]):
            kept.append(picture[start:end])
    raise ValueError("no picture follows the head")


def _end_of_scans(picture: bytes, start: int) -> int:
    """Where the end marker stands; tables between the scans of a progressive picture are stepped over."""
    at = start + 1 + struct.unpack(">H", picture[start + 2 : start + 4])[0]
    while True:
        at = picture.find(b"\xff", at + 1)
        if at < 0 or at + 1 >= len(picture):
            return len(picture)
        marker = picture[at + 1]
        if marker == 0xD9:
            return at
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD7:
            continue
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            raise ValueError("metadata between scans")
        if at + 4 > len(picture):
            return len(picture)
        at += 1 + struct.unpack(">H", picture[at + 2 : at + 4])[0]


_PNG_LOOKS = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs")
)


def strip_png(picture: bytes) -> bytes:
    """The same pixels without texts, EXIF, times, animation. Raises ValueError for a broken chunk."""
    kept, at = [picture[:8]], 8
    while at + 12 <= len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        end = at + 12 + length
        if end > len(picture):
            raise ValueError("a chunk reaches past the end")
        if kind in _PNG_LOOKS:
            kept.append(picture[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end chunk")


def strip_webp(picture: bytes) -> bytes:
    """The same pixels without EXIF and XMP. Raises ValueError for a broken chunk."""
    kept, at = [], 12
    stop = min(len(picture), 8 + struct.unpack("<I", picture[4:8])[0])
    while at + 8 <= stop:
        kind, length = struct.unpack("<4sI", picture[at : at + 8])
        end = at + 8 + length + (length & 1)
        if end > len(picture):
            raise ValueError("a chunk reaches past the end")
        body = bytearray(picture[at:end])
        if kind == b"VP8X":
            body[8] &= 0b11110011  # neither EXIF nor XMP follows any more
        if kind not in (b"EXIF", b"XMP "):
            kept.append(bytes(body))
        at = end
    joined = b"".join(kept)
    return b"RIFF" + struct.pack("<I", 4 + len(joined)) + b"WEBP" + joined


STRIPPERS = {JPEG: strip_jpeg, PNG: strip_png, WEBP: strip_webp}
