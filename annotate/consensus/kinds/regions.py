"""Polygons and masks: likeness by overlap, merging by the weighted mean of signed distance fields.

A field is positive inside, negative outside, in pixels from the edge, and held within a sixteenth of the size
so that one wild outline counts no more than its vote, while between near ones the edge lies in their midst.
The merged outline is where their mean is zero.
Crossed outlines are mended by the even-odd rule; those without area overlap nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import distance_transform_edt

from annotate.consensus.kinds.contour import outlines
from annotate.consensus.model.overlap import Array
from annotate.consensus.rle import mask_corners, read_rle, write_rle
from annotate.consensus.scene import Shape

CELLS = 96
HOLD = 0.06
SMALL_UNITS = 24.0


def area_of(points: Sequence[tuple[float, float]]) -> Any:
    """A valid shapely area; empty for outlines without any."""
    if len(set(points)) < 3:
        return shapely.Polygon()
    polygon = shapely.Polygon(points)
    return polygon if polygon.is_valid else shapely.make_valid(polygon).buffer(0)


def overlap(a: Sequence[Any], b: Sequence[Any], unit_px: float) -> Array:
    """(n, m) IoU of areas; small ones are first grown by a pixel, where an honest hand is a tenth off."""
    left, right = (np.array([_grown(g, unit_px) for g in side], dtype=object) for side in (a, b))
    out = np.zeros((len(a), len(b)))
    tree = shapely.STRtree(right)
    rows, columns = tree.query(left, predicate="intersects")
    if len(rows):
        inner = shapely.area(shapely.intersection(left[rows], right[columns]))
        union = shapely.area(left[rows]) + shapely.area(right[columns]) - inner
        out[rows, columns] = np.divide(inner, union, out=np.zeros_like(inner), where=union > 0)
    return out


def _grown(area: Any, unit_px: float) -> Any:
    return area.buffer(unit_px) if area.area < (SMALL_UNITS * unit_px) ** 2 else area


def similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """IoU of polygons."""
    return overlap([area_of(s.points) for s in a], [area_of(s.points) for s in b], unit_px)


def merge(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """One outline within about a pixel of the weighted mean field, simplified to half a pixel."""
    areas = [area_of(s.points) for s in shapes]
    usable = [(a, w) for a, w in zip(areas, weights, strict=True) if a.area > 0]
    if not usable:
        return shapes[0]
    bounds = np.array([a.bounds for a, _ in usable])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    size = float(np.sqrt(np.median([a.area for a, _ in usable])))
    step = max(float((high - low).max()) / CELLS, unit_px / 4)
    xs = np.arange(low[0] - 2 * step, high[0] + 2.5 * step, step)
    ys = np.arange(low[1] - 2 * step, high[1] + 2.5 * step, step)
    field = np.zeros((len(ys), len(xs)))
    for area, weight in usable:
        field += weight * held_distance(area, xs, ys, HOLD * size)
    found = outlines(field, xs, ys)
    if not found:
        return shapes[int(np.argmax([a.area for a in areas]))]
    largest = max(found, key=lambda area: area.area)
    outline = shapely.Polygon(largest.exterior).simplify(unit_px / 2)
    points = tuple((float(x), float(y)) for x, y in outline.exterior.coords[:-1])
    return replace(shapes[0], points=points)


def held_distance(area: Any, xs: Array, ys: Array, hold: float) -> Array:
    """(len(ys), len(xs)) distance to the edge, positive inside, at most `hold` either way.

    Only the cells within reach of a side are measured against it: most of a grid is farther off.
    """
    far = np.full((len(ys), len(xs)), hold)
    for ring in shapely.get_parts(area.boundary):
        corners = shapely.get_coordinates(ring)
        for start, end in pairwise(corners):
            low, high = np.minimum(start, end) - hold, np.maximum(start, end) + hold
            columns = slice(*np.searchsorted(xs, (low[0], high[0])))
            rows = slice(*np.searchsorted(ys, (low[1], high[1])))
            near = far[rows, columns]
            np.minimum(near, _from_side(start, end, xs[columns], ys[rows]), out=near)
    inside = shapely.contains_xy(area, *np.meshgrid(xs, ys))
    return np.asarray(np.where(inside, far, -far))


def _from_side(start: Array, end: Array, xs: Array, ys: Array) -> Array:
    """(len(ys), len(xs)) distance of grid points from one side of an outline."""
    along = end - start
    x, y = xs[None, :] - start[0], ys[:, None] - start[1]
    at = np.clip((x * along[0] + y * along[1]) / max(float(along @ along), 1e-12), 0.0, 1.0)
    return np.asarray(np.hypot(x - at * along[0], y - at * along[1]))


def mask_similarity(a: Sequence[Shape], b: Sequence[Shape], unit_px: float) -> Array:
    """IoU of masks by their pixels."""
    left, right = ([read_rle(s.rle) for s in side] for side in (a, b))
    out = np.zeros((len(a), len(b)))
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            union = int((one | other).sum())
            out[i, j] = int((one & other).sum()) / union if union else 0.0
    return out


def merge_masks(shapes: Sequence[Shape], weights: Sequence[float], unit_px: float) -> Shape:
    """Pixels where the weighted mean field is positive."""
    masks = [read_rle(s.rle) for s in shapes]
    size = float(np.sqrt(np.median([max(int(m.sum()), 1) for m in masks])))
    field = np.zeros(masks[0].shape)
    for mask, weight in zip(masks, weights, strict=True):
        inside = distance_transform_edt(mask) - 0.5
        outside = distance_transform_edt(~mask) - 0.5
        field += weight * np.clip(np.where(mask, inside, -outside), -HOLD * size, HOLD * size)
    merged = field > 0
    if not merged.any():
        return shapes[0]
    return replace(shapes[0], points=mask_corners(merged), rle=write_rle(merged))
