"""Which shapes of several people mean the same thing: average linkage, one shape a person."""

import numpy as np

from annotate.consensus.model.overlap import Array, Index, Mask

LINK_AT = 0.3


def link(similarity: Array, owner: Index, at: float = LINK_AT) -> list[list[int]]:
    """Groups of shapes, each with at most one shape of an owner, closest pairs joined first.

    similarity: (n, n), symmetric, 0 ... 1. Two groups join while the mean similarity of their cross
    pairs is at least `at`. Rows must come in an order made of content, not of arrival: ties go to
    the first. Returns groups as ascending indices, ordered by their first.
    """
    near = (similarity >= at) & (owner[:, None] != owner[None, :])
    groups: list[list[int]] = []
    for inside in _connected(near):
        if len(inside) <= 2:
            groups.append(inside)
        else:
            groups += _link_part(similarity[np.ix_(inside, inside)], owner[inside], inside, at)
    return sorted(groups)


def _connected(near: Mask) -> list[list[int]]:
    """Parts that hang together, each ascending. near: (n, n), symmetric. In plain Python: a picture
    has tens of shapes, for which a sparse matrix costs more to build than to walk."""
    root = list(range(len(near)))
    rows, columns = np.nonzero(near)
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        while root[i] != i:
            root[i] = i = root[root[i]]
        while root[j] != j:
            root[j] = j = root[root[j]]
        root[max(i, j)] = min(i, j)
    parts: dict[int, list[int]] = {}
    for k in range(len(root)):
        i = k
        while root[i] != i:
            i = root[i]
        parts.setdefault(i, []).append(k)
    return list(parts.values())


def _link_part(similarity: Array, owner: Index, names: list[int], at: float) -> list[list[int]]:
    """Average linkage inside one connected part."""
    count = len(owner)
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
    return [sorted(names[k] for k in group) for group in members if group]
