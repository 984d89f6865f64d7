"""How much two upright boxes have in common."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Index = npt.NDArray[np.int64]


def box_iou(a: Array, b: Array, pad_px: float = 0.0) -> Array:
    """Intersection over union of each box of a with each of b; (n, 4) and (m, 4) give (n, m).

    Boxes are (x_min, y_min, x_max, y_max). pad_px is added on every side first: on a box of ten
    pixels an honest hand is a tenth off, and without it small things would never match.
    Boxes without area overlap nothing unless padded. Source: Everingham et al., PASCAL VOC, IJCV 2015.
    """
    low = np.maximum(a[:, None, :2], b[None, :, :2]) - pad_px
    high = np.minimum(a[:, None, 2:], b[None, :, 2:]) + pad_px
    sides = np.maximum(high - low, 0.0)
    inner = sides[..., 0] * sides[..., 1]
    area_a, area_b = ((s[:, 2] - s[:, 0] + 2 * pad_px) * (s[:, 3] - s[:, 1] + 2 * pad_px) for s in (a, b))
    union = area_a[:, None] + area_b[None, :] - inner
    return np.asarray(np.divide(inner, union, out=np.zeros_like(inner), where=union > 0))


def pair_iou(a: Sequence[float], b: Sequence[float], pad_px: float = 0.0) -> float:
    """`box_iou` of two boxes alone, without the cost of arrays."""
    grow = 2 * pad_px
    width = min(a[2], b[2]) - max(a[0], b[0]) + grow
    height = min(a[3], b[3]) - max(a[1], b[1]) + grow
    if width <= 0 or height <= 0:
        return 0.0
    union = (
        (a[2] - a[0] + grow) * (a[3] - a[1] + grow)
        + (b[2] - b[0] + grow) * (b[3] - b[1] + grow)
        - width * height
    )
    return width * height / union if union > 0 else 0.0


def hand_px(width_px: float, height_px: float) -> float:
    """The picture's own pixel: what an eye tells apart when the picture fills a screen.

    A thousandth of the diagonal, so that a picture scaled twice gives an answer scaled twice; held
    within half a pixel and three, beyond which people zoom.
    """
    return float(np.clip(np.hypot(width_px, height_px) / 1000.0, 0.5, 3.0))
