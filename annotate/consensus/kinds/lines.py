"""Polylines: likeness by nearest points whichever way they were drawn, merging point by point.

The merged line runs along the most central line; each of its points goes to the robust mean of the nearest
points of the others. Its ends are where half of the trust still has a line. Direction is voted.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from annotate.consensus.kinds.robust import robust_mean
from annotate.consensus.model.overlap import Array
from annotate.consensus.scene import Shape

SAMPLES = 48
REACH_UNITS = 10.0
REACH_SHARE = 0.05


def _line(shape: Shape) -> shapely.LineString:
    return shapely.LineString(shape.points)


def _resampled(line: shapely.LineString) -> Array:
    """(SAMPLES, 2) points evenly along a line."""
    at = np.linspace(0.0, 1.0, SAMPLES)
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, at, normalized=True)))


def _reach(line: shapely.LineString, unit_px: float) -> float:
    """How far off a hand may be before it means another line."""
    return float(REACH_UNITS * unit_px + REACH_SHARE * line.length)


def similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Mean closeness of each line's points to the other line, both ways."""
    left, right = [_line(s) for s in a], [_line(s) for s in b]
    out = np.zeros((len(a), len(b)))
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            reach = (_reach(one, unit_px) + _reach(other, unit_px)) / 2
            if one.distance(other) < reach:
                out[i, j] = (_closeness(one, other, reach) + _closeness(other, one, reach)) / 2
    return out


def _closeness(line: shapely.LineString, other: shapely.LineString, reach: float) -> float:
    distance = shapely.distance(shapely.points(_resampled(line)), other)
    return float(np.clip(1 - distance / reach, 0, 1).mean())


def merge(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """One line; its length follows the ends that half of the trust supports."""
    trust = np.array(weights)
    lines = [_line(s) for s in shapes]
    central = _most_central(shapes, trust, unit_px)
    along = lines[central]
    reach = _reach(along, unit_px)
    points = _stretched(along, lines, reach)
    nearest = np.stack([_nearest(line, points) for line in lines], axis=1)
    distance = np.linalg.norm(nearest - points[:, None, :], axis=2)
    covered = distance < reach
    share = covered @ trust / trust.sum()
    kept = np.flatnonzero(share >= 0.5 - 1e-9)
    if len(kept) < 2:
        return shapes[central]
    merged = [
        robust_mean(nearest[k][covered[k]], trust[covered[k]], unit_px)
        for k in range(kept[0], kept[-1] + 1)
        if covered[k].any()
    ]
    line = shapely.LineString(merged).simplify(unit_px / 2)
    path = shapely.get_coordinates(line)
    if _votes_for_reverse(path, lines, trust):
        path = path[::-1]
    return replace(shapes[central], points=tuple((float(x), float(y)) for x, y in path))


def _most_central(shapes: Sequence[Shape], trust: Array, unit_px: float) -> int:
    closeness = similarity(shapes, shapes, unit_px) @ trust
    return int(np.argmax(np.round(closeness + 1e-9 * trust, 9)))


def _stretched(along: shapely.LineString, lines: Sequence[shapely.LineString], reach: float) -> Array:
    """Points along a line, carried on at both ends by what other lines have beyond it."""
    points = _resampled(along)
    step = max(along.length / (SAMPLES - 1), 1e-9)
    for end in (0, -1):
        tip = shapely.Point(points[end])
        inward = points[end] - points[1 if end == 0 else -2]
        beyond = []
        for line in lines:
            for far in (line.coords[0], line.coords[-1]):
                ahead = float(np.dot(np.array(far) - points[end], inward)) / max(
                    float(np.linalg.norm(inward)), 1e-9
                )
                if line.distance(tip) < reach and ahead > step:
                    beyond.append((ahead, far))
        if beyond:
            far = np.array(max(beyond)[1])
            many = int(np.clip(max(beyond)[0] / step, 1, SAMPLES))
            more = points[end] + (far - points[end]) * np.linspace(1 / many, 1, many)[:, None]
            points = np.concatenate([more[::-1], points]) if end == 0 else np.concatenate([points, more])
    return points


def _nearest(line: shapely.LineString, points: Array) -> Array:
    at = shapely.line_locate_point(line, shapely.points(points))
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(line, at)))


def _votes_for_reverse(path: Array, lines: Sequence[shapely.LineString], trust: Array) -> bool:
    """Whether most of the trust drew from the other end."""
    ahead = 0.0
    for line, weight in zip(lines, trust, strict=True):
        start, end = shapely.line_locate_point(line, shapely.points(path[[0, -1]]))
        ahead += weight * np.sign(end - start)
    return bool(ahead < 0)
