"""How sure a consensus is: strays that pass for nothing, doubts worth a look, the price of a wish, gold."""

from dataclasses import replace

import numpy as np
import pytest

from annotate.consensus.crowd import Crowd
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.labels.inference import infer_labels, number_answers
from annotate.consensus.model.calibration import Calibration
from annotate.consensus.planning import expected_cost
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Decision, Policy, Question
from tests.consensus.crowd import CARS, SIDES, box, make_scenes, scene, shaky

LURE = (300.0, 500.0, 420.0, 580.0)


def strewn(rng: np.random.Generator, label: str) -> Shape:
    x, y = float(rng.uniform(0, 1100)), float(rng.uniform(450, 600))
    return box(x, y, x + 100, y + 70, label)


def careless_scenes(count: int = 60) -> list[Scene]:
    """Five people a picture who find the cars and strew a bird each, that nobody else sees."""
    rng = np.random.default_rng(4)
    people = [f"w{k}" for k in range(12)]
    scenes = []
    for k in range(count):
        answers = []
        for name in rng.permutation(people)[:5]:
            shapes = [shaky(rng, c) for c in CARS if rng.random() > 0.15]
            answers.append(Answer(str(name), (*shapes, strewn(rng, "bird"))))
        scenes.append(Scene(f"p{k:03d}", *SIDES, tuple(answers)))
    return scenes


def test_what_everybody_strews_alone_does_not_pass_for_objects() -> None:
    scenes = careless_scenes()
    crowd = fit_crowd(scenes)

    settled = [settle_scene(s, crowd) for s in scenes]

    birds = [o.confidence for s in settled for o in (*s.objects, *s.disputed) if o.shape.label == "bird"]
    cars = [o.confidence for s in settled for o in s.objects]
    assert len(birds) > 250
    assert np.mean(birds) < 0.2
    assert np.mean(cars) > 0.95


def test_expected_errors_are_about_the_real_ones() -> None:
    scenes = careless_scenes()
    crowd = fit_crowd(scenes)

    settled = [settle_scene(replace(s, answers=s.answers[:3]), crowd) for s in scenes]

    real = np.mean([abs(len(s.objects) - len(CARS)) for s in settled])
    assert np.mean([s.expected_errors for s in settled]) == pytest.approx(real, abs=0.3)


def test_all_spammers_leave_a_picture_to_the_reviewer() -> None:
    rng = np.random.default_rng(1)
    answers = [Answer(f"s{k}", tuple(strewn(rng, "car") for _ in range(4))) for k in range(5)]

    found = settle_scene(scene(*answers), policy=Policy(2, 5, 0.07))

    assert found.decision is Decision.TO_REVIEWER
    assert found.risk > 0.5


def test_doubts_name_what_a_quick_look_would_settle() -> None:
    car, bus, lone = CARS
    answers = [
        Answer("a", (box(*car), box(*bus, "car"))),
        Answer("b", (box(*car), box(*bus, "bus"), box(*lone))),
    ]

    doubts = settle_scene(scene(*answers)).doubts

    asked = {d.thing.shape.points[0][0]: d.question for d in doubts}
    assert asked == {bus[0]: Question.NAME, lone[0]: Question.PRESENT}
    assert [d.chance for d in doubts] == sorted((d.chance for d in doubts), reverse=True)
    assert all(0.1 <= d.chance <= 1 for d in doubts)


def test_quick_looks_would_leave_a_fifth_of_what_is_in_doubt() -> None:
    doubtful = settle_scene(scene(Answer("a", (box(*CARS[0]),)), Answer("b", (box(*CARS[0]), box(*CARS[1])))))
    clear = settle_scene(scene(*(Answer(n, (box(*CARS[0]),)) for n in "abcd")))

    settled = 0.8 * sum(d.chance for d in doubtful.doubts) / (len(doubtful.objects) + 1)
    assert doubtful.risk - doubtful.risk_after_looks == pytest.approx(settled)
    assert not clear.doubts
    assert clear.risk_after_looks == clear.risk


def test_what_is_known_is_in_no_doubt() -> None:
    answers = (Answer("a", (box(*CARS[0]),)), Answer("b", (box(*CARS[1]),)))

    assert settle_scene(scene(*answers, gold=(box(*CARS[0]),))).doubts == ()


def test_a_higher_wish_costs_more_answers_and_leaves_fewer_errors() -> None:
    crowd = fit_crowd(make_scenes(20))

    low, high = (expected_cost(crowd, wish, answers_max=5) for wish in (0.8, 0.97))

    assert 2 <= low.answers < high.answers <= 5
    assert high.errors < low.errors
    assert high == expected_cost(crowd, 0.97, answers_max=5)


def test_a_wish_has_a_price_before_anybody_has_worked() -> None:
    assert 2 <= expected_cost(Crowd(), 0.9, answers_max=4).answers <= 4


def test_without_gold_the_model_is_taken_at_its_word() -> None:
    chance = np.array([0.01, 0.3, 0.99])

    assert np.array_equal(Calibration.of(None).correct(chance), chance)


def test_gold_that_contradicts_makes_less_sure() -> None:
    told, real = np.full(60, 0.97), np.repeat([1.0, 0.0], 30)

    learnt = Calibration.of(None).learn(told, real)

    assert 0.45 < learnt.correct(np.array([0.97]))[0] < 0.75
    again = Calibration.of(learnt.document())
    assert np.array_equal(again.correct(told), learnt.correct(told))


def test_gold_teaches_that_a_crowd_can_agree_on_what_is_not_there() -> None:
    rng = np.random.default_rng(9)
    truth = tuple(box(*c) for c in CARS)

    def picture(k: int, known: bool) -> Scene:
        shapes = [tuple(shaky(rng, c) for c in (*CARS, LURE)) for _ in range(3)]
        some = [s if i < 2 else s[:3] for i, s in enumerate(shapes)]
        answers = tuple(Answer(f"w{i}", s) for i, s in enumerate(some))
        return Scene(f"p{k:02d}", *SIDES, answers, truth if known else None)

    def belief(crowd: Crowd) -> float:
        found = settle_scene(picture(99, known=False), crowd)
        return max(o.confidence for o in (*found.objects, *found.disputed) if o.shape.points[0][1] > 450)

    plain = fit_crowd([picture(k, known=False) for k in range(30)])
    taught = fit_crowd([picture(k, known=k < 15) for k in range(30)])

    assert belief(taught) < belief(plain)


def test_gold_that_names_one_place_twice_keeps_both() -> None:
    gold = (box(*CARS[0], "car"), box(*CARS[0], "bus"))

    found = settle_scene(scene(Answer("a", (box(*CARS[0]),)), gold=gold))

    assert sorted(o.shape.label for o in found.objects) == ["bus", "car"]
    assert found.decision is Decision.AGREED


def moved(shape: Shape, factor: float, by: float) -> Shape:
    return replace(shape, points=tuple((x * factor + by, y * factor + by) for x, y in shape.points))


def shaken(shape: Shape, rng: np.random.Generator) -> Shape:
    return replace(shape, points=tuple((x + rng.normal(), y + rng.normal()) for x, y in shape.points))


OUTLINE = tuple((200 + 60 * np.cos(t), 200 + 45 * np.sin(t)) for t in np.linspace(0, 5.9, 20))
LINE = ((50.0, 60.0), (200.0, 90.0), (420.0, 300.0))
KINDS = (
    Shape("", Kind.POLYGON, "car", OUTLINE),
    Shape("", Kind.POLYLINE, "lane", LINE),
    Shape("", Kind.ROTATED_BOX, "car", ((100, 100), (220, 160)), rotation=30),
    Shape("", Kind.SKELETON, "man", ((300, 300), (320, 340), (280, 400)), visible=(2, 2, 2)),
)


@pytest.mark.parametrize("shape", KINDS, ids=lambda s: str(s.kind))
@pytest.mark.parametrize(("factor", "by"), [(2.0, 0.0), (1.0, 40.0)])
def test_any_kind_scales_and_shifts_with_its_picture(shape: Shape, factor: float, by: float) -> None:
    rng = np.random.default_rng(6)
    drawn = [shaken(shape, rng) for _ in range(3)]

    def merged(shapes: list[Shape], sides: tuple[float, float]) -> Shape:
        answers = tuple(Answer(f"w{k}", (s,)) for k, s in enumerate(shapes))
        return settle_scene(Scene("p", *sides, answers)).objects[0].shape

    plain = merged(drawn, SIDES)
    other = merged([moved(s, factor, by) for s in drawn], (SIDES[0] * factor, SIDES[1] * factor))

    assert np.allclose(moved(plain, factor, by).points, other.points, atol=1e-6)


@pytest.mark.parametrize("shape", KINDS, ids=lambda s: str(s.kind))
def test_any_kind_is_the_same_in_any_order_and_at_every_run(shape: Shape) -> None:
    rng = np.random.default_rng(7)
    answers = [Answer(f"w{k}", (shaken(shape, rng),)) for k in range(4)]

    once, again, turned = (settle_scene(scene(*a)) for a in (answers, answers, answers[::-1]))

    assert once == again == turned


def test_class_answers_of_a_poor_crowd_are_less_sure_and_not_another() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 300)
    triples = [
        (f"t{t}", f"w{w}", f"c{c if rng.random() < 0.55 else rng.integers(0, 3)}")
        for t, c in enumerate(truth)
        for w in rng.permutation(12)[:5]
    ]

    found = infer_labels(number_answers(triples))

    right = np.array([f"c{truth[int(t[1:])]}" for t in found.answers.tasks])
    hit = np.array(found.answers.labels)[found.posterior.argmax(axis=1)] == right
    assert found.posterior.max(axis=1).mean() == pytest.approx(hit.mean(), abs=0.08)
