"""Weighted means that one wild hand cannot drag away."""

import numpy as np

from annotate.consensus.model.overlap import Array

FREEDOM = 4.0
ROUNDS = 12


def weighted_median(values: Array, weights: Array) -> Array:
    """(d,) per column of (n, d); between two middle values the mean."""
    out = np.empty(values.shape[1])
    for k in range(values.shape[1]):
        order = np.argsort(values[:, k], kind="stable")
        ranked, reached = values[order, k], np.cumsum(weights[order])
        half = reached[-1] / 2
        low = int(np.searchsorted(reached, half * (1 - 1e-9)))
        high = int(np.searchsorted(reached, half * (1 + 1e-9)))
        out[k] = (ranked[low] + ranked[min(high, len(ranked) - 1)]) / 2
    return out


def robust_mean(values: Array, weights: Array, floor: float) -> Array:
    """(d,) Student-weighted mean of (n, d) points from their weighted median on.

    floor: smallest spread taken for real, in the unit of values, above 0.
    """
    if len(values) == 1:
        return np.asarray(values[0], dtype=np.float64)
    centre = weighted_median(values, weights)
    distance = np.linalg.norm(values - centre, axis=1)
    spread = max(floor, 1.4826 * float(weighted_median(distance[:, None], weights)[0]))
    for _ in range(ROUNDS):
        squared = ((values - centre) ** 2).sum(axis=1) / spread**2
        share = weights * (FREEDOM + 2) / (FREEDOM + squared)
        centre = (share[:, None] * values).sum(axis=0) / share.sum()
    return np.asarray(centre)
