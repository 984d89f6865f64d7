"""Areas to ignore: agreed by most of the trust, and nobody is right or wrong about what lies in them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from annotate.consensus.cli import consensus
from annotate.consensus.fitting import fit_crowd
from annotate.consensus.scene import Answer, Kind, Scene, Shape
from annotate.consensus.settle import settle_scene
from annotate.consensus.settlement import Fault, Settlement
from tests.consensus.crowd import CARS, SIDES, box

FAR = (200.0, 600.0, 700.0, 700.0)
TINY = [(210.0 + 60 * k, 610.0, 240.0 + 60 * k, 640.0) for k in range(6)]


def area(edges: tuple[float, ...] = FAR) -> Shape:
    return box(*edges, "ignore")


def outline(edges: tuple[float, ...] = FAR) -> Shape:
    x0, y0, x1, y1 = edges
    return Shape("", Kind.POLYGON, "ignore", ((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


def settled(*answers: tuple[Shape, ...], gold: tuple[Shape, ...] | None = None) -> Settlement:
    named = tuple(Answer(f"w{k}", shapes, f"s{k}") for k, shapes in enumerate(answers))
    return settle_scene(Scene("p", *SIDES, named, gold, frozenset({"ignore"})))


CAR = box(*CARS[0])


def test_what_lies_in_an_agreed_area_is_neither_missed_nor_false() -> None:
    tiny = tuple(box(*edges) for edges in TINY)

    found = settled((CAR, area()), (CAR, area(), *tiny[:3]), (CAR, *tiny))

    assert sorted(o.shape.label for o in found.objects) == ["car", "ignore"]
    assert not found.disputed
    assert [score.differences for score in found.submissions] == [(), (), ()]
    assert min(score.expected_f1 for score in found.submissions) > 0.9


def test_without_such_labels_the_same_shapes_are_judged() -> None:
    answers = tuple(
        Answer(f"w{k}", s) for k, s in enumerate([(CAR, area()), (CAR, area()), (CAR, area(), CAR)])
    )

    found = settle_scene(Scene("p", *SIDES, answers))

    assert [o.shape.label for o in found.objects].count("ignore") == 1
    assert Fault.EXTRA in {d.fault for d in found.submissions[2].differences}


@pytest.mark.parametrize("kind", [area, outline], ids=["boxes", "polygons"])
def test_identical_areas_give_themselves_back(kind: object) -> None:
    drawn = kind()  # type: ignore[operator]

    found = settled((CAR, drawn), (CAR, drawn))

    (thing,) = [o for o in found.objects if o.shape.label == "ignore"]
    assert thing.shape.kind is drawn.kind
    assert thing.shape.box == pytest.approx(drawn.box)
    assert thing.confidence == 1
    assert thing.supporters == ("w0", "w1")


def test_two_who_differ_agree_on_their_common_part_and_one_of_three_on_nothing() -> None:
    wide, narrow = (200.0, 600.0, 700.0, 700.0), (300.0, 600.0, 900.0, 700.0)

    both, alone = settled((area(wide),), (area(narrow),)), settled((area(wide),), (CAR,), (CAR,))

    assert both.objects[0].shape.box == (300.0, 600.0, 700.0, 700.0)
    assert [o.shape.label for o in alone.objects] == ["car"]


def test_known_areas_outweigh_everybody() -> None:
    found = settled((CAR,), (CAR, box(*TINY[0])), gold=(CAR, area()))

    assert sorted(o.shape.label for o in found.objects) == ["car", "ignore"]
    assert [s.expected_f1 for s in found.submissions] == pytest.approx([1, 1])


def test_order_and_scale_change_nothing() -> None:
    answers = [(CAR, area(), box(*TINY[0])), (CAR, outline((250.0, 600.0, 690.0, 705.0))), (CAR, area())]
    named = [Answer(f"w{k}", shapes, f"s{k}") for k, shapes in enumerate(answers)]
    large = [
        replace(
            a, shapes=tuple(replace(s, points=tuple((2 * x, 2 * y) for x, y in s.points)) for s in a.shapes)
        )
        for a in named
    ]

    plain, turned, doubled = (
        settle_scene(Scene("p", *sides, tuple(those), None, frozenset({"ignore"})))
        for sides, those in ((SIDES, named), (SIDES, named[::-1]), ((2560.0, 1440.0), large))
    )

    assert plain == turned
    pairs = zip(plain.objects, doubled.objects, strict=True)
    assert all(two.shape.box == pytest.approx([2 * v for v in one.shape.box]) for one, two in pairs)


def test_a_crowd_learns_nothing_of_what_lies_in_areas_to_ignore() -> None:
    def picture(number: int, shapes: tuple[Shape, ...]) -> Scene:
        answers = (
            Answer("a", (CAR, area())),
            Answer("b", (CAR, area(), *shapes)),
            Answer("c", (CAR, area())),
        )
        return Scene(f"p{number}", *SIDES, answers, None, frozenset({"ignore"}))

    tiny = tuple(box(*edges) for edges in TINY)
    busy, clear = (fit_crowd([picture(k, shapes) for k in range(10)]) for shapes in (tiny, ()))

    assert busy == clear


def test_the_command_line_knows_areas_to_ignore_by_the_ontology(tmp_path: Path) -> None:
    things = [
        {"kind": "box", "label": "ignore", "box": [200, 600, 500, 100]},
        {"kind": "box", "label": "car", "box": [210, 610, 30, 30]},
    ]
    document = {
        "ontology": {"labels": [{"name": "car"}, {"name": "ignore", "ignore": True}]},
        "images": [{"id": 1, "width": 1280, "height": 720}],
        "submissions": [
            {"image_id": 1, "annotator": "a", "annotations": things},
            {"image_id": 1, "annotator": "b", "annotations": things[:1]},
        ],
    }
    (tmp_path / "in.json").write_text(json.dumps(document), encoding="utf-8")

    done = CliRunner().invoke(
        consensus, ["shapes", str(tmp_path / "in.json"), "--out", str(tmp_path / "out.json")]
    )

    assert done.exit_code == 0, done.output
    (image,) = json.loads((tmp_path / "out.json").read_text())["images"]
    assert [thing["label"] for thing in image["annotations"]] == ["ignore"]
    assert image["disputed"] == []
