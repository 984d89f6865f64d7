"""Rotated boxes: likeness by exact overlap, merging by middle, sides and angle with its wrap."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from annotate.consensus.kinds.regions import overlap
from annotate.consensus.kinds.robust import robust_mean
from annotate.consensus.model.overlap import Array
from annotate.consensus.scene import Shape


def corners(shape: Shape) -> list[tuple[float, float]]:
    """The four corners, clockwise on the screen from the one that was top-left."""
    x_min, y_min, x_max, y_max = shape.box
    cx, cy = (x_min + x_max) / 2, (y_min + y_max) / 2
    c, s = math.cos(math.radians(shape.rotation)), math.sin(math.radians(shape.rotation))
    flat = [(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max)]
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in flat]


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Upright box around a rotated one."""
    xs, ys = zip(*corners(shape), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Exact IoU of the rotated boxes."""
    left, right = ([shapely.Polygon(corners(s)) for s in side] for side in (a, b))
    return overlap(left, right, unit_px)


def _turned(width: float, height: float, angle: float, like: float) -> tuple[float, float, float]:
    """The same box told with the angle nearest to `like`: it looks the same every half turn, and every
    quarter turn with its sides swapped. Boxes near square would otherwise be averaged crosswise."""
    tellings = [(width, height, angle), (height, width, angle + 90.0)]
    best = min(tellings, key=lambda t: abs((t[2] - like + 90.0) % 180.0 - 90.0))
    return best[0], best[1], like + (best[2] - like + 90.0) % 180.0 - 90.0


def merge(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """Robust mean of middle, sides and angle; angles are told relative to the heaviest hand's."""
    sides = []
    for shape in shapes:
        x_min, y_min, x_max, y_max = shape.box
        sides.append(((x_min + x_max) / 2, (y_min + y_max) / 2, x_max - x_min, y_max - y_min))
    first = max(range(len(shapes)), key=lambda k: (round(weights[k], 9), -k))
    like = shapes[first].rotation
    told = [_turned(w, h, shape.rotation, like) for (_, _, w, h), shape in zip(sides, shapes, strict=True)]
    trust = np.array(weights)
    middle = robust_mean(np.array([s[:2] for s in sides]), trust, unit_px)
    size = robust_mean(np.array([t[:2] for t in told]), trust, unit_px)
    reach = math.degrees(unit_px / max(size.max() / 2, unit_px))
    angle = float(robust_mean(np.array([[t[2]] for t in told]), trust, reach)[0]) % 360.0
    low, high = middle - size / 2, middle + size / 2
    points = ((float(low[0]), float(low[1])), (float(high[0]), float(high[1])))
    return replace(shapes[first], points=points, rotation=angle)
