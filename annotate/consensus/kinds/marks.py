"""Points, skeletons and cuboids: point by point, likeness as in object keypoint similarity (OKS)."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from annotate.consensus.kinds.robust import robust_mean
from annotate.consensus.model.overlap import Array, Mask
from annotate.consensus.scene import Kind, Shape

# Spread of an honest hand: a share of the object's size, and never under some pixels of the picture.
SPREAD_SHARE = 0.1
SPREAD_UNITS = 6.0


def _present(shape: Shape) -> Mask:
    """(n,) bool, which points were placed at all."""
    if not shape.visible:
        return np.ones(len(shape.points), dtype=np.bool_)
    return np.array([flag > 0 for flag in shape.visible])


def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Upright box around the points that were placed; around all when none was."""
    points, present = np.array(shape.points), _present(shape)
    placed = points[present] if present.any() else points
    low, high = placed.min(axis=0), placed.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _size(shape: Shape) -> float:
    x_min, y_min, x_max, y_max = bounds(shape)
    return float(np.hypot(x_max - x_min, y_max - y_min))


def similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Mean of exp(-d^2 / 2 s^2) over points; one that only one of the two placed counts 0."""
    out = np.zeros((len(a), len(b)))
    sizes_a, sizes_b = [_size(s) for s in a], [_size(s) for s in b]
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            spread = SPREAD_SHARE * (sizes_a[i] + sizes_b[j]) / 2 + SPREAD_UNITS * unit_px
            out[i, j] = _alike(one, other, spread)
    return out


def _alike(one: Shape, other: Shape, spread: float) -> float:
    gaps = np.linalg.norm(np.array(one.points)[:, None] - np.array(other.points)[None], axis=2)
    near = np.exp(-(gaps**2) / (2 * spread**2))
    if len(one.points) == len(other.points) and one.kind is not Kind.POINTS:
        here, there = _present(one), _present(other)
        either = here | there
        if not either.any():
            return 0.0
        return float((np.diag(near) * (here & there)).sum() / either.sum())
    rows, columns = linear_sum_assignment(-near)
    return float(near[rows, columns].sum() / max(len(one.points), len(other.points)))


def merge(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """Each point where those who placed it have it; a point stands when half of the trust placed it.

    Shapes with another number of points than most of the trust has are left out; points of kind
    `points` are paired to the heaviest hand's first, because nobody gave them an order.
    """
    count = _usual_count(shapes, weights)
    same = [(s, w) for s, w in zip(shapes, weights, strict=True) if len(s.points) == count]
    lead = max(range(len(same)), key=lambda k: (round(same[k][1], 9), -k))
    trust = np.array([w for _, w in same])
    aligned = np.stack([_aligned(same[lead][0], s) for s, _ in same])
    present = np.stack([_present(s) for s, _ in same])
    points, visible = [], []
    for k in range(count):
        placed = present[:, k]
        stands = trust[placed].sum() * 2 >= trust.sum()
        use = placed if placed.any() else np.ones_like(placed)
        x, y = robust_mean(aligned[use, k], trust[use], unit_px)
        points.append((float(x), float(y)))
        visible.append(_vote([s.visible for s, _ in same], trust, k) if stands else 0)
    flags = tuple(visible) if same[lead][0].visible else ()
    return replace(same[lead][0], points=tuple(points), visible=flags)


def _usual_count(shapes: Sequence[Shape], weights: Sequence[float]) -> int:
    trust: dict[int, float] = {}
    for shape, weight in zip(shapes, weights, strict=True):
        trust[len(shape.points)] = trust.get(len(shape.points), 0.0) + weight
    return max(sorted(trust), key=lambda n: round(trust[n], 9))


def _aligned(lead: Shape, shape: Shape) -> Array:
    """A shape's points in the lead's order."""
    points = np.array(shape.points)
    if lead.kind is not Kind.POINTS:
        return points
    gaps = np.linalg.norm(np.array(lead.points)[:, None] - points[None], axis=2)
    return np.asarray(points[linear_sum_assignment(gaps)[1]])


def _vote(flags: Sequence[tuple[int, ...]], trust: Array, at: int) -> int:
    """Seen (2) or hidden (1), by those who placed the point."""
    seen = sum(w for f, w in zip(flags, trust, strict=True) if f and f[at] == 2)
    hidden = sum(w for f, w in zip(flags, trust, strict=True) if f and f[at] == 1)
    return 1 if hidden > seen else 2
