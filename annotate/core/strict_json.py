"""Reads JSON as the standard says and no further: bad input is a 4xx, never a crash or a guess.

Python's json takes NaN, Infinity, 1e999, duplicate keys, lone surrogates, and dies on 2,000 nested brackets.
"""

import json
import math
import re
from typing import Any

import orjson

from annotate.core.errors import N_, AnnotateError, TooLarge

MAX_DEPTH = 32
MAX_BYTES = 5_000_000


class BadJson(AnnotateError):
    code = "bad_json"
    status = 400
    message = N_("The request is not valid JSON: %(reason)s. Nothing was stored.")


_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadJson(reason="a name stands twice in one object")
    return found


def _walk(value: Any) -> int:
    """Check depth and numbers without recursion; return how many names all objects hold."""
    names = 0
    stack = [(value, 1)]
    while stack:
        item, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise BadJson(reason=f"more than {MAX_DEPTH} levels of brackets")
        if isinstance(item, dict):
            names += len(item)
            stack.extend((inner, depth + 1) for inner in item.values())
        elif isinstance(item, list):
            stack.extend((inner, depth + 1) for inner in item)
        elif isinstance(item, float) and not math.isfinite(item):
            raise BadJson(reason="a number is too large")
    return names


def read_json(text: bytes, max_bytes: int = MAX_BYTES) -> Any:
    """Parse UTF-8 JSON.

    Raises TooLarge over max_bytes; BadJson for anything the standard forbids, for a name that stands
    twice, for numbers that no float holds, and for more than 32 levels.
    """
    if len(text) > max_bytes:
        raise TooLarge(limit=f"{max_bytes // 1_000_000} MB")
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadJson(reason=str(error).partition(":")[0]) from error
    names = _walk(value)
    # Every name ends in `":`, and text may hold more of them inside strings, never fewer: when the counts
    # agree no name was overwritten, and the slow exact check is not needed.
    if names != text.count(b'":') or _SPACED_COLON.search(text):
        json.loads(text, object_pairs_hook=_unique)
    return value
