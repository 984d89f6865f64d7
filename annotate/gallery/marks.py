"""By what a picture can be found: its classes, what was answered about them, how large they are. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

# COCO's: by the square root of the area in pixels of the picture.
SMALL_PX, MEDIUM_PX = 32, 96
SIZES = ("small", "medium", "large")
# What a mark is about: that the class is there, its size, that nothing is there; else the name of a question.
SHOWN, SIZE, EMPTY = "", "$size", "$empty"
LONGEST = 200


class Basis(StrEnum):
    """What is told of a picture."""

    HOLDS = "holds"  # it is settled, or its answer is known
    DRAWN = "drawn"  # by anybody so far
    PROPOSED = "proposed"  # by labels from elsewhere, and nobody has answered yet


@dataclass(frozen=True)
class Mark:
    """One thing that a picture can be found by. count: shapes of that kind."""

    what: str
    value: str
    label: str
    count: int


def area_px(shape: Mapping[str, Any]) -> float | None:
    """Of what has an area; None for lines, spots, and answers about the whole picture."""
    if "box" in shape:
        return float(shape["box"][2]) * float(shape["box"][3])
    points = shape.get("points")
    if not points:
        return None
    if shape.get("kind") == "polygon":
        doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*points, points[0]]))
        return abs(float(doubled)) / 2
    if shape.get("kind") in ("cuboid", "skeleton"):
        across = [point[0] for point in points]
        down = [point[1] for point in points]
        return float((max(across) - min(across)) * (max(down) - min(down)))
    return None


def size_of(shape: Mapping[str, Any]) -> str | None:
    """'small' below 32 x 32 pixels, 'large' from 96 x 96 on, else 'medium'. Source: COCO's area ranges."""
    area = area_px(shape)
    if area is None:
        return None
    if area < SMALL_PX**2:
        return "small"
    return "medium" if area < MEDIUM_PX**2 else "large"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:LONGEST]


def _of_shape(shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield SHOWN, ""
    if size := size_of(shape):
        yield SIZE, size
    for name, value in shape.get("attributes", {}).items():
        if value not in (None, ""):
            yield name[:LONGEST], _said(value)


def marks_of(versions: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mark]:
    """All marks of one picture, each once.

    versions: what holds alone, or each answer so far. What anybody drew counts, as often as whoever drew most of it;
    nothing is on the picture when nobody drew anything.
    """
    most: dict[tuple[str, str, str], int] = {}
    for annotations in versions:
        for key, count in _counts(annotations).items():
            most[key] = max(count, most.get(key, 0))
    if not most:
        most[(EMPTY, "", "")] = 1
    return [Mark(*key, count) for key, count in most.items()]


def _counts(annotations: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], int]:
    counts: dict[tuple[str, str, str], int] = {}
    for shape in annotations:
        for what, value in _of_shape(shape):
            key = (what, value, str(shape.get("label", ""))[:LONGEST])
            counts[key] = counts.get(key, 0) + 1
    return counts
