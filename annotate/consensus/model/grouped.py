"""Sums and medians of rows that belong together, always added the same way."""

import numpy as np

from annotate.consensus.model.overlap import Array, Index


def sum_by(index: Index, values: Array, count: int) -> Array:
    """Sums of rows of values that share an index; adds in row order, so always the same way."""
    if values.ndim == 1:
        return np.asarray(np.bincount(index, weights=values, minlength=count), dtype=np.float64)
    width = values.shape[1]
    if width == 0:
        return np.zeros((count, 0))
    cell = (index[:, None] * width + np.arange(width)).ravel()
    sums = np.bincount(cell, weights=values.ravel(), minlength=count * width)
    return np.asarray(sums, dtype=np.float64).reshape(count, width)


def medians_by(index: Index, values: Array, count: int) -> Array:
    """(count, d) median of each column of values (n, d) by index; ascending, each at least once."""
    first = np.searchsorted(index, np.arange(count))
    many = np.bincount(index, minlength=count)
    low, high = first + (many - 1) // 2, first + many // 2
    out = np.empty((count, values.shape[1]))
    for column in range(values.shape[1]):
        ranked = values[np.lexsort((values[:, column], index)), column]
        out[:, column] = (ranked[low] + ranked[high]) / 2
    return out
