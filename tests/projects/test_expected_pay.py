"""What a pilot says about pay per hour, and what follows for publishing."""

import pytest

from annotate.projects.expected_pay import PayVerdict, expected_pay, usual_pilot


def pilot(people: int, each: int, seconds: int = 60) -> list[tuple[int, int]]:
    return [(who, seconds * 1000) for who in range(people) for _ in range(each)]


@pytest.mark.parametrize(
    ("people", "each", "is_known"), [(10, 20, True), (9, 40, False), (10, 19, False), (0, 0, False)]
)
def test_a_pilot_needs_ten_people_with_twenty_answers_each(people: int, each: int, is_known: bool) -> None:
    told = expected_pay(4200, pilot(people, each), 20_0000)

    assert (told.verdict is not PayVerdict.NO_FIGURES) is is_known


def test_the_quartiles_are_of_pay_per_hour_at_todays_price() -> None:
    # Five people need 30 seconds, ten a minute, five two minutes.
    times = [
        (who, 30_000 if who < 5 else 60_000 if who < 15 else 120_000) for who in range(20) for _ in range(20)
    ]

    told = expected_pay(4200, times, 20_0000)

    assert (told.low_e4, told.middle_e4, told.high_e4) == (12_6000, 25_2000, 25_2000)
    assert (told.people, told.answers, told.middle_ms) == (20, 400, 60_000)
    assert expected_pay(8400, times, None).middle_e4 == 50_4000


def test_nobodys_pace_outweighs_the_others() -> None:
    times = [(0, 1_000)] * 1000 + [one for one in pilot(11, 20) if one[0] > 0]

    assert expected_pay(4200, times, 20_0000).middle_e4 == 25_2000


@pytest.mark.parametrize(
    ("floor", "verdict"),
    [
        (25_2001, PayVerdict.UNDER),
        (25_2000, PayVerdict.NEAR),
        (21_0001, PayVerdict.NEAR),
        (21_0000, PayVerdict.FAIR),
        (None, PayVerdict.NO_FLOOR),
    ],
)
def test_the_middle_is_held_against_the_minimum(floor: int | None, verdict: PayVerdict) -> None:
    assert expected_pay(4200, pilot(10, 20), floor).verdict is verdict


def test_a_project_opened_as_a_whole_is_judged_by_its_first_two_hundred_answers() -> None:
    assert expected_pay(4200, pilot(2, 99), 20_0000, is_own_pilot=True).verdict is PayVerdict.NO_FIGURES
    assert expected_pay(4200, pilot(2, 100), 20_0000, is_own_pilot=True).middle_e4 == 25_2000


@pytest.mark.parametrize(
    ("tasks", "answers", "pilot_tasks"), [(10_000, 2, 200), (10_000, 3, 134), (50, 2, 50), (10_000, 1, 400)]
)
def test_a_usual_pilot_has_room_for_ten_people(tasks: int, answers: int, pilot_tasks: int) -> None:
    assert usual_pilot(tasks, answers) == pilot_tasks
