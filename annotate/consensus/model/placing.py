"""Where is it exactly? Robust mean of each edge, weighted by how steady each hand is.

An edge drawn by w is off by mu_w (habit, outward positive) plus noise of spread sigma_w, both as shares of the
object's width or height, plus a floor of about a pixel. Student weights keep one wild hand out.
"""

from dataclasses import dataclass

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import medians_by, sum_by
from annotate.consensus.model.overlap import Array, Index

FREEDOM = 4.0
FLOOR_UNITS = 0.7
LURE_SPREAD = 0.16
ROUNDS = 6
OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])


@dataclass(frozen=True)
class Places:
    """Merged boxes. box: (O, 4) pixels. variance: (O, 4) of its edges, relative to size.

    error: (N, 4) each drawing's distance from the merged edge, relative, habit taken out. share:
    (N, 4) Student weights. noise: (N, 4) expected variance of the drawing. log_tight: (O,) log odds that
    the drawings agree as those of a real thing do rather than as those of a lure.
    """

    box: Array
    variance: Array
    error: Array
    share: Array
    noise: Array
    log_tight: Array


def place(table: Table, sigma: Array, habit: Array) -> Places:
    """Merge boxes. sigma: (W,) noise; habit: (W, 4) outward shift, both relative to size."""
    row = table.drawing_row
    at = table.candidate[row]
    who = table.worker[row]
    scale = table.scale[at]
    weight = np.maximum(table.trust * np.minimum(table.weight[row] + (table.trust > 1), 1), 1e-6)[:, None]
    straight = table.box / scale - habit[who] * OUTWARD
    floor = (FLOOR_UNITS * table.unit_px[at])[:, None] / scale
    noise = sigma[who][:, None] ** 2 + floor**2
    centre = medians_by(at, straight, table.count)
    for _ in range(ROUNDS):
        error = straight - centre[at]
        share = (FREEDOM + 1) / (FREEDOM + error**2 / noise)
        precision = weight * share / noise
        total = sum_by(at, precision, table.count)
        centre = sum_by(at, precision * straight, table.count) / total
    error = straight - centre[at]
    variance = 1.0 / total
    return Places(
        box=_upright(centre * table.scale),
        variance=variance,
        error=error,
        share=share,
        noise=noise,
        log_tight=_tightness(table, at, error, noise, weight),
    )


def _upright(box: Array) -> Array:
    """Edges in order even where few, wild drawings crossed them."""
    low, high = np.minimum(box[:, :2], box[:, 2:]), np.maximum(box[:, :2], box[:, 2:])
    return np.concatenate([low, high], axis=1)


def _tightness(table: Table, at: Index, error: Array, noise: Array, weight: Array) -> Array:
    """Log ratio of Student densities, real spread against a lure's; one degree is spent on the centre."""
    lure = noise + LURE_SPREAD**2
    real_log = -0.5 * np.log(noise) - (FREEDOM + 1) / 2 * np.log1p(error**2 / (FREEDOM * noise))
    lure_log = -0.5 * np.log(lure) - (FREEDOM + 1) / 2 * np.log1p(error**2 / (FREEDOM * lure))
    ratio = ((real_log - lure_log) * weight).sum(axis=1)
    many = sum_by(at, weight[:, 0], table.count)
    total = sum_by(at, ratio, table.count)
    return np.asarray(np.where(many > 1.5, total * (many - 1) / np.maximum(many, 1), 0.0))
