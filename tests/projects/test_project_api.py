"""Projects over HTTP, as programs make them."""

from collections.abc import Callable
from typing import Any

import pytest

from annotate.projects.driving import driving_ontology
from tests.conftest import People

BODY = {
    "name": "City crossings",
    "ontology": {"labels": [{"name": "car"}]},
    "rate_e4": 4200,
    "currency": "CNY",
    "redundancy": {"min": 2, "max": 4, "confidence": 0.95},
    "lease_minutes": 60,
    "guideline": {"zh_CN": "# 怎么框", "en": "# How"},
    "programme_id": None,
}


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


def test_a_project_made_by_a_program_reads_back(zhao: Any) -> None:
    made = zhao.post("/api/v1/projects", json=BODY)
    assert made.status_code == 201

    read = zhao.get(f"/api/v1/projects/{made.json['id']}").json

    assert (read["state"], read["rate_e4"], read["redundancy"]["max"]) == ("draft", 4200, 4)
    assert read["ontology"]["labels"][0]["kinds"] == ["box"]
    assert read["guideline"] == {"zh_CN": "# 怎么框", "en": "# How"}


def test_little_is_enough_for_a_project(zhao: Any) -> None:
    body = {"name": "x", "ontology": driving_ontology(), "rate_e4": 1, "guideline": "框"}

    made = zhao.post("/api/v1/projects", json=body)

    assert made.status_code == 201
    assert zhao.get(f"/api/v1/projects/{made.json['id']}").json["currency"] == "CNY"


WRONG = {
    "rate as text": ({"rate_e4": "4200"}, "rate_e4"),
    "no price": ({"rate_e4": 0}, "rate_e4"),
    "unknown field": ({"colour": 1}, "colour"),
    "no labels": ({"ontology": {"labels": []}}, "ontology.labels"),
    "one label twice": ({"ontology": {"labels": [{"name": "a"}, {"name": "a"}]}}, "ontology.labels[1].name"),
    "min over max": ({"redundancy": {"min": 5, "max": 2}}, "redundancy"),
    "confidence of one": ({"redundancy": {"confidence": 1.0}}, "redundancy.confidence"),
}


@pytest.mark.parametrize(("change", "path"), WRONG.values(), ids=WRONG)
def test_a_wrong_project_is_refused_with_the_path(zhao: Any, change: dict[str, Any], path: str) -> None:
    refusal = zhao.post("/api/v1/projects", json=BODY | change)

    assert refusal.status_code == 422
    assert refusal.mimetype == "application/problem+json"
    assert path in [fault["path"] for fault in refusal.json["faults"]]
    assert zhao.get("/api/v1/projects").json["projects"] == []


def test_projects_are_paged_by_cursor(zhao: Any) -> None:
    made = [zhao.post("/api/v1/projects", json=BODY).json["id"] for _ in range(3)]

    first = zhao.get("/api/v1/projects?limit=2").json
    second = zhao.get(f"/api/v1/projects?limit=2&cursor={first['next_cursor']}").json

    assert [p["id"] for p in first["projects"] + second["projects"]] == made[::-1]
    assert second["next_cursor"] is None


def test_a_new_guideline_and_new_labels_are_new_versions(zhao: Any) -> None:
    address = f"/api/v1/projects/{zhao.post('/api/v1/projects', json=BODY).json['id']}"

    assert zhao.put(f"{address}/guideline", json={"guideline": "新"}).json == {"version": 2}
    assert zhao.put(f"{address}/ontology", json={"ontology": driving_ontology()}).json == {"version": 2}


def test_sun_from_another_project_gets_the_same_answer_as_for_none(
    zhao: Any, browser_of: Callable[[int], Any], people: People
) -> None:
    project_id, sun = zhao.post("/api/v1/projects", json=BODY).json["id"], browser_of(people.sun)

    for address in (project_id, 999):
        assert sun.get(f"/api/v1/projects/{address}").status_code == 404
        assert sun.put(f"/api/v1/projects/{address}/guideline", json={"guideline": "x"}).status_code == 404
    assert sun.get("/api/v1/projects").json["projects"] == []


def test_an_annotator_makes_no_projects(browser_of: Callable[[int], Any], people: People) -> None:
    assert browser_of(people.mei).post("/api/v1/projects", json=BODY).status_code == 403


def test_a_program_copies_pauses_and_closes_a_project(zhao: Any) -> None:
    first = zhao.post("/api/v1/projects", json=BODY).json["id"]

    made = zhao.post(f"/api/v1/projects/{first}/copy", json={"ending": ", again"})

    assert made.status_code == 201
    again = zhao.get(f"/api/v1/projects/{made.json['id']}").json
    assert (again["name"], again["state"], again["rate_e4"]) == ("City crossings, again", "draft", 4200)
    # A draft hands nothing out that could be paused.
    assert zhao.post(f"/api/v1/projects/{first}/pause").status_code == 409
    assert zhao.post(f"/api/v1/projects/{first}/close").json == {"state": "closed"}
    assert zhao.get(f"/api/v1/projects/{first}").json["state"] == "closed"


def test_nobody_ends_the_project_of_another(
    browser_of: Callable[[int], Any], people: People, zhao: Any
) -> None:
    first = zhao.post("/api/v1/projects", json=BODY).json["id"]
    stranger = browser_of(people.mei)

    for act in ("copy", "pause", "close"):
        assert stranger.post(f"/api/v1/projects/{first}/{act}", json={}).status_code in (403, 404)
    assert zhao.get(f"/api/v1/projects/{first}").json["state"] == "draft"
