"""Which shapes of several people mean the same thing: average linkage, one shape a person."""

from itertools import pairwise

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from annotate.consensus.model.overlap import Array, Index

LINK_AT = 0.3


def link(similarity: Array, owner: Index, at: float = LINK_AT) -> list[list[int]]:
    """Groups of shapes, each with at most one shape of an owner, closest pairs joined first.

    similarity: (n, n), symmetric, 0 ... 1. Two groups join while the mean similarity of their cross
    pairs is at least `at`. Rows must come in an order made of content, not of arrival: ties go to
    the first. Returns groups as ascending indices, ordered by their first.
    """
    near = np.where(owner[:, None] == owner[None, :], 0.0, similarity) >= at
    rows, columns = np.nonzero(near)
    graph = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=similarity.shape)
    count, part = connected_components(graph, directed=False)
    order = np.argsort(part, kind="stable")
    borders = np.searchsorted(part[order], np.arange(count + 1))
    groups: list[list[int]] = []
    for first, last in pairwise(borders):
        inside = order[first:last]
        if len(inside) == 1:
            groups.append([int(inside[0])])
        else:
            groups += _link_part(similarity[np.ix_(inside, inside)], owner[inside], inside, at)
    return sorted(groups)


def _link_part(similarity: Array, owner: Index, names: Index, at: float) -> list[list[int]]:
    """Average linkage inside one connected part."""
    count = len(owner)
    if count == 2:
        return [[int(names[0]), int(names[1])]]
    total = similarity.copy()
    size = np.ones(count)
    barred = owner[:, None] == owner[None, :]
    members: list[list[int]] = [[i] for i in range(count)]
    mean = np.where(barred, -1.0, total)
    while True:
        best = int(np.argmax(mean))
        i, j = divmod(best, count)
        if mean[i, j] < at:
            break
        i, j = min(i, j), max(i, j)
        members[i] += members[j]
        members[j] = []
        total[i] += total[j]
        total[:, i] = total[i]
        size[i] += size[j]
        barred[i] |= barred[j]
        barred[:, i] = barred[i]
        barred[j] = barred[:, j] = True
        barred[i, i] = True
        mean[i] = np.where(barred[i], -1.0, total[i] / (size[i] * size))
        mean[:, i] = mean[i]
        mean[j] = mean[:, j] = -1.0
    return [sorted(int(names[k]) for k in group) for group in members if group]
