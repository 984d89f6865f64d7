"""Parts of a rate, pay per hour, and what is missing to the floor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.pay.price import hourly_e4, median_hourly_e4, top_up_e4
from annotate.quality.judgement import part_of

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("rate_e4", "percent", "part_e4"),
    [(4200, 100, 4200), (4200, 70, 2940), (35, 70, 25), (1, 70, 1), (0, 70, 0), (4200, 0, 0)],
)
def test_a_part_is_rounded_up_for_her(rate_e4: int, percent: int, part_e4: int) -> None:
    assert part_of(rate_e4, percent) == part_e4


@pytest.mark.parametrize(("rate_e4", "percent"), [(-1, 70), (1, 101), (1, -1)])
def test_a_part_of_nonsense_is_refused(rate_e4: int, percent: int) -> None:
    with pytest.raises(ValueError, match="of"):
        part_of(rate_e4, percent)


def test_half_a_minute_a_picture_at_forty_two_fen_is_fifty_yuan_forty_an_hour() -> None:
    assert hourly_e4(4200, 30_000) == 504_000
    assert hourly_e4(4200, 0) is None


def test_the_median_needs_twenty_answers_with_a_time() -> None:
    assert median_hourly_e4([(4200, 30_000)] * 19 + [(4200, 0)]) is None
    assert median_hourly_e4([(4200, 30_000)] * 20) == 504_000
    assert median_hourly_e4([(4200, 60_000)] * 10 + [(4200, 30_000)] * 10) == 252_000


@given(st.integers(0, 10**9), st.integers(0, 10 * HOUR_MS), st.integers(0, 10**7))
def test_with_the_top_up_nobody_is_under_the_floor(earned_e4: int, active_ms: int, floor_e4: int) -> None:
    more = top_up_e4(earned_e4, active_ms, floor_e4)

    assert (earned_e4 + more) * HOUR_MS >= floor_e4 * active_ms
    assert more == 0 or (earned_e4 + more - 1) * HOUR_MS < floor_e4 * active_ms
