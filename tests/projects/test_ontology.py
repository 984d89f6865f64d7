"""Labels are read strictly, filled in kindly, and written in one normal form."""

import pytest

from annotate.projects.driving import driving_ontology
from annotate.projects.ontology import InvalidOntology, ontology_document, parse_ontology


def test_what_is_left_out_is_filled_in() -> None:
    ontology = parse_ontology({"labels": [{"name": "car"}, {"name": "bus", "key": "Digit1"}]})

    car, bus = ontology.labels
    assert (car.title.zh, car.kinds, car.color, car.key) == ("car", ("box",), "#0072B2", "Digit2")
    assert (bus.key, bus.color) == ("Digit1", "#E69F00")


def test_the_normal_form_reads_back_equal() -> None:
    ontology = parse_ontology(driving_ontology())

    assert parse_ontology(ontology_document(ontology)) == ontology


def test_skeletons_and_areas_to_ignore_keep_their_form() -> None:
    document = {
        "labels": [
            {
                "name": "walker",
                "skeleton": {
                    "points": ["head", {"name": "foot", "title": {"zh_CN": "脚", "en": "Foot"}}],
                    "edges": [[0, 1]],
                },
            },
            {"name": "leave alone", "ignore": True},
        ]
    }

    ontology = parse_ontology(document)

    walker, area = ontology.labels
    assert (walker.kinds, area.kinds) == (("skeleton",), ("box", "polygon"))
    assert walker.skeleton is not None
    assert [point.title.zh for point in walker.skeleton.points] == ["head", "脚"]
    assert ontology.ignored == {"leave alone"}
    assert parse_ontology(ontology_document(ontology)) == ontology


def test_questions_and_whole_boxes_keep_their_form() -> None:
    document = {
        "labels": [
            {"name": "weather", "kinds": ["choice"], "values": ["sun", "rain"], "required": True},
            {"name": "car", "amodal": True},
        ]
    }

    ontology = parse_ontology(document)

    weather, car = ontology.labels
    assert (weather.required, [one.value for one in weather.values], car.amodal) == (
        True,
        ["sun", "rain"],
        True,
    )
    assert parse_ontology(ontology_document(ontology)) == ontology


CASES = {
    "required box": ({"labels": [{"name": "a", "required": True}]}, "ontology.labels[0].required"),
    "values of a box": ({"labels": [{"name": "a", "values": ["x"]}]}, "ontology.labels[0].values"),
    "whole box of a line": (
        {"labels": [{"name": "a", "kinds": ["polyline"], "amodal": True}]},
        "ontology.labels[0].amodal",
    ),
    "skeleton of nothing": (
        {"labels": [{"name": "a", "skeleton": {"points": []}}]},
        "ontology.labels[0].skeleton.points",
    ),
    "edge to nowhere": (
        {"labels": [{"name": "a", "skeleton": {"points": ["x", "y"], "edges": [[0, 2]]}}]},
        "ontology.labels[0].skeleton.edges[0]",
    ),
    "two points of one name": (
        {"labels": [{"name": "a", "skeleton": {"points": ["x", "x"]}}]},
        "ontology.labels[0].skeleton.points[1].name",
    ),
    "skeleton of a box": (
        {"labels": [{"name": "a", "kinds": ["box"], "skeleton": {"points": ["x"]}}]},
        "ontology.labels[0].skeleton",
    ),
    "line to ignore": (
        {"labels": [{"name": "a", "kinds": ["polyline"], "ignore": True}]},
        "ontology.labels[0].kinds",
    ),
    "not an object": ([], "ontology"),
    "no labels": ({"labels": []}, "ontology.labels"),
    "unknown field": ({"labels": [{"name": "a"}], "x": 1}, "ontology.x"),
    "empty name": ({"labels": [{"name": " "}]}, "ontology.labels[0].name"),
    "long name": ({"labels": [{"name": "a" * 65}]}, "ontology.labels[0].name"),
    "name of control letters": ({"labels": [{"name": "a\nb"}]}, "ontology.labels[0].name"),
    "twice": ({"labels": [{"name": "a"}, {"name": "a"}]}, "ontology.labels[1].name"),
    "unknown kind": ({"labels": [{"name": "a", "kinds": ["blob"]}]}, "ontology.labels[0].kinds[0]"),
    "no kind": ({"labels": [{"name": "a", "kinds": []}]}, "ontology.labels[0].kinds"),
    "no colour": ({"labels": [{"name": "a", "color": "red"}]}, "ontology.labels[0].color"),
    "one key for two": (
        {"labels": [{"name": "a", "key": "KeyA"}, {"name": "b", "key": "KeyA"}]},
        "ontology.labels[0].key",
    ),
    "select of nothing": (
        {"labels": [{"name": "a", "attributes": [{"name": "x", "type": "select"}]}]},
        "ontology.labels[0].attributes[0].values",
    ),
    "default that is no answer": (
        {
            "labels": [
                {
                    "name": "a",
                    "attributes": [{"name": "x", "type": "radio", "values": ["l", "r"], "default": "m"}],
                }
            ]
        },
        "ontology.labels[0].attributes[0].default",
    ),
    "unknown type": (
        {"labels": [{"name": "a", "attributes": [{"name": "x", "type": "colour"}]}]},
        "ontology.labels[0].attributes[0].type",
    ),
    "labels as text": ({"labels": "car"}, "ontology.labels"),
    "a label as text": ({"labels": ["car"]}, "ontology.labels[0]"),
}


@pytest.mark.parametrize(("document", "path"), CASES.values(), ids=CASES)
def test_a_fault_is_named_by_its_path(document: object, path: str) -> None:
    with pytest.raises(InvalidOntology) as refusal:
        parse_ontology(document)

    assert path in [fault.path for fault in refusal.value.faults]
