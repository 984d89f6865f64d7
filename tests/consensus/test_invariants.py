"""What must hold of every consensus, whatever was drawn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Decision, Settlement
from tests.consensus.crowd import CARS, SIDES, box, make_scenes, scene, shaky

corner = st.tuples(st.integers(0, 600), st.integers(0, 400))
side = st.tuples(st.integers(2, 300), st.integers(2, 200))
boxes = st.builds(
    lambda at, size, label: box(at[0], at[1], at[0] + size[0], at[1] + size[1], label),
    corner,
    side,
    st.sampled_from(["car", "bus"]),
)
answers = st.lists(st.lists(boxes, max_size=6), min_size=1, max_size=5)


def settled(drawn: list[list[Shape]], names: list[str] | None = None) -> Settlement:
    names = names or [f"w{k}" for k in range(len(drawn))]
    return settle_scene(scene(*(Answer(n, tuple(s)) for n, s in zip(names, drawn, strict=True))))


def outline(found: Settlement) -> list[tuple[object, ...]]:
    """What is on the picture and how sure, without names of people."""
    return [(o.shape.points, o.shape.label, o.confidence) for o in (*found.objects, *found.disputed)]


@given(answers, st.randoms(use_true_random=False))
def test_order_of_arrival_and_of_drawing_changes_nothing(drawn: list[list[Shape]], order: object) -> None:
    numbered = [Answer(f"w{k}", tuple(s)) for k, s in enumerate(drawn)]
    mixed = [replace(a, shapes=tuple(order.sample(a.shapes, len(a.shapes)))) for a in numbered]  # type: ignore[attr-defined]
    order.shuffle(mixed)  # type: ignore[attr-defined]

    assert settle_scene(scene(*mixed)) == settle_scene(scene(*numbered))


@given(answers)
def test_names_of_people_change_nothing(drawn: list[list[Shape]]) -> None:
    names = [f"z{9 - k}" for k in range(len(drawn))]

    renamed, plain = outline(settled(drawn, names)), outline(settled(drawn))

    assert [o[1] for o in renamed] == [o[1] for o in plain]
    assert np.allclose([o[2] for o in renamed], [o[2] for o in plain])


@given(answers)
def test_a_settlement_is_sound(drawn: list[list[Shape]]) -> None:
    found = settled(drawn)

    assert 0 <= found.agreement <= 1
    assert found.risk >= 0
    for thing in (*found.objects, *found.disputed):
        assert 0 <= thing.confidence <= 1
        assert sum(p for _, p in thing.label_probabilities) == pytest.approx(1, abs=1e-2)
        assert 1 <= len(thing.supporters) <= thing.looks
        x_min, y_min, x_max, y_max = thing.shape.box
        assert 0 <= x_min <= x_max <= SIDES[0]
        assert 0 <= y_min <= y_max <= SIDES[1]
    assert len(found.submissions) == len(drawn)
    for score in found.submissions:
        assert 0 <= score.low <= score.expected_f1 <= score.high <= 1


@given(st.lists(boxes, min_size=1, max_size=1), st.integers(2, 5))
def test_identical_answers_give_themselves_back(drawn: list[Shape], people: int) -> None:
    found = settled([drawn] * people)

    assert [o.shape.label for o in found.objects] == [s.label for s in drawn]
    assert np.allclose(found.objects[0].shape.points, drawn[0].points)
    assert found.agreement == 1
    assert all(not score.differences for score in found.submissions)


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_scaled_picture_has_a_scaled_answer(factor: float) -> None:
    rng = np.random.default_rng(5)
    drawn = [[shaky(rng, c) for c in CARS] for _ in range(3)]

    def scaled(shape: Shape) -> Shape:
        return replace(shape, points=tuple((x * factor, y * factor) for x, y in shape.points))

    plain = settled(drawn)
    sides = (SIDES[0] * factor, SIDES[1] * factor)
    large = settle_scene(
        Scene("p", *sides, tuple(Answer(f"w{k}", tuple(map(scaled, s))) for k, s in enumerate(drawn)))
    )

    for one, other in zip(plain.objects, large.objects, strict=True):
        assert np.allclose(np.array(one.shape.points) * factor, other.shape.points)
        assert one.confidence == pytest.approx(other.confidence)


def test_a_shifted_picture_has_a_shifted_answer() -> None:
    rng = np.random.default_rng(5)
    drawn = [[shaky(rng, c) for c in CARS] for _ in range(3)]
    moved = [
        [replace(s, points=tuple((x + 64, y + 32) for x, y in s.points)) for s in shapes] for shapes in drawn
    ]

    plain, shifted = settled(drawn), settled(moved)

    for one, other in zip(plain.objects, shifted.objects, strict=True):
        assert np.allclose(np.array(one.shape.points) + np.array([64, 32]), other.shape.points)


def test_fitting_again_or_in_another_order_gives_the_same_crowd() -> None:
    scenes = make_scenes(12)

    assert fit_crowd(scenes) == fit_crowd(scenes[::-1])


def test_one_perfect_annotator_wins_over_spammers_given_gold() -> None:
    truth = tuple(box(*c) for c in CARS)
    rng = np.random.default_rng(2)

    def spam() -> tuple[Shape, ...]:
        # All spammers draw the same wrong things: a majority against her.
        return tuple(shaky(rng, (50.0 + 300 * k, 500.0, 170.0 + 300 * k, 600.0), "bus") for k in range(3))

    def picture(k: int, gold: bool) -> Scene:
        crowd = [Answer("true", tuple(shaky(rng, c) for c in CARS))]
        crowd += [Answer(f"spam{i}", spam()) for i in range(3)]
        return Scene(f"p{k:02d}", *SIDES, tuple(crowd), truth if gold else None)

    crowd = fit_crowd([picture(k, gold=True) for k in range(20)])

    found = settle_scene(picture(99, gold=False), crowd)

    assert crowd.profiles["true"].quality > 0.9
    assert crowd.profiles["spam0"].quality < 0.3
    assert not [o for o in found.objects if o.shape.label == "bus"]


def test_gold_is_the_answer_and_everybody_is_measured_by_it() -> None:
    gold = (box(*CARS[0]),)

    found = settle_scene(
        scene(
            Answer("good", (box(*CARS[0]),), "g"),
            Answer("bad", (box(*CARS[1]),), "b"),
            gold=gold,
        )
    )

    assert [o.shape.points for o in found.objects] == [gold[0].points]
    assert found.decision is Decision.AGREED
    by_name = {score.annotator: score.expected_f1 for score in found.submissions}
    assert by_name["good"] == pytest.approx(1)
    assert by_name["bad"] == pytest.approx(0)


def test_a_spammer_is_known_by_her_profile() -> None:
    crowd = fit_crowd(make_scenes())

    assert crowd.profiles["mei"].quality > 0.8
    assert crowd.profiles["spam"].quality < 0.2
    assert crowd.profiles["spam"].false_rate > 0.8


def test_a_habitual_copier_is_found_and_honest_people_are_not() -> None:
    rng = np.random.default_rng(8)
    scenes = []
    for k in range(12):
        mei = tuple(shaky(rng, c) for c in CARS)
        an = tuple(shaky(rng, c) for c in CARS)
        copy = tuple(replace(s, points=tuple((x + 0.1, y) for x, y in s.points)) for s in mei)
        scenes.append(
            Scene(
                f"p{k}",
                *SIDES,
                (Answer("mei", mei, f"m{k}"), Answer("an", an, f"a{k}"), Answer("copier", copy, f"c{k}")),
            )
        )
    crowd = fit_crowd(scenes)

    found = settle_scene(scenes[0], crowd)

    assert crowd.profiles["an"].copies == 0
    assert crowd.profiles["copier"].copies == 12
    copies = [s.copy_of for s in found.submissions if s.copy_of is not None]
    assert copies in (["m0"], ["c0"])


@pytest.mark.parametrize("people", [0, 1, 2, 5])
def test_nothing_drawn_by_all_is_an_empty_picture(people: int) -> None:
    found = settled([[] for _ in range(people)])

    assert found.objects == ()
    assert found.decision is (Decision.AGREED if people >= 2 else Decision.ONE_MORE)


def test_an_annotator_alone_is_asked_to_be_joined() -> None:
    found = settled([[box(*CARS[0])]])

    assert found.decision is Decision.ONE_MORE
    assert len(found.objects) + len(found.disputed) == 1


def test_two_answers_of_one_annotator_are_refused() -> None:
    with pytest.raises(ValueError, match="two answers"):
        settle_scene(scene(Answer("mei", ()), Answer("mei", ())))


def test_ten_thousand_shapes_by_one_are_merged_in_bounded_memory() -> None:
    rng = np.random.default_rng(0)
    many = []
    for _ in range(10_000):
        x, y = float(rng.uniform(0, 1270)), float(rng.uniform(0, 710))
        many.append(box(x, y, x + 8, y + 8))

    found = settled([many, [box(*CARS[0])]])

    assert len(found.objects) + len(found.disputed) >= 9_000


def test_kinds_are_never_merged_with_each_other() -> None:
    polygon = Shape("", Kind.POLYGON, "car", ((100, 100), (220, 100), (220, 180), (100, 180)))

    found = settled([[box(*CARS[0])], [polygon]])

    assert {o.shape.kind for o in (*found.objects, *found.disputed)} == {Kind.BOX, Kind.POLYGON}
