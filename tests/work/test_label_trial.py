"""Labels are tried in the real window before they are saved: the form as it stands, on the project's own pictures."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.datasets.models import Image
from annotate.projects.label_form import Row, rows_of
from annotate.projects.models import OntologyVersion, Project
from annotate.projects.queries import newest_versions
from annotate.work.models import Assignment, Bag, Submission
from tests.conftest import People
from tests.projects.test_label_form import posted
from tests.work.conftest import make_site

JSON = {"Accept": "application/json"}


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


@pytest.fixture
def project_id(people: People) -> int:
    return make_site(people).project_id


def rows_now(project_id: int) -> list[Row]:
    with reading() as session:
        return rows_of(newest_versions(session, session.get_one(Project, project_id)).ontology)


def try_out(browser: Any, project_id: int, rows: list[Row], **options: Any) -> Any:
    return browser.post(f"/projects/{project_id}/labels/try", data=posted(rows), **options)


def facts_in(page: str) -> dict[str, Any]:
    found = re.search(r'data-facts="([^"]*)"', page)
    assert found is not None
    facts: dict[str, Any] = json.loads(html.unescape(found[1]))
    return facts


def kept() -> list[int]:
    with reading() as session:
        tables = (OntologyVersion, Assignment, Bag, Submission)
        return [session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables]


def test_the_window_opens_with_labels_that_are_not_saved(zhao: Any, project_id: int) -> None:
    before, rows = kept(), rows_now(project_id)

    page = try_out(zhao, project_id, [*rows, replace(rows[0], name="bus", zh="公交车", key="")])

    facts = facts_in(page.text)
    assert [label["name"] for label in facts["ontology"]["document"]["labels"]][-1] == "bus"
    assert (facts["rate_e4"], facts["hourly_estimate_e4"]) == (0, None)
    assert 'data-round="trial"' in page.text
    assert kept() == before


def test_it_shows_the_projects_own_pictures(zhao: Any, project_id: int) -> None:
    with reading() as session:
        first = session.scalars(sa.select(Image).order_by(Image.id)).first()
    assert first is not None

    picture = facts_in(try_out(zhao, project_id, rows_now(project_id)).text)["pictures"][0]

    assert (picture["name"], picture["width"], picture["height"]) == (
        first.name,
        first.width_px,
        first.height_px,
    )
    assert f"/{first.id}/" in picture["preview_url"]


def test_a_project_without_a_picture_gets_a_drawn_street(zhao: Any, project_id: int) -> None:
    with transaction() as session:
        session.execute(sa.update(Image).values(state="pending"))

    [picture] = facts_in(try_out(zhao, project_id, rows_now(project_id)).text)["pictures"]

    assert (picture["width"], picture["height"]) == (960, 540)
    assert zhao.get(picture["url"]).mimetype == "image/jpeg"


def test_the_forms_script_gets_what_the_labels_mean(zhao: Any, project_id: int) -> None:
    told = try_out(zhao, project_id, rows_now(project_id), headers=JSON)

    assert told.status_code == 200
    assert [label["name"] for label in told.json["document"]["labels"]] == [
        row.name for row in rows_now(project_id)
    ]


def test_what_is_wrong_with_them_is_said_in_words(zhao: Any, project_id: int) -> None:
    rows = [replace(rows_now(project_id)[0], name="")]

    page, told = try_out(zhao, project_id, rows), try_out(zhao, project_id, rows, headers=JSON)

    assert page.status_code == 422
    assert "这些类别还不能试用" in page.text
    assert told.status_code == 422
    assert told.json["faults"]


def test_the_form_has_a_button_for_it_and_sun_may_not(
    zhao: Any, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    page = zhao.get(f"/projects/{project_id}/labels").text

    assert f'formtarget="douya-labels-{project_id}"' in page
    assert try_out(browser_of(people.sun), project_id, rows_now(project_id)).status_code in (403, 404)
    assert try_out(browser_of(people.mei), project_id, rows_now(project_id)).status_code == 403
