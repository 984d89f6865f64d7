"""Content-Range of a piece of an upload. Pure."""

import re
from dataclasses import dataclass

from annotate.core.errors import N_, Fault, Invalid

LARGEST_UPLOAD_BYTES = 100_000_000_000
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")


@dataclass(frozen=True)
class Range:
    """Bytes start .. stop - 1 of total."""

    start: int
    stop: int
    total: int


def parse_content_range(text: str) -> Range:
    """'bytes 0-99/200' -> Range(0, 100, 200). Raises Invalid."""
    match = _RANGE.fullmatch(text.strip())
    start, last, total = (int(part) for part in match.groups()) if match else (0, -1, 0)
    if not start <= last < total <= LARGEST_UPLOAD_BYTES:
        words = N_("must read like: bytes 0-99/200, of at most 100 GB")
        raise Invalid([Fault("Content-Range", "range", words)])
    return Range(start, last + 1, total)
