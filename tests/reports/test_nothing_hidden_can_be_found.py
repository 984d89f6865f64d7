"""Attacks on tables with totals: by linear algebra, by linear programming, and by taking shown cells off a total."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from annotate.reports.crossing import TOTAL, hide_crossing, with_totals
from annotate.reports.suppression import Cell, Rules, hide_in_line, merged, reason_to_hide

LEAST = 10


def equations(table, hidden):
    """What a reader knows: every row and column adds up; returns the matrix over the hidden keys and its right side."""
    keys = sorted(hidden)
    rows = {row for row, _ in table}
    columns = {column for _, column in table}
    lines = [[(row, c) for c in columns if (row, c) in table] for row in rows]
    lines += [[(r, column) for r in rows if (r, column) in table] for column in columns]
    matrix, right = [], []
    for line in lines:
        fixed_at = (
            TOTAL if any(key[0] == TOTAL for key in line) and any(key[0] != TOTAL for key in line) else None
        )
        sign = {key: -1 if (key[0] if fixed_at else key[1]) == TOTAL else 1 for key in line}
        matrix.append([sign.get(key, 0) for key in keys])
        right.append(-sum(sign[key] * table[key] for key in line if key not in hidden))
    return keys, np.array(matrix, dtype=float).reshape(len(lines), len(keys)), np.array(right, dtype=float)


def most_it_can_be(matrix, right, index):
    aim = np.zeros(matrix.shape[1])
    aim[index] = -1
    found = linprog(aim, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
    return np.inf if found.status == 3 else -found.fun


def is_fixed(matrix, index):
    unit = np.zeros(matrix.shape[1])
    unit[index] = 1
    return np.linalg.matrix_rank(np.vstack([matrix, unit])) == np.linalg.matrix_rank(matrix)


tables = st.integers(2, 5).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.one_of(st.integers(0, 12), st.integers(0, 200)),
            min_size=rows * columns,
            max_size=rows * columns,
        ).map(
            lambda counts: with_totals(
                {(f"r{i // columns}", f"c{i % columns}"): count for i, count in enumerate(counts)}
            )
        )
    )
)


@given(tables)
def test_no_small_cell_can_be_computed_or_bounded_below_the_threshold(table):
    hidden = hide_crossing(table, LEAST)

    assert all(key in hidden for key, count in table.items() if count < LEAST)
    if not hidden:
        return
    keys, matrix, right = equations(table, hidden)
    for index, key in enumerate(keys):
        if table[key] < LEAST:
            assert not is_fixed(matrix, index)
            assert most_it_can_be(matrix, right, index) >= LEAST - 1e-6


@given(tables)
def test_no_group_of_hidden_cells_that_can_be_computed_is_small(table):
    hidden = hide_crossing(table, LEAST)
    keys, matrix, _right = equations(table, hidden)
    rank = np.linalg.matrix_rank(matrix) if keys else 0
    small = [index for index, key in enumerate(keys) if table[key] < LEAST]
    for size in (1, 2, 3):
        for group in itertools.combinations(range(len(keys)), size):
            if not set(group) & set(small) or sum(table[keys[i]] for i in group) >= LEAST:
                continue
            unit = np.zeros(len(keys))
            unit[list(group)] = 1
            assert np.linalg.matrix_rank(np.vstack([matrix, unit])) > rank


@given(tables)
def test_fixed_totals_stay_and_small_cells_are_safe_all_the_same(table):
    fixed = frozenset(key for key, count in table.items() if TOTAL in key and count >= LEAST)
    hidden = hide_crossing(table, LEAST, fixed=fixed)

    assert not hidden & fixed
    keys, matrix, right = equations(table, hidden)
    for index, key in enumerate(keys):
        if table[key] < LEAST and len(fixed) == sum(TOTAL in k for k in table):
            assert most_it_can_be(matrix, right, index) >= LEAST - 1e-6


def test_a_table_of_large_cells_hides_nothing():
    table = with_totals({("a", "x"): 40, ("a", "y"): 50, ("b", "x"): 60, ("b", "y"): 70})

    assert hide_crossing(table, LEAST) == frozenset()


def test_one_small_cell_takes_the_three_others_of_a_square_with_it():
    table = with_totals({("a", "x"): 4, ("a", "y"): 50, ("b", "x"): 60, ("b", "y"): 70})

    assert hide_crossing(table, LEAST) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


RULES = Rules()


def judge(cell):
    return reason_to_hide(cell, RULES)


lines = st.lists(st.lists(st.integers(0, 10_000), min_size=0, max_size=30), min_size=1, max_size=8).map(
    lambda counties: [
        Cell(f"c{i}", {1000 * i + j: amount for j, amount in enumerate(amounts)})
        for i, amounts in enumerate(counties)
    ]
)


@given(lines)
def test_the_total_less_the_shown_cells_is_never_a_small_or_dominated_group(cells):
    hiding = hide_in_line(cells, judge)

    shown = [cell for cell in cells if cell.n and cell.key not in hiding.hidden]
    assert all(judge(cell) is None for cell in shown)
    if hiding.total is None and hiding.hidden:
        assert judge(merged([cell for cell in cells if cell.key in hiding.hidden])) is None


def test_one_person_who_makes_more_than_half_hides_the_sum():
    cell = Cell("c", {0: 1001, **dict.fromkeys(range(1, 11), 100)})

    assert judge(cell) == "dominated"
