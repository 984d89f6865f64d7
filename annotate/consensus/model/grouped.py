"""Sums and medians of rows that belong together, always added the same way."""

from functools import reduce

import numpy as np

from annotate.consensus.model.overlap import Array, Index

# From so many numbers on one pass a column is quicker than one over cells that must be numbered first.
MANY, NARROW = 2_000, 16


def sum_by(index: Index, values: Array, count: int) -> Array:
    """Sums of rows of values that share an index; adds in row order, so always the same way."""
    if values.ndim == 1:
        return np.asarray(np.bincount(index, weights=values, minlength=count), dtype=np.float64)
    width = values.shape[1]
    if width == 0:
        return np.zeros((count, 0))
    if values.size > MANY and width <= NARROW:
        return np.ascontiguousarray(sum_across(index, values.T, count).T)
    cell = (index[:, None] * width + np.arange(width)).ravel()
    sums = np.bincount(cell, weights=values.ravel(), minlength=count * width)
    return np.asarray(sums, dtype=np.float64).reshape(count, width)


def sum_across(index: Index, values: Array, count: int) -> Array:
    """`sum_by` of each row of values (m, n) where the columns share an index; gives (m, count)."""
    out = np.empty((len(values), count))
    for row, total in zip(values, out, strict=True):
        total[:] = np.bincount(index, weights=row, minlength=count)
    return out


def medians_by(index: Index, values: Array, count: int) -> Array:
    """(count, d) median of each column of values (n, d) by index; ascending, each at least once."""
    first = np.searchsorted(index, np.arange(count))
    many = np.bincount(index, minlength=count)
    out = np.empty((count, values.shape[1]))
    for size in sorted(set(many.tolist())):
        alike = np.flatnonzero(many == size)
        members = [values[first[alike] + k] for k in range(size)]
        out[alike] = members[0] if size == 1 else _middle(members)
    return out


def _middle(members: list[Array]) -> Array:
    """Median over a list of arrays, element by element."""
    if len(members) == 2:
        return (members[0] + members[1]) / 2
    if len(members) == 3:
        a, b, c = members
        return np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    ranked = np.sort(np.stack(members), axis=0)
    return np.asarray((ranked[(len(members) - 1) // 2] + ranked[len(members) // 2]) / 2)


def normalise(logs: Array) -> tuple[Array, Array]:
    """(probabilities along the last axis, log of their sum before) from logs (n, m).

    Column by column while there are few: numpy is slow at the inner sums of narrow tables.
    """
    if logs.shape[-1] > NARROW:
        top = logs.max(axis=-1)
        raised = np.exp(logs - top[..., None])
        total = raised.sum(axis=-1)
    else:
        columns = [logs[..., k] for k in range(logs.shape[-1])]
        top = reduce(np.maximum, columns)
        raised = np.exp(logs - top[..., None])
        total = reduce(np.add, [raised[..., k] for k in range(logs.shape[-1])])
    return np.asarray(raised / total[..., None]), np.asarray(np.log(total) + top)
