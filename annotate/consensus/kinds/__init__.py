"""What differs between kinds of shape: how alike two are, and how several become one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from annotate.consensus.model.overlap import Array, box_iou
from annotate.consensus.scene import Shape

PAD_UNITS = 1.0


def similarity_of(shapes: Sequence[Shape], unit_px: float) -> Array:
    """Likeness of each two shapes of one kind, (n, n), 0 ... 1; forgiving by about a pixel."""
    return similarity_between(shapes, shapes, unit_px)


def similarity_between(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Likeness of each shape of a with each of b, all of one kind, (n, m)."""
    boxes_a, boxes_b = (np.array([s.box for s in side]).reshape(-1, 4) for side in (a, b))
    return box_iou(boxes_a, boxes_b, PAD_UNITS * unit_px)


def merge(shapes: Sequence[Shape], weights: Sequence[float], box: Array) -> Shape:
    """One shape out of several of one kind; label and attributes are left to others.

    weights: trust in each hand, above 0. box: the merged upright box (x_min, y_min, x_max, y_max).
    """
    x_min, y_min, x_max, y_max = (float(v) for v in box)
    return replace(shapes[0], points=((x_min, y_min), (x_max, y_max)))
