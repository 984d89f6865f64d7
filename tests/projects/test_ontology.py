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


CASES = {
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
