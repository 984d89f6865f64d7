"""What must hold of every kind of shape, and of what is said beside it, whatever the hands and whoever they are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.consensus.fitting import fit_crowd
from annotate.consensus.kinds.regions import area_of
from annotate.consensus.kinds.rotated import corners
from annotate.consensus.rle import mask_corners, read_rle, write_rle
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import SettledObject

SIDES = (1280.0, 720.0)
Drawing = tuple[Shape, ...]
BLOB = tuple(
    (200 + r * np.cos(t), 200 + 0.8 * r * np.sin(t))
    for t, r in zip(np.linspace(0, 5.9, 16), [70, 60, 50, 64] * 4, strict=True)
)


def _mask(x: int, y: int) -> Shape:
    pixels = np.zeros((360, 640), dtype=bool)
    pixels[y : y + 60, x : x + 80] = True
    pixels[y + 60 : y + 80, x : x + 40] = True
    return Shape("", Kind.MASK, "road", mask_corners(pixels), rle=write_rle(pixels))


def _walk(track: str) -> Drawing:
    step = [((100.0 + 9 * f, 100.0 + 4 * f), (190.0 + 9 * f, 170.0 + 4 * f)) for f in range(3)]
    return tuple(Shape("", Kind.BOX, "car", points, track=track, frame=f) for f, points in enumerate(step))


CUBE = ((100, 100), (200, 100), (200, 200), (100, 200), (130, 80), (230, 80), (230, 180), (130, 180))
THINGS: dict[str, Drawing] = {
    "box": (Shape("", Kind.BOX, "car", ((100.0, 100.0), (220.0, 180.0))),),
    "rotated box": (Shape("", Kind.ROTATED_BOX, "car", ((100.0, 100.0), (260.0, 160.0)), rotation=30.0),),
    "polygon": (Shape("", Kind.POLYGON, "car", BLOB),),
    "polyline": (Shape("", Kind.POLYLINE, "lane", ((50.0, 60.0), (200.0, 90.0), (420.0, 300.0))),),
    "points": (Shape("", Kind.POINTS, "eye", ((300.0, 300.0), (340.0, 310.0))),),
    "skeleton": (
        Shape("", Kind.SKELETON, "man", ((300.0, 300.0), (320.0, 340.0), (280.0, 400.0)), visible=(2, 1, 2)),
    ),
    "cuboid": (Shape("", Kind.CUBOID, "car", tuple((float(x), float(y)) for x, y in CUBE)),),
    "mask": (_mask(100, 100),),
    "track": _walk("a"),
    "choice": (Shape("", Kind.CHOICE, "weather", value="rain"),),
    "text": (Shape("", Kind.TEXT, "plate", value="川A12345"),),
    "attributes": (
        Shape("", Kind.BOX, "car", ((100.0, 100.0), (220.0, 180.0)), attributes={"seats": 5, "color": "red"}),
    ),
}
PLACED = [name for name in THINGS if name not in ("choice", "text")]
every_kind = pytest.mark.parametrize("name", THINGS)
every_place = pytest.mark.parametrize("name", PLACED)
seeds = st.integers(0, 1000)
few = settings(max_examples=8)


def moved(shape: Shape, factor: float = 1.0, by: tuple[float, float] = (0.0, 0.0)) -> Shape:
    if shape.kind is Kind.MASK:
        pixels = np.kron(read_rle(shape.rle), np.ones((int(factor), int(factor)), dtype=bool))
        pixels = np.roll(pixels, (int(by[1]), int(by[0])), axis=(0, 1))
        return replace(shape, points=mask_corners(pixels), rle=write_rle(pixels))
    return replace(shape, points=tuple((x * factor + by[0], y * factor + by[1]) for x, y in shape.points))


def shaken(shape: Shape, rng: np.random.Generator) -> Shape:
    """As another hand would draw it, and now and then say something else."""
    dx, dy = (float(v) for v in rng.integers(-2, 3, 2))
    other = moved(shape, by=(dx, dy))
    if rng.random() < 0.2 and shape.attributes:
        other = replace(other, attributes={"seats": 4, "color": "blue"})
    if rng.random() < 0.2 and shape.value:
        other = replace(other, value="other")
    return other


def hands(name: str, seed: int, people: int = 4) -> list[Answer]:
    rng = np.random.default_rng(seed)
    return [
        Answer(f"w{k}", tuple(shaken(s, rng) for s in THINGS[name]), f"s{k}")
        for k in range(people)
        if rng.random() > 0.1 or k < 2
    ]


def scene(answers: Sequence[Answer], picture: str = "p", gold: Drawing | None = None) -> Scene:
    return Scene(picture, *SIDES, tuple(answers), gold)


def area(shape: Shape) -> Any:
    """What a shape covers; of lines and points a stripe."""
    if shape.kind is Kind.ROTATED_BOX:
        return shapely.Polygon(corners(shape))
    if shape.kind is Kind.POLYGON:
        return area_of(shape.points)
    if shape.kind is Kind.POLYLINE:
        return shapely.LineString(shape.points).buffer(4)
    return shapely.MultiPoint(shape.points).envelope.buffer(2)


def as_good_as(one: Shape, other: Shape, least: float = 0.98) -> bool:
    """The same thing at the same place, within half a pixel's worth of smoothing."""
    said = [(s.kind, s.label, s.value, dict(s.attributes), s.frame, s.visible) for s in (one, other)]
    if said[0] != said[1]:
        return False
    if one.kind is Kind.MASK:
        a, b = read_rle(one.rle), read_rle(other.rle)
        return bool((a & b).sum() >= least * (a | b).sum())
    if not one.points:
        return True
    both = area(one), area(other)
    return bool(shapely.intersection(*both).area >= 0.95 * shapely.union(*both).area)


def sorted_shapes(objects: Sequence[SettledObject]) -> list[Shape]:
    return sorted((o.shape for o in objects), key=lambda s: (s.frame or 0, s.label, str(s.value)))


def look(objects: Sequence[SettledObject]) -> list[tuple[Any, ...]]:
    """Everything but names of people and ids."""
    return [
        (o.shape.label, o.shape.value, dict(o.shape.attributes), np.round(o.shape.points, 6).tolist())
        for o in objects
    ]


@every_kind
@few
@given(seed=seeds)
def test_order_of_arrival_and_runs_change_nothing(name: str, seed: int) -> None:
    answers = hands(name, seed)
    mixed = [replace(a, shapes=a.shapes[::-1]) for a in answers[::-1]]
    crowd, turned = (fit_crowd([scene(a)]) for a in (answers, mixed))

    first, second, again = (settle_scene(scene(a), crowd) for a in (answers, mixed, answers))

    assert crowd == turned
    assert first == second == again


@every_kind
@few
@given(seed=seeds)
def test_names_of_people_change_nothing(name: str, seed: int) -> None:
    answers = hands(name, seed)
    renamed = [replace(a, annotator=f"z{9 - int(a.annotator[1:])}") for a in answers]

    first, second = (settle_scene(scene(a), fit_crowd([scene(a)])) for a in (answers, renamed))

    assert look(first.objects) == look(second.objects)
    sure = [[o.confidence for o in found.objects] for found in (first, second)]
    assert np.allclose(*sure)


@every_kind
@pytest.mark.parametrize("people", [2, 3, 5])
def test_identical_answers_give_themselves_back(name: str, people: int) -> None:
    drawn = THINGS[name]

    found = settle_scene(scene([Answer(f"w{k}", drawn) for k in range(people)]))

    assert len(found.objects) == len(drawn)
    for got, given_back in zip(sorted_shapes(found.objects), drawn, strict=True):
        assert as_good_as(got, given_back)
    assert found.agreement == 1


@every_place
@pytest.mark.parametrize(("factor", "by"), [(2.0, (0.0, 0.0)), (1.0, (40.0, 24.0))], ids=["scale", "shift"])
def test_a_scaled_or_shifted_picture_has_that_answer(
    name: str, factor: float, by: tuple[float, float]
) -> None:
    answers = hands(name, 5)
    others = [replace(a, shapes=tuple(moved(s, factor, by) for s in a.shapes)) for a in answers]
    sides = (SIDES[0] * factor, SIDES[1] * factor)

    plain, other = settle_scene(scene(answers)), settle_scene(Scene("p", *sides, tuple(others)))

    assert len(plain.objects) == len(other.objects)
    for one, two in zip(sorted_shapes(plain.objects), sorted_shapes(other.objects), strict=True):
        if one.kind is Kind.MASK:
            # Twice as many pixels tell the edge twice as finely.
            assert as_good_as(moved(one, factor, by), two, 0.95)
        else:
            assert np.allclose(moved(one, factor, by).points, two.points, atol=1e-6)


def elsewhere(shape: Shape) -> Shape:
    """What spammers hand in instead, all of them the same: another place, or another word at the same one."""
    if shape.value is not None or shape.attributes:
        other = {"value": "wrong"} if shape.value is not None else {"attributes": {"seats": 9, "color": "no"}}
        return replace(shape, **other)  # type: ignore[arg-type]
    return moved(shape, by=(300.0, 120.0))


@every_kind
def test_one_perfect_annotator_wins_over_spammers_given_gold(name: str) -> None:
    truth = THINGS[name]
    spam = tuple(elsewhere(s) for s in truth)

    def picture(number: int, gold: Drawing | None) -> Scene:
        others = [Answer(f"spam{k}", spam) for k in range(3)]
        return scene([Answer("true", truth), *others], f"p{number:02d}", gold)

    crowd = fit_crowd([picture(k, truth) for k in range(20)])
    found = settle_scene(picture(99, None), crowd)

    assert len(found.objects) == len(truth)
    for got, right in zip(sorted_shapes(found.objects), truth, strict=True):
        assert as_good_as(got, right)


NOTHING: dict[str, Callable[[], Drawing]] = {
    "crossed": lambda: (Shape("", Kind.POLYGON, "car", ((0, 0), (90, 90), (90, 0), (0, 90))),),
    "flat": lambda: (Shape("", Kind.POLYGON, "car", ((0, 0), (90, 90), (45, 45))),),
    "one point": lambda: (Shape("", Kind.POLYGON, "car", ((3, 3), (3, 3), (3, 3))),),
    "line of one point": lambda: (Shape("", Kind.POLYLINE, "lane", ((3, 3), (3, 3))),),
    "skeleton without joints": lambda: (Shape("", Kind.SKELETON, "man", ((3, 3), (9, 9)), visible=(0, 0)),),
    "flat cuboid": lambda: (Shape("", Kind.CUBOID, "car", ((5, 5),) * 8),),
}


@pytest.mark.parametrize("sort", NOTHING)
@pytest.mark.parametrize("people", [1, 2, 3])
def test_shapes_without_sense_have_a_defined_answer(sort: str, people: int) -> None:
    drawn = NOTHING[sort]()

    found = settle_scene(scene([Answer(f"w{k}", drawn) for k in range(people)]))

    assert 1 <= len(found.objects) + len(found.disputed) <= people
    for thing in (*found.objects, *found.disputed):
        assert np.isfinite(thing.shape.points).all()
        assert 0 <= thing.confidence <= 1
