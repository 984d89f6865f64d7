"""The manager's pages, as a browser without scripts uses them."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from annotate.core.db import transaction
from annotate.projects import forms, queries, service
from annotate.projects.ontology import parse_ontology
from annotate.projects.scene_guidelines import GUIDELINES
from annotate.projects.scene_templates import TEMPLATES
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


def walk(zhao: Any, values: dict[str, str], *steps: str) -> Any:
    for step in steps:
        answer = zhao.post("/projects/new", data={**values, "step": step, "go": "next"})
    return answer


def test_an_empty_list_offers_the_first_project(zhao: Any) -> None:
    page = zhao.get("/projects")

    assert page.status_code == 200
    assert "/projects/new" in page.text


def test_four_steps_make_a_project(zhao: Any, people: People) -> None:
    values = forms.starting_values() | {"name": "城市路口", "rate": "0.35"}
    del values["label-3-on"]

    assert zhao.get("/projects/new").status_code == 200
    for step in ("labels", "price", "guideline"):
        assert walk(zhao, values, step).status_code == 200
    made = walk(zhao, values, "check")

    assert made.status_code == 302
    with transaction() as session:
        project = queries.projects_of(session, people.zhao)[0]
        labels = service.open_ontology(session, project.ontology_version_id or 0)
    assert (project.name, project.rate_e4, project.redundancy_max) == ("城市路口", 3500, 4)
    assert "bus" not in labels.names
    assert "城市路口" in zhao.get("/projects").text
    assert zhao.get(made.location).status_code == 200


def test_a_step_with_a_fault_is_shown_again_with_what_was_typed(zhao: Any, people: People) -> None:
    page = walk(zhao, forms.starting_values() | {"name": "", "rate": "0.35"}, "labels")

    assert 'name="step" value="labels"' in page.text
    assert 'role="alert"' in page.text
    page = walk(zhao, forms.starting_values() | {"name": "x", "rate": "much"}, "price")
    assert 'name="step" value="price"' in page.text
    assert 'value="much"' in page.text


def test_the_last_step_cannot_be_reached_past_a_fault(zhao: Any, people: People) -> None:
    page = walk(zhao, forms.starting_values() | {"name": "x", "rate": "-1"}, "check")

    assert page.status_code == 200
    with transaction() as session:
        assert queries.projects_of(session, people.zhao) == []


def test_each_page_of_a_project_opens_empty_and_full(zhao: Any, project_id: int, upload: Upload) -> None:
    addresses = ["", "/pictures", "/upload", "/guideline", "/fund", "/exports"]
    for address in addresses:
        assert zhao.get(f"/projects/{project_id}{address}").status_code == 200, address
    import_id = upload({"a.jpg": pictures.jpeg(1), "坏.jpg": b"<svg>"})

    for address in addresses:
        assert zhao.get(f"/projects/{project_id}{address}").status_code == 200, address
    page = zhao.get(f"/imports/{import_id}")
    assert "坏.jpg" in page.text
    assert "SVG" in page.text


def test_a_changed_guideline_is_shown_clean(zhao: Any, project_id: int) -> None:
    text = "# 新的\n\n<script>alert(1)</script>"
    zhao.post(f"/projects/{project_id}/guideline", data={"guideline_zh": text, "guideline_en": ""})

    page = zhao.get(f"/projects/{project_id}/guideline").text
    assert "<h1>新的</h1>" in page
    assert "<script>alert" not in page


def test_sun_sees_no_page_of_it(browser_of: Callable[[int], Any], people: People, project_id: int) -> None:
    sun = browser_of(people.sun)

    for address in ("", "/pictures", "/upload", "/guideline", "/fund", "/exports"):
        assert sun.get(f"/projects/{project_id}{address}").status_code == 404, address


def test_a_draft_is_changed_in_the_same_four_steps(zhao: Any, project_id: int, people: People) -> None:
    page = zhao.get(f"/projects/{project_id}/edit")
    assert 'value="行人"' in page.text
    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        versions = queries.newest_versions(session, project)
        values = forms.values_of(queries.facts_of(project), versions.ontology, "新的", "")
    values |= {"name": "新名字", "rate": "0.5"}
    del values["label-0-on"]

    for step in ("labels", "price", "guideline", "check"):
        answer = zhao.post(f"/projects/{project_id}/edit", data={**values, "step": step, "go": "next"})

    assert answer.status_code == 302
    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        versions = queries.newest_versions(session, project)
    assert (project.name, project.rate_e4) == ("新名字", 5000)
    assert (versions.ontology_number, versions.guideline_number) == (2, 1)
    assert len(versions.ontology["labels"]) == 7


def test_an_unchanged_form_makes_no_new_version(zhao: Any, project_id: int, people: People) -> None:
    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        versions = queries.newest_versions(session, project)
        values = forms.values_of(queries.facts_of(project), versions.ontology, "", "")

    zhao.post(f"/projects/{project_id}/edit", data={**values, "step": "check", "go": "next"})

    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        versions = queries.newest_versions(session, project)
    assert (versions.ontology_number, versions.guideline_number) == (1, None)


def test_a_published_project_keeps_its_price(zhao: Any, project_id: int, people: People) -> None:
    with transaction() as session:
        service.mark_published(session, service.project_for(session, people.zhao, project_id))

    assert zhao.get(f"/projects/{project_id}/edit").status_code == 409
    values = forms.starting_values() | {"name": "x", "step": "check", "go": "next"}
    assert zhao.post(f"/projects/{project_id}/edit", data=values).status_code == 409


def test_labels_that_the_form_cannot_say_are_not_lost_by_it(
    zhao: Any, project_id: int, people: People
) -> None:
    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        service.add_ontology(
            session, people.zhao, project, {"labels": [{"name": "lane", "kinds": ["polyline"]}]}
        )

    page = zhao.get(f"/projects/{project_id}/edit").text
    assert f"/projects/{project_id}/labels" in page
    assert "label-0-name" not in page
    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        versions = queries.newest_versions(session, project)
        values = forms.values_of(queries.facts_of(project), versions.ontology, "", "")
    data = {**values, "rate": "0.77", "step": "check", "go": "next"}
    assert zhao.post(f"/projects/{project_id}/edit", data=data).status_code == 302

    with transaction() as session:
        project = service.project_for(session, people.zhao, project_id)
        labels = service.open_ontology(session, project.ontology_version_id or 0)
    assert (project.rate_e4, labels.names, labels.labels[0].kinds) == (7700, ("lane",), ("polyline",))


def test_every_page_of_a_project_names_its_tab_and_leads_to_its_neighbours(
    zhao: Any, project_id: int, upload: Upload
) -> None:
    import_id = upload({"a.jpg": pictures.jpeg()})

    def marked(path: str) -> list[str]:
        return re.findall(r'<a href="([^"]+)" aria-current="page">', zhao.get(path).text)

    at = f"/projects/{project_id}"
    assert set(marked(f"{at}/upload")) == {"/projects", f"{at}/pictures", f"{at}/upload"}
    assert set(marked(f"{at}/quality/calibration")) == {
        "/projects",
        f"{at}/quality",
        f"{at}/quality/calibration",
    }
    assert set(marked(f"{at}/fund")) == {"/projects", f"{at}/fund"}
    # An upload has an address of its own and belongs to the projects all the same.
    assert set(marked(f"/imports/{import_id}")) == {"/projects"}
    neighbours = zhao.get(f"{at}/blur").text
    for other in ("upload", "prelabels", "alike", "pictures"):
        assert f'href="{at}/{other}"' in neighbours


def test_before_a_project_is_closed_its_page_says_what_is_left_behind(
    zhao: Any, people: People, project_id: int
) -> None:
    with transaction() as session:
        service.record_funding(session, project_id, 1_230_000)
    way = f"/projects/{project_id}/close"

    assert way in zhao.get(f"/projects/{project_id}").text
    asked = zhao.get(way)
    assert "123.00" in asked.text
    with transaction() as session:
        assert service.project_for(session, people.zhao, project_id).state == "draft"

    zhao.post(f"/projects/{project_id}/state", data={"to": "closed"})

    assert way not in zhao.get(f"/projects/{project_id}").text
    assert zhao.get(way).location.endswith(f"/projects/{project_id}")


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_project_begins_with_a_ready_set_of_labels_and_its_guideline(
    zhao: Any, people: People, template: str
) -> None:
    first = zhao.get(f"/projects/new?template={template}")
    assert first.status_code == 200
    values = forms.starting_values(template) | {"name": "夜路"}

    made = walk(zhao, values, "labels", "price", "guideline", "check")

    assert made.status_code == 302
    with transaction() as session:
        project = queries.projects_of(session, people.zhao)[0]
        labels = service.open_ontology(session, project.ontology_version_id or 0)
        said = queries.newest_versions(session, project)
    assert labels == parse_ontology(TEMPLATES[template].document())
    assert said.text_zh == GUIDELINES[template][0].strip() or said.text_zh == GUIDELINES[template][0]
    # Each part of the guideline is about a label that there is.
    for text in GUIDELINES[template]:
        assert set(re.findall(r"\{#([^}]+)\}", text)) <= set(labels.names)


def test_an_unknown_ready_set_is_the_usual_one(zhao: Any) -> None:
    assert zhao.get("/projects/new?template=moon").status_code == 200
