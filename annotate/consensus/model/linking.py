"""Which shapes of several people mean the same thing: average linkage, one shape a person."""

import numpy as np

from annotate.consensus.model.overlap import Array, Index

LINK_AT = 0.3
# Means of numbers that are all so much above the bar are above it, however they are rounded.
SURELY = 1e-9


def link(similarity: Array, owner: Index, at: float = LINK_AT) -> list[list[int]]:
    """Groups of shapes, each with at most one shape of an owner, closest pairs joined first.

    similarity: (n, n), symmetric, 0 ... 1. Two groups join while the mean similarity of their cross
    pairs is at least `at`. Rows must come in an order made of content, not of arrival: ties go to
    the first. Returns groups as ascending indices, ordered by their first.
    """
    near = (similarity >= at) & (owner[:, None] != owner[None, :])
    first, second = np.nonzero(np.triu(near))
    parts, part_of = _connected(len(near), first.tolist(), second.tolist())
    surely = part_of[first[similarity[first, second] >= at + SURELY]]
    alike = np.bincount(surely, minlength=len(parts)).tolist()
    groups: list[list[int]] = []
    for inside, pairs in zip(parts, alike, strict=True):
        # Where each pair is above the bar, so is every mean of some: there can only be one group.
        if len(inside) <= 2 or 2 * pairs == len(inside) * (len(inside) - 1):
            groups.append(inside)
        else:
            groups += _link_part(similarity[np.ix_(inside, inside)], owner[inside], inside, at)
    return sorted(groups)


def _connected(count: int, first: list[int], second: list[int]) -> tuple[list[list[int]], Index]:
    """(parts that hang together, each ascending; the part of each) from pairs that touch. In plain Python:
    a picture has tens of shapes, for which a sparse matrix costs more to build than to walk."""
    root = list(range(count))
    for i, j in zip(first, second, strict=True):
        while root[i] != i:
            root[i] = i = root[root[i]]
        while root[j] != j:
            root[j] = j = root[root[j]]
        root[max(i, j)] = min(i, j)
    parts: dict[int, list[int]] = {}
    number: dict[int, int] = {}
    part_of = np.empty(count, dtype=np.int64)
    for k in range(count):
        i = k
        while root[i] != i:
            i = root[i]
        parts.setdefault(i, []).append(k)
        part_of[k] = number.setdefault(i, len(number))
    return list(parts.values()), part_of


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
