"""Masks as runs of pixels."""

from typing import Any

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def read_rle(rle: Any) -> Mask:
    """(height, width) mask of {"size": [height, width], "counts": [...]}: runs down the columns, first
    of nothing (COCO's uncompressed form). Raises ValueError for anything else."""
    try:
        height, width = (int(v) for v in rle["size"])
        counts = np.asarray(rle["counts"], dtype=np.int64)
    except (TypeError, KeyError) as error:
        raise ValueError("must have size [height, width] and counts") from error
    if counts.sum() != height * width or (counts < 0).any():
        raise ValueError("runs must add up to height x width")
    flat = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return np.asarray(flat.reshape(width, height).T)


def write_rle(mask: Mask) -> dict[str, Any]:
    """What `read_rle` reads."""
    flat = mask.T.ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    borders = np.concatenate([[0], edges, [len(flat)]])
    counts = np.diff(borders).tolist()
    if flat[0]:
        counts = [0, *counts]
    return {"size": [int(mask.shape[0]), int(mask.shape[1])], "counts": counts}


def mask_corners(mask: Mask) -> tuple[tuple[float, float], tuple[float, float]]:
    """Least and greatest corner of what a mask covers; of an empty one a unit square."""
    ys, xs = np.nonzero(mask)
    if not len(xs):
        return (0.0, 0.0), (1.0, 1.0)
    return (float(xs.min()), float(ys.min())), (float(xs.max() + 1), float(ys.max() + 1))
