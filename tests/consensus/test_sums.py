"""The quick ways of linking, summing and averaging give what the plain ways give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotate.consensus.model.grouped import medians_by, normalise, sum_by
from annotate.consensus.model.linking import LINK_AT, link
from annotate.consensus.model.overlap import Array, Index

seeds = st.integers(0, 10_000)


def plain_linkage(similarity: Array, owner: Index) -> list[list[int]]:
    """Average linkage as it stands in books: always the closest two groups, nobody twice in one."""
    groups = [[i] for i in range(len(owner))]
    while True:
        best, pair = LINK_AT, None
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if {int(owner[i]) for i in groups[a]} & {int(owner[i]) for i in groups[b]}:
                    continue
                mean = float(np.mean([similarity[i, j] for i in groups[a] for j in groups[b]]))
                if mean > best or (pair is None and mean >= best):
                    best, pair = mean, (a, b)
        if pair is None:
            return sorted(sorted(g) for g in groups)
        groups[pair[0]] += groups.pop(pair[1])


@given(seeds, st.integers(1, 9), st.integers(1, 4))
def test_linking_gives_the_groups_of_average_linkage(seed: int, shapes: int, people: int) -> None:
    rng = np.random.default_rng(seed)
    middle = rng.uniform(0, 3, shapes)
    near = np.exp(-np.abs(middle[:, None] - middle[None, :])) * (1 - 1e-3 * rng.random((shapes, shapes)))
    similarity = (near + near.T) / 2
    owner = rng.integers(0, people, shapes)

    assert link(similarity, owner) == plain_linkage(similarity, owner)


@given(seeds, st.integers(1, 5), st.sampled_from([30, 3000]))
def test_sums_and_medians_by_group_are_those_of_each_group(seed: int, columns: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    index = np.sort(np.concatenate([np.arange(10), rng.integers(0, 10, rows)]))
    values = rng.normal(size=(len(index), columns))

    totals, middles = sum_by(index, values, 10), medians_by(index, values, 10)

    for k in range(10):
        assert np.allclose(totals[k], values[index == k].sum(axis=0))
        assert np.array_equal(middles[k], np.median(values[index == k], axis=0))


@given(seeds, st.sampled_from([2, 7, 30]))
def test_chances_come_from_logs_however_many_columns(seed: int, columns: int) -> None:
    logs = np.random.default_rng(seed).normal(scale=30, size=(5, columns))

    chances, total = normalise(logs)

    assert np.allclose(chances.sum(axis=1), 1)
    assert np.allclose(np.log(np.maximum(chances, 1e-300)), np.maximum(logs - total[:, None], -690))
