"""One household against one line: both directions, and what is left to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.households.household import LineState, YearIncome
from annotate.households.lines import Move, before_and_now

LINE = 4000
YEARS = st.builds(
    YearIncome,
    st.integers(0, 10**9),
    st.integers(-(10**9), 10**9),
    st.integers(1, 12),
)


@pytest.mark.parametrize(
    ("before", "now", "move"),
    [
        (3999, 4000, Move.UP),
        (4000, 3999, Move.DOWN),
        (1, 3999, Move.STAYED_BELOW),
        (4000, 9000, Move.STAYED_ABOVE),
    ],
)
def test_both_directions_are_told_and_at_the_line_is_above(before, now, move):
    assert before_and_now(YearIncome(0, before, 1), YearIncome(0, now, 1), LINE).move is move


def test_what_is_not_known_is_no_zero():
    states = before_and_now(None, YearIncome(0, 3000, 1), LINE)

    assert states.before is None
    assert states.move is None
    assert states.now.over_e4 == -1000


@given(YEARS, st.integers(1, 10**8))
def test_the_remainder_has_the_sign_of_the_state(year, line):
    against = before_and_now(None, year, line).now

    assert (against.over_e4 >= 0) is (against.state is LineState.ABOVE)
