"""Intervals of a share, and whether one share lies under another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.quality.intervals import beta_interval, probability_lower, wilson, wilson_middle


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    answers = draw(st.integers(0, 300))
    return draw(st.integers(0, answers)), answers


@given(counts())
def test_the_share_lies_within_its_intervals(told: tuple[int, int]) -> None:
    passed, answers = told
    low, high = wilson(passed, answers)
    assert 0 <= low <= wilson_middle(passed, answers) <= high <= 1
    low, high = beta_interval(passed, answers)
    assert 0 < low < (passed + 1) / (answers + 2) < high < 1


@given(counts(), counts())
def test_either_is_lower_or_the_other_is(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert probability_lower(*one, *other) + probability_lower(*other, *one) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(("one", "other"), [((5, 10), (9, 10)), ((40, 60), (55, 60)), ((3, 7), (2, 9))])
def test_it_is_what_drawing_from_both_posteriors_gives(one: tuple[int, int], other: tuple[int, int]) -> None:
    chance = np.random.default_rng(7)
    drawn = [chance.beta(k + 1, n - k + 1, 200_000) for k, n in (one, other)]
    assert probability_lower(*one, *other) == pytest.approx(float((drawn[0] < drawn[1]).mean()), abs=0.005)


def test_more_passed_than_answered_is_a_fault() -> None:
    for of in (wilson, wilson_middle, beta_interval):
        with pytest.raises(ValueError, match="3 of 2"):
            of(3, 2)
