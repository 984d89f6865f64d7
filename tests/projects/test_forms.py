"""What the new-project form can and cannot say."""

from typing import Any

import pytest

from annotate.projects.driving import driving_ontology
from annotate.projects.forms import can_say, project_of, starting_values, values_of
from annotate.projects.ontology import ontology_document, parse_ontology

FACTS = {
    "name": "x",
    "rate_e4": 35,
    "redundancy": {"min": 2, "max": 3, "confidence": 0.97},
    "lease_minutes": 60,
}


def written(document: dict[str, Any]) -> dict[str, Any]:
    return ontology_document(parse_ontology(document))


def test_what_the_form_shows_of_a_project_is_the_project() -> None:
    values = values_of(FACTS, written(driving_ontology()), "中", "en")

    new, faults = project_of(values, "CNY")

    assert faults == []
    assert (new.rate_e4, new.confidence, new.guideline_zh) == (35, 0.97, "中")
    assert parse_ontology(new.ontology) == parse_ontology(driving_ontology())


def test_amounts_are_never_shown_with_an_exponent() -> None:
    assert values_of(FACTS | {"rate_e4": 1_000_000}, written(driving_ontology()), "", "")["rate"] == "100"


CAN_SAY = {
    "driving": (driving_ontology(), True),
    "own names": ({"labels": [{"name": "tram", "title": {"zh_CN": "电车", "en": "tram"}}]}, True),
    "other shapes": ({"labels": [{"name": "lane", "kinds": ["polyline"]}]}, False),
    "own keys": ({"labels": [{"name": "tram", "key": "KeyT"}]}, False),
    "own attributes": (
        {"labels": [{"name": "tram", "attributes": [{"name": "line", "type": "text"}]}]},
        False,
    ),
    "English titles": ({"labels": [{"name": "tram", "title": {"zh_CN": "电车", "en": "Tram car"}}]}, False),
    "too many": ({"labels": [{"name": f"n{k}"} for k in range(20)]}, False),
}


@pytest.mark.parametrize(("document", "expected"), CAN_SAY.values(), ids=CAN_SAY)
def test_the_form_knows_what_it_cannot_say(document: dict[str, Any], expected: bool) -> None:
    assert can_say(written(document)) is expected


WRONG = {
    "rate": "much",
    "redundancy_min": "two",
    "redundancy_max": "",
    "lease_minutes": "-5",
    "right": "x",
}


@pytest.mark.parametrize(("field", "text"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_read_is_a_fault_and_no_crash(field: str, text: str) -> None:
    _, faults = project_of(starting_values() | {"name": "x", field: text}, "CNY")

    assert len(faults) == 1
