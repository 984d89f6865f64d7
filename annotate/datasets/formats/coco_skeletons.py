"""COCO's words for skeletons and for areas to ignore: keypoints, num_keypoints, and crowd masks. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from annotate.datasets.formats.shapes import extent_of, rle_extent, turned_corners
from annotate.projects.ontology import Label


def keypoint_fields(label: Label | None) -> dict[str, Any]:
    """What a category of skeletons has beyond its name; COCO counts the points of edges from 1."""
    if label is None or label.skeleton is None:
        return {}
    return {
        "keypoints": [point.name for point in label.skeleton.points],
        "skeleton": [[start + 1, end + 1] for start, end in label.skeleton.edges],
    }


def no_keypoints(label: Label | None) -> dict[str, Any]:
    """A box under a label of skeletons: COCO's keypoint evaluation asks every annotation for its points."""
    if label is None or label.skeleton is None:
        return {}
    return {"num_keypoints": 0, "keypoints": [0] * (3 * len(label.skeleton.points))}


def skeleton_outline(annotation: Mapping[str, Any], label: Label | None) -> dict[str, Any] | None:
    """bbox, area, keypoints of a skeleton; None where the label declares no such skeleton or no point is placed."""
    points = [_flagged(point) for point in annotation["points"]]
    placed = [point for point in points if point[2] > 0]
    if label is None or label.skeleton is None or len(points) != len(label.skeleton.points) or not placed:
        return None
    x_min, y_min, x_max, y_max = extent_of(placed)
    flat = [round(float(value), 4) for point in points for value in (point if point[2] else (0, 0, 0))]
    return {
        "bbox": [round(float(value), 4) for value in (x_min, y_min, x_max - x_min, y_max - y_min)],
        "area": round(float((x_max - x_min) * (y_max - y_min)), 4),
        "segmentation": [],
        "iscrowd": 0,
        "keypoints": [int(value) if at % 3 == 2 else value for at, value in enumerate(flat)],
        "num_keypoints": len(placed),
    }


def _flagged(point: Sequence[float]) -> tuple[float, float, int]:
    return point[0], point[1], int(point[2]) if len(point) > 2 else 2


def read_skeleton(keypoints: Any, count: int) -> dict[str, Any] | None:
    """A skeleton out of COCO's flat list of x, y, v; None when it is none of so many points, or none is placed."""
    if not isinstance(keypoints, list) or len(keypoints) != 3 * count or count == 0:
        return None
    points = [[float(x), float(y), int(v)] for x, y, v in zip(*[iter(keypoints)] * 3, strict=True)]
    if not any(point[2] for point in points) or any(point[2] not in (0, 1, 2) for point in points):
        return None
    return {"kind": "skeleton", "points": points}


def ignore_outline(annotation: Mapping[str, Any], width_px: int, height_px: int) -> dict[str, Any] | None:
    """An area to ignore as a crowd: COCO knows crowds as run lengths only. None for kinds without an area."""
    if annotation["kind"] == "mask":
        counts = list(annotation["rle"]["counts"])
    else:
        corners = _corners(annotation)
        if corners is None:
            return None
        counts = rle_of_polygon(corners, width_px, height_px)
    extent = rle_extent(counts, height_px)
    # What holds no middle of a pixel ignores nothing.
    if extent is None:
        return None
    x_min, y_min, x_max, y_max = (int(value) for value in extent)
    return {
        "bbox": [x_min, y_min, x_max - x_min, y_max - y_min],
        "area": sum(counts[1::2]),
        "segmentation": {"size": [height_px, width_px], "counts": counts},
        "iscrowd": 1,
        "ignore": 1,
    }


def _corners(annotation: Mapping[str, Any]) -> Sequence[Sequence[float]] | None:
    if annotation["kind"] in ("box", "rotated_box"):
        return turned_corners(annotation["box"], annotation.get("rotation", 0.0))
    return annotation["points"] if annotation["kind"] == "polygon" else None


def rle_of_polygon(points: Sequence[Sequence[float]], width_px: int, height_px: int) -> list[int]:
    """Run lengths, columns first, of the pixels whose middle lies inside (even-odd rule)."""
    mask = np.zeros((height_px, width_px), dtype=bool)
    corners = np.asarray(points, dtype=float)
    following = np.roll(corners, -1, axis=0)
    for column in range(max(0, int(corners[:, 0].min())), min(width_px, int(corners[:, 0].max()) + 1)):
        x = column + 0.5
        crosses = (corners[:, 0] > x) != (following[:, 0] > x)
        start, end = corners[crosses], following[crosses]
        heights = start[:, 1] + (x - start[:, 0]) * (end[:, 1] - start[:, 1]) / (end[:, 0] - start[:, 0])
        for top, bottom in zip(*[iter(np.sort(heights))] * 2, strict=True):
            mask[max(0, int(np.ceil(top - 0.5))) : max(0, int(np.ceil(bottom - 0.5))), column] = True
    pixels = mask.ravel(order="F")
    changes = np.flatnonzero(np.diff(pixels, prepend=False))
    return [int(run) for run in np.diff(changes, prepend=0, append=pixels.size)]
