"""Where is it exactly? Robust mean of each edge, weighted by how steady each hand is.

An edge drawn by w is off by mu_w (habit, outward positive) plus noise of spread sigma_w, both as shares of the
object's width or height, plus a floor of about a pixel. Student weights keep one wild hand out.
"""

from dataclasses import dataclass

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import medians_by, sum_across, sum_by
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
    at, who = table.drawn_at, table.drawn_by
    weight = np.maximum(table.trust * np.minimum(table.counts + (table.trust > 1), 1), 1e-6)[:, None]
    straight = table.straight - (habit * OUTWARD)[who]
    noise = (sigma**2)[who][:, None] + (FLOOR_UNITS * table.pixel) ** 2
    centre = medians_by(at, straight, table.count)
    centre, total, share = _robust_means(at, straight, weight / noise, 1 / noise, centre)
    error = straight - centre[at]
    return Places(
        box=_upright(centre * table.scale),
        variance=1.0 / total,
        error=error,
        share=share,
        noise=noise,
        log_tight=_tightness(table, at, error, noise, weight),
    )


def _robust_means(
    at: Index, straight: Array, trust: Array, precise: Array, centre: Array
) -> tuple[Array, Array, Array]:
    """((O, 4) Student means, (O, 4) their precision, (N, 4) last Student weights) of drawings (N, 4).

    trust: weight over noise; precise: one over noise; centre: (O, 4) where to begin. Edges run first
    inside, which keeps the sums over drawings in plain rows.
    """
    drawn, precise = np.ascontiguousarray(straight.T), np.ascontiguousarray(precise.T)
    strong = np.ascontiguousarray((FREEDOM + 1) * trust.T)
    middle = np.ascontiguousarray(centre.T)
    for _ in range(ROUNDS):
        error = drawn - np.take(middle, at, axis=1)
        doubt = FREEDOM + error * error * precise
        precision = strong / doubt
        total = sum_across(at, precision, len(centre))
        middle = sum_across(at, precision * drawn, len(centre)) / total
    share = (FREEDOM + 1) / doubt
    return tuple(np.ascontiguousarray(a.T) for a in (middle, total, share))  # type: ignore[return-value]


def _upright(box: Array) -> Array:
    """Edges in order even where few, wild drawings crossed them."""
    low, high = np.minimum(box[:, :2], box[:, 2:]), np.maximum(box[:, :2], box[:, 2:])
    return np.concatenate([low, high], axis=1)


def _tightness(table: Table, at: Index, error: Array, noise: Array, weight: Array) -> Array:
    """Log ratio of Student densities, real spread against a lure's; one degree is spent on the centre."""
    lure = noise + LURE_SPREAD**2
    # Of four edges together, as products, which need one logarithm instead of four.
    wider = (lure / noise).prod(axis=1)
    nearer = ((FREEDOM * lure + error**2) / (FREEDOM * noise + error**2)).prod(axis=1)
    ratio = ((FREEDOM + 1) / 2 * np.log(nearer) - FREEDOM / 2 * np.log(wider)) * weight[:, 0]
    many = sum_by(at, weight[:, 0], table.count)
    total = sum_by(at, ratio, table.count)
    return np.asarray(np.where(many > 1.5, total * (many - 1) / np.maximum(many, 1), 0.0))
