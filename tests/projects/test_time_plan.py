"""How long a project may take, before it is opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.projects.expected_pay import ExpectedPay
from annotate.projects.time_plan import HOURS_A_DAY, LEAST_EARLIER, PlanSource, time_plan

PILOT = ExpectedPay(
    6_000, people=10, answers=200, low_e4=150_000, middle_e4=216_000, high_e4=432_000, middle_ms=100_000
)


def test_a_pilots_pay_an_hour_tells_its_times() -> None:
    plan = time_plan(1_000, 2.5, PILOT)

    assert plan is not None
    assert (plan.answers, plan.source) == (2_500, PlanSource.PILOT)
    assert (plan.fast_seconds, plan.middle_seconds, plan.slow_seconds) == (50.0, 100.0, 144.0)
    assert plan.hours == pytest.approx((34.72, 69.44, 100.0), abs=0.01)
    # Ten people at two hours: 69.44 / 20 and 100 / 20.
    assert plan.days(10) == (4, 5)


def test_without_a_pilot_the_price_tells_what_is_fair() -> None:
    plan = time_plan(100, 2, ExpectedPay(6_000, people=0, answers=0, floor_e4=180_000))

    assert plan is not None
    # 0.60 yuan at 1.2 x 18 yuan an hour: 100 seconds.
    assert (plan.middle_seconds, plan.source) == (100.0, PlanSource.PRICE)
    assert plan.hours[0] == plan.hours[2]


def test_before_a_pilot_earlier_answers_tell_the_pace_once_there_are_enough() -> None:
    seconds = [40.0, 60.0, 80.0, 100.0, 120.0] * 10
    pay = ExpectedPay(6_000, people=0, answers=0, floor_e4=180_000)

    plan, too_few = time_plan(100, 2, pay, seconds), time_plan(100, 2, pay, seconds[: LEAST_EARLIER - 1])

    assert plan is not None
    assert (plan.source, plan.told_by) == (PlanSource.EARLIER, 50)
    assert (plan.fast_seconds, plan.middle_seconds, plan.slow_seconds) == (60.0, 80.0, 100.0)
    assert too_few is not None
    assert too_few.source == PlanSource.PRICE


@pytest.mark.parametrize(
    ("pictures", "pay"),
    [(0, PILOT), (10, ExpectedPay(6_000, people=0, answers=0))],
    ids=["no pictures", "nothing known"],
)
def test_where_nothing_is_known_nothing_is_said(pictures: int, pay: ExpectedPay) -> None:
    assert time_plan(pictures, 2, pay) is None


@given(people=st.integers(1, 500), pictures=st.integers(1, 10**6))
def test_more_people_never_take_longer_and_the_days_are_enough(people: int, pictures: int) -> None:
    plan = time_plan(pictures, 2.5, PILOT)

    assert plan is not None
    middle, slow = plan.days(people)
    assert middle <= slow
    assert plan.days(people + 1)[0] <= middle
    assert middle * people * HOURS_A_DAY >= plan.hours[1]
    assert (middle - 1) * people * HOURS_A_DAY < plan.hours[1]
