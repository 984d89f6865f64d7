"""Submissions far closer to another than two hands allow: they count once, and are flagged.

One close pair is chance. Who is close on at least three pictures and on three in ten of hers is
taken for a copier; of two such, the one who is it more often.
"""

from dataclasses import dataclass

import numpy as np

from annotate.consensus.model.evidence import Table
from annotate.consensus.model.grouped import sum_by
from annotate.consensus.model.overlap import Array, Index, Mask
from annotate.consensus.model.placing import Places

LEAST_SHARED = 3
CLOSE = 0.4
LEAST_TIMES = 3
LEAST_SHARE = 0.3


@dataclass(frozen=True)
class Pairs:
    """Submissions of one picture that drew at least LEAST_SHARED things in common.

    first, second: visits, first < second. close: whether they are too alike for two hands.
    """

    first: Index
    second: Index
    close: Mask


def compare_visits(table: Table, places: Places) -> Pairs:
    """Squared distance of each two submissions over what their hands would give, edge by edge."""
    row = table.drawing_row
    at, visit = table.candidate[row], table.visit[row]
    scale = table.scale[at]
    person = table.trust <= 1
    left: list[Index] = []
    right: list[Index] = []
    most = int(np.bincount(at).max()) if len(at) else 0
    for step in range(1, most):
        first = np.flatnonzero((at[:-step] == at[step:]) & person[:-step] & person[step:])
        left.append(first)
        right.append(first + step)
    if not left:
        empty = np.zeros(0, dtype=np.int64)
        return Pairs(empty, empty, np.zeros(0, dtype=np.bool_))
    i, j = np.concatenate(left), np.concatenate(right)
    gap = ((table.box[i] - table.box[j]) / scale[i]) ** 2 / (places.noise[i] + places.noise[j])
    visits = len(table.visit_worker)
    pair = np.minimum(visit[i], visit[j]) * visits + np.maximum(visit[i], visit[j])
    keys, at_pair = np.unique(pair, return_inverse=True)
    shared = np.bincount(at_pair)
    distance = np.bincount(at_pair, weights=gap.mean(axis=1)) / shared
    unlike = np.bincount(at_pair, weights=table.label[i] != table.label[j])
    enough = shared >= LEAST_SHARED
    close = (distance < CLOSE**2) & (unlike <= 0.1 * shared)
    return Pairs(keys[enough] // visits, keys[enough] % visits, close[enough])


def count_copies(table: Table, pairs: Pairs) -> tuple[Array, Array]:
    """((W,) submissions too close to another, (W,) submissions with enough drawn to be compared).

    Those count that nobody shares much with, too: a spammer meets nobody but who copies her.
    """
    visits = len(table.visit_worker)
    drawn = sum_by(table.visit, table.drawn * table.weight, visits)
    met, close = (drawn >= LEAST_SHARED).astype(np.float64), np.zeros(visits)
    close[pairs.first[pairs.close]] = close[pairs.second[pairs.close]] = 1.0
    workers = len(table.workers)
    return sum_by(table.visit_worker, close, workers), sum_by(table.visit_worker, met, workers)


def find_copies(table: Table, pairs: Pairs, close: Array, met: Array) -> dict[int, int]:
    """{copying visit: copied visit}. close, met: (W,) as from `count_copies`, all time."""
    rate = close / np.maximum(met, 1.0)
    copier = (close >= LEAST_TIMES) & (rate >= LEAST_SHARE)
    found: dict[int, int] = {}
    for first, second in zip(pairs.first[pairs.close], pairs.second[pairs.close], strict=True):
        one, other = table.visit_worker[first], table.visit_worker[second]
        if not (copier[one] or copier[other]):
            continue
        # Of two copiers the more habitual; of two alike the later in the order of content.
        guilty = first if rate[one] > rate[other] else second
        source = second if guilty == first else first
        if int(source) not in found:
            found.setdefault(int(guilty), int(source))
    return found
