"""What differs between kinds of shape: how alike two are, and how several become one.

Each kind has a `similarity(a, b, unit_px)` giving (n, m) likeness 0 ... 1, forgiving by about a pixel, and a
`merge(shapes, weights, unit_px)`. Boxes are merged by the joint model itself.
"""

from collections.abc import Callable, Sequence

import numpy as np

from annotate.consensus.kinds import lines, marks, regions, rotated
from annotate.consensus.model.overlap import Array, box_iou, pair_iou
from annotate.consensus.scene import Kind, Shape

PAD_UNITS = 1.0
# How large a lone point counts, in the picture's own pixels: the reach of an eye that looks for it.
POINT_UNITS = 40.0

Similarity = Callable[[Sequence[Shape], Sequence[Shape], float], Array]
Merge = Callable[[Sequence[Shape], Sequence[float], float], Shape]


def _box_similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    boxes_a = np.array([s.box for s in a], dtype=np.float64).reshape(-1, 4)
    boxes_b = boxes_a if b is a else np.array([s.box for s in b], dtype=np.float64).reshape(-1, 4)
    return box_iou(boxes_a, boxes_b, PAD_UNITS * unit_px)


def _choice_similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Answers about the whole picture: those to one question belong together, whatever they say."""
    return np.array([[float(x.label == y.label) for y in b] for x in a]).reshape(len(a), len(b))


def _first_said(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    return shapes[0]


SIMILARITY: dict[Kind, Similarity] = {
    Kind.BOX: _box_similarity,
    Kind.ROTATED_BOX: rotated.similarity,
    Kind.POLYGON: regions.similarity,
    Kind.POLYLINE: lines.similarity,
    Kind.POINTS: marks.similarity,
    Kind.SKELETON: marks.similarity,
    Kind.CUBOID: _box_similarity,
    Kind.MASK: regions.mask_similarity,
    Kind.CHOICE: _choice_similarity,
    Kind.TEXT: _choice_similarity,
}
MERGE: dict[Kind, Merge] = {
    Kind.ROTATED_BOX: rotated.merge,
    Kind.POLYGON: regions.merge,
    Kind.POLYLINE: lines.merge,
    Kind.POINTS: marks.merge,
    Kind.SKELETON: marks.merge,
    Kind.CUBOID: marks.merge,
    Kind.MASK: regions.merge_masks,
    Kind.CHOICE: _first_said,
    Kind.TEXT: _first_said,
}


def similarity_of(shapes: Sequence[Shape], unit_px: float) -> Array:
    """Likeness of each two shapes of one kind, (n, n), symmetric."""
    return similarity_between(shapes, shapes, unit_px)


def similarity_between(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """Likeness of each shape of a with each of b, all of one kind, (n, m)."""
    if not a or not b:
        return np.zeros((len(a), len(b)))
    return SIMILARITY[a[0].kind](a, b, unit_px)


def likeness(a: Shape, b: Shape, unit_px: float) -> float:
    """Likeness of two shapes of one kind, 0 ... 1."""
    if a.kind in (Kind.BOX, Kind.CUBOID):
        return pair_iou(a.box, b.box, PAD_UNITS * unit_px)
    return float(similarity_between([a], [b], unit_px)[0, 0])


def extent_of(shape: Shape, unit_px: float) -> tuple[float, float, float, float]:
    """Upright box that stands for a shape in the joint model; points are given a reach."""
    if shape.kind is Kind.ROTATED_BOX:
        return rotated.bounds(shape)
    if shape.kind in (Kind.POINTS, Kind.SKELETON):
        x_min, y_min, x_max, y_max = marks.bounds(shape)
        reach = POINT_UNITS * unit_px / 2
        grow_x = max(0.0, reach - (x_max - x_min) / 2)
        grow_y = max(0.0, reach - (y_max - y_min) / 2)
        return x_min - grow_x, y_min - grow_y, x_max + grow_x, y_max + grow_y
    return shape.box


def merge(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """One shape out of several of one kind; label and attributes are left to others.

    weights: trust in each hand, above 0. Upright boxes are merged by the joint model itself.
    """
    if len(shapes) == 1:
        return shapes[0]
    return MERGE[shapes[0].kind](shapes, weights, unit_px)
