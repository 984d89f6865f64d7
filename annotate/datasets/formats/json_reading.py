"""JSON label files, one fault each where they are broken. Pure."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.reading import NOT_NUMBERS, Reading, is_number, is_numbers


def json_files(files: Mapping[str, bytes], reading: Reading) -> Iterator[tuple[str, Any]]:
    """Every JSON file by its path; a broken one is refused by name."""
    for path, text in files.items():
        if not path.lower().endswith(".json"):
            continue
        try:
            yield path, json.loads(text)
        except (ValueError, RecursionError):
            reading.refuse(path, "broken_json", N_("is not readable JSON"))


def points_of(given: Any, least: int, path: str, reading: Reading) -> list[list[float]] | None:
    """Pairs of finite numbers, at least so many; else None and a fault."""
    pairs = given if isinstance(given, list) else []
    if len(pairs) < least or not all(is_numbers(pair, 2) for pair in pairs):
        reading.refuse(path, "numbers", NOT_NUMBERS)
        return None
    return [[float(x), float(y)] for x, y in pairs]


def size_of(width: Any, height: Any) -> tuple[int, int] | None:
    """Whole pixels of a picture, at least one each way; None for all else."""
    if not is_number(width) or not is_number(height) or min(width, height) < 1:
        return None
    return int(width), int(height)
