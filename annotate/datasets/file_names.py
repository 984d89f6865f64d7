"""Names of files inside uploads: read in any encoding, cleaned for the eye, never used as paths. Pure."""

import re
import unicodedata

LONGEST_NAME = 300
_LEFT_BEHIND = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


class UnsafeName(ValueError):
    """A name that reaches out of its folder, or that no screen can show."""


def decode_zip_name(name: str, is_utf8: bool) -> str:
    """The name as it was meant. name: as `zipfile` decoded it; is_utf8: the entry says so.

    Without the flag zipfile reads code page 437, though Chinese Windows writes GBK and many tools plain
    UTF-8; every byte maps back, so the raw bytes are tried as both.
    """
    if is_utf8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def is_left_behind(name: str) -> bool:
    """Folders, and what macOS and Windows leave in archives: nobody meant to send them."""
    parts = name.replace("\\", "/").split("/")
    last = parts[-1]
    return not last or "__MACOSX" in parts or last.startswith("._") or last.lower() in _LEFT_BEHIND


def clean_name(name: str) -> str:
    """'street\\\\a.jpg' -> 'street/a.jpg'. Raises UnsafeName for '..', absolute and unprintable names."""
    normal = unicodedata.normalize("NFC", name).replace("\\", "/")
    if normal.startswith("/") or (len(normal) > 1 and normal[1] == ":"):
        raise UnsafeName(name)
    parts = [part for part in normal.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or not all(part.isprintable() for part in parts):
        raise UnsafeName(name)
    cleaned = "/".join(parts)
    if len(cleaned) > LONGEST_NAME:
        raise UnsafeName(name)
    return cleaned


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """A key to sort by as people count: frame 9 stands before frame 10."""
    return [
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name)
        if part
    ]


def showable(name: str) -> str:
    """Any name, made fit for a list of problems."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)
    shown = shown.encode("utf-8", "replace").decode()
    return shown if len(shown) <= LONGEST_NAME else shown[: LONGEST_NAME - 1] + "…"
