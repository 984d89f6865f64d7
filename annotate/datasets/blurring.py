"""Which pixels of a picture are to be made unrecognisable. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotate.datasets.formats.boxes import BOXED, box_extent
from annotate.datasets.formats.reading import is_number, is_numbers

Area = tuple[int, int, int, int]
# Of its longer side, added all around: boxes of detectors cut chins and the frames of plates.
MARGIN = 0.1
# So many cells along the longer side are left of a face or a plate of eight signs, each of one colour.
CELLS = 4
MOST_AREAS = 5000
LONGEST_LABEL = 200


@dataclass(frozen=True)
class Areas:
    """Of one picture: what is blurred, and how many objects have no place in it."""

    areas: list[Area]
    left_out: int


def wanted_labels(text: str) -> list[str]:
    """Names as a manager types them, one a line or with commas, each once."""
    names = [name.strip() for line in text.splitlines() for name in line.replace("，", ",").split(",")]
    return list(dict.fromkeys(name[:LONGEST_LABEL] for name in names if name and name.isprintable()))


def areas_of(
    annotations: Sequence[Mapping[str, Any]], labels: Sequence[str], width_px: int, height_px: int
) -> Areas:
    """Whole pixels inside the picture: left, top, right, bottom, the last two just outside."""
    meant = [one for one in annotations if one.get("label") in labels]
    found = [_area(one, width_px, height_px) for one in meant]
    areas = [area for area in found if area is not None]
    return Areas(areas[:MOST_AREAS], len(meant) - len(areas[:MOST_AREAS]))


def _area(annotation: Mapping[str, Any], width_px: int, height_px: int) -> Area | None:
    if not _is_sound(annotation):
        return None
    extent = box_extent(annotation, width_px, height_px)
    if extent is None:
        return None
    left, top, right, bottom = extent
    margin = MARGIN * max(right - left, bottom - top) + 1
    return (
        max(0, math.floor(left - margin)),
        max(0, math.floor(top - margin)),
        min(width_px, math.ceil(right + margin)),
        min(height_px, math.ceil(bottom + margin)),
    )


def _is_sound(annotation: Mapping[str, Any]) -> bool:
    """Whether it has an extent at all; files of strangers say anything."""
    kind = annotation.get("kind")
    if kind in ("box", "rotated_box"):
        return is_numbers(annotation.get("box"), 4) and is_number(annotation.get("rotation", 0.0))
    if kind == "polygon":
        points = annotation.get("points")
        return isinstance(points, list | tuple) and bool(points) and all(is_numbers(one, 2) for one in points)
    if kind == "mask":
        rle = annotation.get("rle")
        return (
            isinstance(rle, Mapping)
            and is_numbers(rle.get("size"), 2)
            and isinstance(rle.get("counts"), list)
        )
    return kind in BOXED
