"""Zero lines of a field on a grid (marching squares), as areas."""

from typing import Any

import numpy as np
import shapely

from annotate.consensus.model.overlap import Array

# Which of a cell's edges (0 top, 1 right, 2 bottom, 3 left) a line joins, by which corners are inside
# (1 top-left, 2 top-right, 4 bottom-right, 8 bottom-left). Saddles are cut apart.
_JOINS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((3, 0),),
    2: ((0, 1),),
    3: ((3, 1),),
    4: ((1, 2),),
    5: ((3, 0), (1, 2)),
    6: ((0, 2),),
    7: ((3, 2),),
    8: ((2, 3),),
    9: ((2, 0),),
    10: ((0, 1), (2, 3)),
    11: ((2, 1),),
    12: ((1, 3),),
    13: ((1, 0),),
    14: ((0, 3),),
}


def _crossing(a: Array, b: Array) -> Array:
    """How far from a to b a straight line passes zero."""
    gap = a - b
    return np.clip(np.divide(a, gap, out=np.full_like(a, 0.5), where=gap != 0), 0.0, 1.0)


def outlines(field: Array, xs: Array, ys: Array) -> list[Any]:
    """Polygons where the field is positive, holes filled. field: (len(ys), len(xs)), negative at the rim."""
    inside = (field > 0).astype(np.int64)
    code = inside[:-1, :-1] + 2 * inside[:-1, 1:] + 4 * inside[1:, 1:] + 8 * inside[1:, :-1]
    across = xs[:-1] + _crossing(field[:, :-1], field[:, 1:]) * np.diff(xs)
    down = ys[:-1, None] + _crossing(field[:-1], field[1:]) * np.diff(ys)[:, None]
    lines: list[Any] = []
    for value, joins in _JOINS.items():
        rows, columns = np.nonzero(code == value)
        if not len(rows):
            continue
        ends = {
            0: np.stack([across[rows, columns], ys[rows]], axis=1),
            1: np.stack([xs[columns + 1], down[rows, columns + 1]], axis=1),
            2: np.stack([across[rows + 1, columns], ys[rows + 1]], axis=1),
            3: np.stack([xs[columns], down[rows, columns]], axis=1),
        }
        for a, b in joins:
            lines += list(shapely.linestrings(np.stack([ends[a], ends[b]], axis=1)))
    pieces = [p for p in shapely.polygonize(lines).geoms if _is_inside(p, field, xs, ys)]
    return [shapely.Polygon(p.exterior) for p in pieces]


def _is_inside(piece: Any, field: Array, xs: Array, ys: Array) -> bool:
    """A ring may also be the hole of another: look at the field at a point of it."""
    point = piece.representative_point()
    column = int(np.clip(np.searchsorted(xs, point.x) - 1, 0, len(xs) - 2))
    row = int(np.clip(np.searchsorted(ys, point.y) - 1, 0, len(ys) - 2))
    u = (point.x - xs[column]) / (xs[column + 1] - xs[column])
    v = (point.y - ys[row]) / (ys[row + 1] - ys[row])
    corner = field[row : row + 2, column : column + 2]
    return bool(np.array([1 - v, v]) @ corner @ np.array([1 - u, u]) > 0)
