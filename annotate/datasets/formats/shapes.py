"""Corners, extents, areas and run lengths, as label formats want them. Pure."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

Point = tuple[float, float]
Extent = tuple[float, float, float, float]


def turned_corners(box: Sequence[float], degrees: float) -> list[Point]:
    """Corners of [x, y, width, height] turned clockwise about its middle; y grows downwards."""
    x, y, width, height = box
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    mid_x, mid_y, half_w, half_h = x + width / 2, y + height / 2, width / 2, height / 2
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [
        (
            mid_x + sx * half_w * cos - sy * half_h * sin,
            mid_y + sx * half_w * sin + sy * half_h * cos,
        )
        for sx, sy in signs
    ]


def extent_of(points: Sequence[Sequence[float]]) -> Extent:
    """Least upright box around points: x_min, y_min, x_max, y_max."""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)


def polygon_area(points: Sequence[Sequence[float]]) -> float:
    """Area by the shoelace formula, 0 or more."""
    following = [*points[1:], points[0]]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, following, strict=True))) / 2


def clipped(box: Sequence[float], width_px: float, height_px: float) -> Extent | None:
    """[x, y, width, height] as x_min, y_min, x_max, y_max inside the picture; None when nothing is left."""
    x_min, y_min = max(0.0, box[0]), max(0.0, box[1])
    x_max, y_max = min(float(width_px), box[0] + box[2]), min(float(height_px), box[1] + box[3])
    return (x_min, y_min, x_max, y_max) if x_max > x_min and y_max > y_min else None


def upright_box(annotation: Mapping[str, Any]) -> Sequence[float] | None:
    """[x, y, width, height] of a box or around a turned one; None for other kinds."""
    if annotation["kind"] == "box":
        return list(annotation["box"])
    if annotation["kind"] == "rotated_box":
        x_min, y_min, x_max, y_max = extent_of(
            turned_corners(annotation["box"], annotation.get("rotation", 0))
        )
        return [x_min, y_min, x_max - x_min, y_max - y_min]
    return None


def clipped_polygon(points: Sequence[Sequence[float]], width_px: float, height_px: float) -> list[Point]:
    """What of an outline lies inside the picture (Sutherland and Hodgman); [] when no area is left."""
    left = [(float(point[0]), float(point[1])) for point in points]
    for axis, edge, sign in ((0, 0.0, 1), (0, float(width_px), -1), (1, 0.0, 1), (1, float(height_px), -1)):
        kept: list[Point] = []
        for start, end in zip([*left[-1:], *left[:-1]], left, strict=True):
            before, after = sign * (start[axis] - edge), sign * (end[axis] - edge)
            if (before < 0) != (after < 0):
                share = before / (before - after)
                cut = [start[k] + (end[k] - start[k]) * share for k in (0, 1)]
                cut[axis] = edge
                kept.append((cut[0], cut[1]))
            if after >= 0:
                kept.append(end)
        left = kept
    return left if has_area(left) else []


def has_area(points: Sequence[Sequence[float]]) -> bool:
    """Whether points do not all lie on one line; the two halves of an outline that crosses itself do not cancel."""
    hull = _hull(points)
    return len(hull) > 2 and polygon_area(hull) > 0


def turned_extent(points: Sequence[Sequence[float]], degrees: float) -> tuple[list[float], float]:
    """Least [x, y, width, height] around points that is turned by so many degrees about its middle, and its area."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    along = [point[0] * cos + point[1] * sin for point in points]
    across = [point[1] * cos - point[0] * sin for point in points]
    width, height = max(along) - min(along), max(across) - min(across)
    u, v = (max(along) + min(along)) / 2, (max(across) + min(across)) / 2
    mid_x, mid_y = u * cos - v * sin, u * sin + v * cos
    return [mid_x - width / 2, mid_y - height / 2, width, height], width * height


def least_turned_box(points: Sequence[Sequence[float]]) -> tuple[list[float], float]:
    """The turned box of least area around points, and its degrees: one side lies on an edge of their hull."""
    hull = _hull(points)
    angles = [
        math.degrees(math.atan2(end[1] - start[1], end[0] - start[0]))
        for start, end in zip(hull, [*hull[1:], *hull[:1]], strict=True)
    ]
    degrees = min(angles, key=lambda angle: turned_extent(hull, angle)[1])
    return turned_extent(hull, degrees)[0], degrees


def _hull(points: Sequence[Sequence[float]]) -> list[Point]:
    """Corners of the convex hull (Andrew's two chains)."""
    ordered = sorted({(float(point[0]), float(point[1])) for point in points})
    if len(ordered) < 3:
        return ordered
    chains: list[list[Point]] = []
    for way in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for point in way:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        chains.append(chain[:-1])
    return chains[0] + chains[1]


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def rle_extent(counts: Sequence[int], height: int) -> Extent | None:
    """Extent of the set pixels of a COCO run-length mask (columns first, unset run first)."""
    columns: list[int] = []
    rows: list[int] = []
    at = 0
    for index, run in enumerate(counts):
        if index % 2 and run:
            first, last = divmod(at, height), divmod(at + run - 1, height)
            columns += [first[0], last[0]]
            # A run over a column's end touches the bottom of one and the top of the next.
            rows += [first[1], last[1]] if first[0] == last[0] else [0, height - 1]
        at += run
    if not columns:
        return None
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def rle_from_text(text: str) -> list[int]:
    """Run lengths of COCO's compressed text (6 bits a letter, differences from the third run on).

    Raises ValueError for letters that no such text holds.
    """
    counts: list[int] = []
    at = 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            if at >= len(text) or shift > 60:
                raise ValueError("the text ends within a number")
            bits = ord(text[at]) - 48
            if not 0 <= bits < 64:
                raise ValueError("a letter that is none of run lengths")
            value |= (bits & 0x1F) << shift
            more, at, shift = bool(bits & 0x20), at + 1, shift + 5
            if not more and bits & 0x10:
                value |= -1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
    return counts
