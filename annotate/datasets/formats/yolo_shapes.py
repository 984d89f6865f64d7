"""YOLO segmentation and YOLO oriented boxes, in the layout of Ultralytics' detection. Pure.

Its loader takes every line of a file for an outline once one has more than six numbers, so boxes and outlines
are never mixed; it turns the four corners of an oriented box into the least turned box around them.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from annotate.core.errors import N_
from annotate.datasets.formats.boxes import box_extent
from annotate.datasets.formats.picture import LabelledPicture
from annotate.datasets.formats.reading import OUTSIDE, Reading, Sizes, confidence_of
from annotate.datasets.formats.shapes import (
    Point,
    clipped_polygon,
    has_area,
    least_turned_box,
    turned_corners,
    turned_extent,
)
from annotate.datasets.formats.yolo import is_class, is_confidence, is_share, read_lines, write_lines
from annotate.projects.ontology import Ontology

SEGMENTS = (
    "outlines as shares of the picture, 6 decimals, clipped to the picture; boxes as their four corners, for a "
    "line of another length spoils the file; empty file = nothing there; areas to ignore are left out"
)
SEGMENT_KINDS = frozenset({"polygon", "box", "rotated_box"})
ORIENTED = (
    "four corners as shares of the picture, 6 decimals; a box over the edge is cut at its own angle, and corners "
    "that still lie outside are put onto the edge; outlines as the least turned box around them; empty file = "
    "nothing there; areas to ignore are left out"
)

# A side may differ by so much from the one across and still be a box's: 6 decimals of 10,000 px are 0.01.
_ROUNDING_PX = 0.05
_NO_OUTLINE = N_("is no outline: class and at least three points were expected")
_NO_CORNERS = N_("is no oriented box: class and four corners were expected")


def write_yolo_segments(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """An outline a line; masks have no place in it and are left out."""
    return write_lines(pictures, ontology, _shares_of_outline)


def write_yolo_oriented(
    pictures: Iterable[LabelledPicture], ontology: Ontology
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Four corners a line, clockwise from the one that is top left before the box is turned."""
    return write_lines(pictures, ontology, _shares_of_corners)


def read_yolo_segments(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Outlines; one further number between 0 and 1 is how sure the model was."""
    return read_lines(files, sizes, _place_of_outline)


def read_yolo_oriented(files: Mapping[str, bytes], sizes: Sizes) -> Reading:
    """Turned boxes; one further number between 0 and 1 is how sure the model was."""
    return read_lines(files, sizes, _place_of_corners)


def _shares(points: Iterable[Sequence[float]], picture: LabelledPicture) -> list[float]:
    size = picture.width_px, picture.height_px
    return [min(max(point[axis] / size[axis], 0.0), 1.0) for point in points for axis in (0, 1)]


def _outline_of(annotation: Mapping[str, Any]) -> Sequence[Sequence[float]] | None:
    if annotation["kind"] == "polygon":
        return list(annotation["points"])
    if annotation["kind"] in ("box", "rotated_box"):
        return turned_corners(annotation["box"], annotation.get("rotation", 0.0))
    return None


def _shares_of_outline(annotation: Mapping[str, Any], picture: LabelledPicture) -> Sequence[float] | None:
    outline = _outline_of(annotation)
    if outline is None:
        return None
    return _shares(clipped_polygon(outline, picture.width_px, picture.height_px), picture) or None


def _shares_of_corners(annotation: Mapping[str, Any], picture: LabelledPicture) -> Sequence[float] | None:
    width, height = picture.width_px, picture.height_px
    outline = _outline_of(annotation)
    if outline is None:
        # The outline of a mask is not known here; the upright box around it is.
        extent = box_extent(annotation, width, height)
        return None if extent is None else _shares(_corners_of(extent), picture)
    inside = clipped_polygon(outline, width, height)
    if not inside:
        return None
    if annotation["kind"] == "polygon":
        return _shares(turned_corners(*least_turned_box(inside)), picture)
    if all(0 <= x <= width and 0 <= y <= height for x, y in outline):
        return _shares(outline, picture)
    degrees = annotation.get("rotation", 0.0)
    return _shares(turned_corners(turned_extent(inside, degrees)[0], degrees), picture)


def _corners_of(extent: Sequence[float]) -> list[Point]:
    x_min, y_min, x_max, y_max = extent
    return [(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max)]


def _points_of(values: Sequence[float], size: tuple[int, int]) -> list[list[float]]:
    """Pixels; what lies a hair outside is put onto the edge."""
    held = [min(max(value, 0.0), 1.0) for value in values]
    return [[x * size[0], y * size[1]] for x, y in zip(held[::2], held[1::2], strict=True)]


def _place_of_outline(
    parts: list[str], values: list[float], size: tuple[int, int]
) -> dict[str, Any] | tuple[str, str]:
    shares, sure = values[1:], None
    if len(shares) % 2 and is_confidence(parts[-1]):
        shares, sure = shares[:-1], shares[-1]
    if len(shares) < 6 or len(shares) % 2 or not is_class(values[0]):
        return "columns", _NO_OUTLINE
    points = _points_of(shares, size)
    if len(points) > 3 and points[0] == points[-1]:
        # Some writers close their outlines.
        points.pop()
    if not all(map(is_share, shares)) or not has_area(points):
        return "too_small", OUTSIDE
    return {"kind": "polygon", "points": points, **confidence_of(sure)}


def _place_of_corners(
    parts: list[str], values: list[float], size: tuple[int, int]
) -> dict[str, Any] | tuple[str, str]:
    shares = values[1:9]
    if len(values) not in (9, 10) or not is_class(values[0]) or not all(map(is_confidence, parts[9:])):
        return "columns", _NO_CORNERS
    points = _points_of(shares, size)
    if not all(map(is_share, shares)) or not has_area(points):
        return "too_small", OUTSIDE
    box, degrees = _box_of(points)
    sure = confidence_of(values[9] if len(values) > 9 else None)
    return {"kind": "rotated_box", "box": box, "rotation": degrees, **sure}


def _box_of(points: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """Box and degrees of four corners in order; corners that are no box's get the least one around them.

    The first side is the width, whichever way round the corners go, so that a box comes back as it was written.
    """
    a, b, c, d = points
    top, bottom = (b[0] - a[0], b[1] - a[1]), (c[0] - d[0], c[1] - d[1])
    left = d[0] - a[0], d[1] - a[1]
    width, height = math.hypot(*top), math.hypot(*left)
    is_even = max(abs(top[0] - bottom[0]), abs(top[1] - bottom[1])) <= _ROUNDING_PX
    is_square = abs(top[0] * left[0] + top[1] * left[1]) <= _ROUNDING_PX * max(width, height)
    if not is_even or not is_square:
        return least_turned_box(points)
    # Of two opposite sides together, and of the longer ones: rounding turns them least.
    side = top if width >= height else left
    turn = math.degrees(math.atan2(side[1], side[0])) - (0 if width >= height else 90)
    mid_x, mid_y = sum(p[0] for p in points) / 4, sum(p[1] for p in points) / 4
    turned = turn if _goes_clockwise(points) or width >= height else turn + 180
    return [mid_x - width / 2, mid_y - height / 2, width, height], turned % 360


def _goes_clockwise(points: Sequence[Sequence[float]]) -> bool:
    """On the screen, where y grows downwards."""
    a, b, _, d = points
    return (b[0] - a[0]) * (d[1] - a[1]) - (b[1] - a[1]) * (d[0] - a[0]) > 0
