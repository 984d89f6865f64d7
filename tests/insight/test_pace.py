"""When a project will be done, and quantiles from stored histograms."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.insight.pace import bin_of, forecast, quantile_of
from annotate.quality.intervals import mean_interval


def test_an_even_pace_ends_on_a_day_that_is_certain() -> None:
    found = forecast([100] * 14, 450)

    assert found is not None
    assert (found.a_day, found.days, found.early, found.late) == (100, 5, 5, 5)


def test_an_uneven_pace_gives_a_wider_interval_the_further_it_looks() -> None:
    near, far = forecast([50, 150] * 7, 300), forecast([50, 150] * 7, 3000)

    assert near is not None
    assert far is not None
    assert near.late is not None
    assert far.late is not None
    assert near.early < near.days < near.late
    assert far.late - far.early > near.late - near.early


@pytest.mark.parametrize(
    ("done", "why"),
    [([], "nothing yet"), ([5, 5], "two days"), ([0] * 14, "nobody works")],
    ids=["none", "two_days", "standstill"],
)
def test_no_end_is_promised_where_nothing_can_be_said(done: list[int], why: str) -> None:
    assert forecast(done, 10) is None, why


def test_a_pace_that_may_as_well_be_none_has_no_latest_day() -> None:
    found = forecast([0, 0, 0, 0, 90], 500)

    assert found is not None
    assert found.late is None


def test_what_is_done_is_done_today() -> None:
    found = forecast([3, 4, 5], 0)

    assert found is not None
    assert (found.days, found.late) == (0, 0)


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=50), st.floats(0.0, 1.0))
def test_a_quantile_lies_within_a_bin_of_the_true_one(values: list[float], share: float) -> None:
    bins = Counter(str(bin_of(value)) for value in values)

    found = quantile_of(bins, share)

    assert found is not None
    assert min(values) / 1.1 <= found <= max(values) * 1.1
    below = sum(value <= found * 1.0906 for value in values)
    assert below >= share * len(values) - 1e-9


def test_equal_values_have_no_spread() -> None:
    assert mean_interval(5 * 0.8, 5 * 0.64, 5) == pytest.approx((0.8, 0.8, 0.8))
