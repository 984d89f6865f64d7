"""How many checks a bag holds, and what an answer to one is worth: rules without a database."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.quality.gold_score import contradicted, hints_of, score_against
from annotate.quality.intervals import wilson
from annotate.quality.judgement import reason_of
from annotate.work.gold_mix import gold_places, merged, share_for
from tests.quality.crowd_work import TRUTH, boxes


@pytest.mark.parametrize(
    ("bags", "had", "usual", "share"),
    [
        (0, 0, 0.05, 0.2),
        (2, 9, 0.05, 0.2),
        (3, 10, 0.05, 0.1),
        (9, 49, 0.05, 0.1),
        (9, 50, 0.05, 0.05),
        (9, 50, 0.001, 0.02),
        (0, 0, 0.5, 0.5),
        (0, 0, 0.0, 0.0),
    ],
)
def test_beginners_get_more_checks_and_nobody_under_two_in_a_hundred(
    bags: int, had: int, usual: float, share: float
) -> None:
    assert share_for(bags, had, usual) == pytest.approx(share)


@given(
    bags=st.integers(0, 500),
    had=st.integers(0, 500),
    usual=st.floats(0, 0.5),
    count=st.integers(0, 20),
    seed=st.integers(0, 2**32),
)
def test_the_draw_is_the_same_for_the_same_chance_and_keeps_to_its_share(
    bags: int, had: int, usual: float, count: int, seed: int
) -> None:
    share = share_for(bags, had, usual)
    places = gold_places(count, share, random.Random(seed).random)

    assert places == gold_places(count, share, random.Random(seed).random)
    assert (0.02 <= share <= 0.5) if usual > 0 else share == 0
    assert places == sorted(set(places))
    assert all(0 <= place < count for place in places)
    assert usual > 0 or not places
    fresh, known = list(range(count - len(places))), list(range(100, 100 + len(places)))
    mixed = merged(fresh, known, places)
    assert sorted(mixed) == sorted([*fresh, *known])
    assert [place for place, one in enumerate(mixed) if one >= 100] == places


def test_over_many_bags_the_share_is_what_was_asked() -> None:
    chance = random.Random(7).random
    drawn = sum(len(gold_places(10, 0.1, chance)) for _ in range(2000))

    assert 0.09 < drawn / 20_000 < 0.11


CAR, PERSON = TRUTH[0], TRUTH[2]


@pytest.mark.parametrize(
    ("hers", "f1", "counts"),
    [
        (TRUTH, 1.0, {}),
        (TRUTH[:2], 0.8, {"missed": 1}),
        ((*TRUTH, ("car", (500, 250, 60, 60))), 6 / 7, {"extra": 1}),
        ((("person", CAR[1]), *TRUTH[1:]), 4 / 6, {"misnamed": 1}),
        ((("car", (50, 75, 230, 140)), *TRUTH[1:]), 1.0, {"loose": 1}),
        ((), 0.0, {"missed": 3}),
    ],
    ids=["all right", "one missed", "one too many", "another name", "loose", "nothing"],
)
def test_an_answer_is_measured_against_the_known_one(hers: Any, f1: float, counts: dict[str, int]) -> None:
    scored = score_against(boxes(*hers), boxes(*TRUTH), 640, 360)

    assert scored.f1 == pytest.approx(f1)
    told = reason_of(scored.differences)["counts"]
    assert {fault: count for fault, count in told.items() if count} == counts


def test_an_empty_picture_that_is_left_empty_is_right() -> None:
    assert score_against([], [], 640, 360).f1 == 1.0
    assert score_against(boxes(CAR), [], 640, 360).f1 == 0.0


def test_hints_are_the_three_most_frequent() -> None:
    known = boxes(*[("person", (10 + 60 * n, 10, 20, 50)) for n in range(3)], CAR)

    hints = hints_of(
        reason_of(score_against(boxes(("person", (600, 300, 20, 50))), known, 640, 360).differences)
    )

    assert [(hint.fault, hint.label, hint.count) for hint in hints] == [
        ("missed", "person", 3),
        ("missed", "car", 1),
        ("extra", "person", 1),
    ]


def test_a_pass_rate_comes_with_its_interval() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_a_known_answer_that_most_see_otherwise_is_flagged() -> None:
    known = boxes(*TRUTH)
    without = reason_of(score_against([known[0], known[1]], known, 640, 360).differences)
    whole = reason_of(score_against(known, known, 640, 360).differences)

    assert contradicted([without, without, without, whole])
    assert not contradicted([without, without, whole, whole])
    assert not contradicted([without] * 3)
