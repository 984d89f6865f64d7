"""What one settled picture adds to its project's figures, and that it can be taken out again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.consensus.scene import Kind, Shape
from annotate.insight.tally import Mark, add, marks_of, tally_of


def thing(label: str, x: float, y: float = 0.0, side: float = 100.0) -> Shape:
    return Shape(f"{label} {x}", Kind.BOX, label, ((x, y), (x + side, y + side)))


CAR, BUS = thing("car", 0), thing("bus", 300)


def test_each_answer_is_set_against_what_was_settled() -> None:
    right = [CAR, BUS]
    wrong_name = [CAR, thing("truck", 300)]
    careless = [thing("car", 22), thing("person", 600)]

    tally = tally_of([CAR, BUS], [], [right, wrong_name, careless], 1.0)

    assert tally["said"] == {
        "car": {"car": 3},
        "bus": {"bus": 1, "truck": 1, "": 1},
        "": {"person": 1},
    }
    car, bus = tally["classes"]["car"], tally["classes"]["bus"]
    assert (car["objects"], car["looks"], car["matched"], car["loose"]) == (1, 3, 3, 1)
    assert (bus["missed"], bus["misnamed"], bus["looks"]) == (1, 1, 3)
    assert set(marks_of(tally)) >= {
        Mark("missed", "bus", "", 1),
        Mark("misnamed", "bus", "truck", 1),
        Mark("extra", "person", "", 1),
        Mark("loose", "car", "", 1),
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param([[CAR], [CAR], [CAR]], 1.0, id="all_alike"),
        # Pairs: one and two agree; each of both against the third does not: 2 of 2 + 2 + 2.
        pytest.param([[CAR], [CAR], [thing("car", 500)]], 1 / 3, id="two_of_three"),
        pytest.param([[CAR], []], 0.0, id="one_saw_nothing"),
    ],
)
def test_agreement_on_a_class_is_that_of_all_pairs_of_people(
    answers: list[list[Shape]], expected: float
) -> None:
    row = tally_of([CAR], [], answers, 1.0)["classes"]["car"]

    assert row.get("both", 0) / row["drawn"] == pytest.approx(expected)


def test_people_who_agree_on_what_is_not_believed_agree_all_the_same() -> None:
    ghost = thing("car", 500)

    row = tally_of([], [ghost], [[ghost], [ghost]], 1.0)["classes"]["car"]

    assert row["both"] / row["drawn"] == 1.0
    assert row["extra"] == 2


def flat(tally: Any, path: str = "") -> dict[str, float]:
    """Numbers by their path."""
    if not isinstance(tally, dict):
        return {path: tally}
    return {name: value for key, one in tally.items() for name, value in flat(one, f"{path}/{key}").items()}


shapes = st.lists(st.builds(thing, st.sampled_from(["car", "bus"]), st.integers(0, 600)), max_size=4)


@given(st.lists(shapes, min_size=1, max_size=3), shapes)
def test_what_was_added_comes_out_again(answers: list[list[Shape]], settled: list[Shape]) -> None:
    before = tally_of([CAR], [], [[CAR], [BUS, CAR]], 1.0)
    more = tally_of(settled, [], answers, 1.0)

    after = add(add(before, more), more, -1)

    assert flat(after) == pytest.approx(flat(before))


@given(st.permutations([[CAR], [CAR, BUS], [thing("car", 40)]]))
def test_the_order_of_answers_changes_nothing(answers: list[list[Shape]]) -> None:
    first = tally_of([CAR, BUS], [], [[CAR], [CAR, BUS], [thing("car", 40)]], 1.0)
    again = tally_of([CAR, BUS], [], answers, 1.0)

    assert again["said"] == first["said"]
    assert again["classes"]["car"] == pytest.approx(first["classes"]["car"])
