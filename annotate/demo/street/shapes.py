"""Flat shapes that everything in a drawn street is made of: coloured polygons in picture pixels."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Rgb = tuple[int, int, int]
Point = tuple[float, float]
Outline = Sequence[Point]


@dataclass(frozen=True, slots=True)
class Fill:
    """One polygon of one colour."""

    outline: Outline
    colour: Rgb


@dataclass(frozen=True, slots=True)
class Glow:
    """Light in the dark: centre and radius in pixels.

    is_pool: light falling on the ground and on whatever stands there, not a lamp that others may hide.
    """

    centre: Point
    radius_px: float
    colour: Rgb
    is_pool: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """An object standing in the street; far ones are painted first.

    label: None for scenery that only hides others (a tree, a pole).
    """

    label: str | None
    fills: tuple[Fill, ...]
    distance_m: float
    shadow: tuple[Point, ...] = ()
    glows: tuple[Glow, ...] = ()


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """First colour with a share (0 ... 1) of the second."""
    keep = 1.0 - share
    return (
        round(first[0] * keep + second[0] * share),
        round(first[1] * keep + second[1] * share),
        round(first[2] * keep + second[2] * share),
    )


def lit(colour: Rgb, factor: float) -> Rgb:
    """The colour brighter (factor > 1) or darker."""
    return (
        min(255, round(colour[0] * factor)),
        min(255, round(colour[1] * factor)),
        min(255, round(colour[2] * factor)),
    )


def ellipse(centre: Point, width: float, height: float, corners: int = 22) -> list[Point]:
    """Outline of an upright ellipse; width and height are whole axes."""
    step = 2 * math.pi / corners
    return [
        (centre[0] + width / 2 * math.cos(i * step), centre[1] + height / 2 * math.sin(i * step))
        for i in range(corners)
    ]


def circle(centre: Point, radius: float, corners: int = 22) -> list[Point]:
    return ellipse(centre, 2 * radius, 2 * radius, corners)


def box(left: float, low: float, right: float, high: float) -> list[Point]:
    return [(left, low), (right, low), (right, high), (left, high)]


def rounded(left: float, low: float, right: float, high: float, radius: float) -> list[Point]:
    """A box with round corners."""
    radius = min(radius, (right - left) / 2, (high - low) / 2)
    centres = [
        (right - radius, high - radius, 0.0),
        (left + radius, high - radius, 90.0),
        (left + radius, low + radius, 180.0),
        (right - radius, low + radius, 270.0),
    ]
    return [
        (x + radius * math.cos(math.radians(start + turn)), y + radius * math.sin(math.radians(start + turn)))
        for x, y, start in centres
        for turn in (0, 30, 60, 90)
    ]


def capsule(start: Point, end: Point, start_radius: float, end_radius: float | None = None) -> list[Point]:
    """A limb: two round ends joined by straight sides, perhaps tapering."""
    last_radius = start_radius if end_radius is None else end_radius
    heading = math.atan2(end[1] - start[1], end[0] - start[0])
    around = [heading + math.radians(turn) for turn in (90, 126, 162, 198, 234, 270)]
    back = [(start[0] + start_radius * math.cos(a), start[1] + start_radius * math.sin(a)) for a in around]
    front = [
        (end[0] + last_radius * math.cos(a + math.pi), end[1] + last_radius * math.sin(a + math.pi))
        for a in around
    ]
    return back + front


def strokes(points: Outline, width: float) -> list[list[Point]]:
    """A thick line through the points, as capsules."""
    return [capsule(a, b, width / 2) for a, b in itertools.pairwise(points)]


def smooth(points: Outline, steps: int = 5) -> list[Point]:
    """A closed soft curve through the points (Catmull-Rom)."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count):
        before, start, end, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        curve.extend(_between(before, start, end, after, k / steps) for k in range(steps))
    return curve


def _between(before: Point, start: Point, end: Point, after: Point, share: float) -> Point:
    square, cube = share * share, share * share * share
    weights = (
        -cube + 2 * square - share,
        3 * cube - 5 * square + 2,
        -3 * cube + 4 * square + share,
        cube - square,
    )
    four = (before, start, end, after)
    return (
        sum(w * p[0] for w, p in zip(weights, four, strict=True)) / 2,
        sum(w * p[1] for w, p in zip(weights, four, strict=True)) / 2,
    )


def winding(outline: Outline) -> float:
    """Twice the signed area; its sign tells from which side a face is seen."""
    area = 0.0
    last_x, last_y = outline[-1]
    for x, y in outline:
        area += last_x * y - x * last_y
        last_x, last_y = x, y
    return area


def bounds(fills: Iterable[Fill]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of all the polygons."""
    points = [point for fill in fills for point in fill.outline]
    across = [point[0] for point in points]
    down = [point[1] for point in points]
    return min(across), min(down), max(across), max(down)
