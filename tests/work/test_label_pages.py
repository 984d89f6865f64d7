"""The labels' page, as a browser without scripts uses it: buttons keep what was typed; what breaks is told before."""

import html
import io
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from annotate.core.db import reading, transaction
from annotate.projects import service as projects
from annotate.projects.label_form import Question, Row, rows_of
from annotate.projects.models import Project
from annotate.projects.ontology import Ontology, ontology_document, parse_ontology
from annotate.projects.queries import newest_versions
from annotate.projects.scene_templates import TEMPLATES
from tests.conftest import People
from tests.projects.test_label_form import posted
from tests.work.answers import body, box, lease, submit
from tests.work.conftest import make_site


@pytest.fixture
def zhao(browser_of: Callable[[int], Any], people: People) -> Any:
    return browser_of(people.zhao)


@pytest.fixture
def project_id(people: People) -> int:
    """Cars, of which there are answers, and buses: its second version."""
    site = make_site(people)
    with transaction() as session:
        project = session.get_one(Project, site.project_id)
        cars = newest_versions(session, project).ontology["labels"]
        projects.add_ontology(session, people.zhao, project, {"labels": [*cars, {"name": "bus"}]})
    return site.project_id


def rows_now(project_id: int) -> list[Row]:
    with reading() as session:
        return rows_of(newest_versions(session, session.get_one(Project, project_id)).ontology)


def labels_now(project_id: int) -> Ontology:
    with reading() as session:
        return projects.open_ontology(session, session.get_one(Project, project_id).ontology_version_id or 0)


def send(zhao: Any, project_id: int, rows: list[Row], do: str = "check") -> Any:
    data = {**posted(rows), "do": [do]}
    return zhao.post(f"/projects/{project_id}/labels", data=data, follow_redirects=True)


def test_a_new_label_with_questions_is_saved_at_once_as_a_version(zhao: Any, project_id: int) -> None:
    rows = rows_now(project_id)
    light = Row(
        "light", "红绿灯", "traffic light", "#112233", "KeyL", ("box", "polygon"),
        questions=(Question("state", "状态", "state", "radio", "red = 红灯 / red\ngreen = 绿灯 / green", "red", True, True),),
    )  # fmt: skip

    page = send(zhao, project_id, [*rows, light])

    assert "类别已存为第 3 版" in page.text
    label = labels_now(project_id).label("light")
    assert label is not None
    assert (label.title.zh, label.key, label.kinds) == ("红绿灯", "KeyL", ("box", "polygon"))
    [state] = label.attributes
    assert (state.type, state.default, state.required, state.per_frame) == ("radio", "red", True, True)
    assert [(one.value, one.title.zh) for one in state.values] == [("red", "红灯"), ("green", "绿灯")]
    versions = zhao.get(f"/projects/{project_id}/labels").text
    assert "新类别" in versions


def test_the_same_labels_again_make_no_version(zhao: Any, project_id: int) -> None:
    assert "没有改动" in send(zhao, project_id, rows_now(project_id)).text
    assert "第 3 版" not in zhao.get(f"/projects/{project_id}/labels").text


def test_buttons_answer_with_the_form_and_save_nothing(zhao: Any, project_id: int) -> None:
    rows = rows_now(project_id)
    typed = [replace(rows[0], zh="没存过的名字"), *rows[1:]]

    added = send(zhao, project_id, typed, "add")
    asked = send(zhao, project_id, typed, "ask-0")

    assert f'name="l-{len(rows)}-name"' in added.text
    assert "没存过的名字" in added.text
    assert f'name="l-0-a-{len(rows[0].questions)}-name"' in asked.text
    assert rows_now(project_id) == rows


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "l-0-name", "1 到 64"),
        ({"kinds": ()}, "l-0-kinds", "至少"),
        ({"key": "KeyX", "zh": "甲"}, "l-1-key", "同一个按键"),
        ({"kinds": ("skeleton",), "points": "a\nb", "edges": "1 to 2"}, "l-0-edges", "1-2, 2-3"),
        ({"questions": (Question("q", type="select"),)}, "l-0-a-0-values", "至少"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(
    zhao: Any, project_id: int, changes: dict[str, Any], field: str, words: str
) -> None:
    rows = rows_now(project_id)
    typed = [replace(rows[0], **changes), replace(rows[1], key=changes.get("key", "")), *rows[2:]]

    page = send(zhao, project_id, typed)

    assert page.status_code == 422
    error = re.search(rf'id="{field}-error">(.*?)</p>', page.text, re.S)
    assert error, field
    assert words in html.unescape(error[1])
    assert rows_now(project_id) == rows


def test_what_answers_would_not_fit_is_counted_before_it_is_saved(
    zhao: Any, people: People, project_id: int
) -> None:
    for who, shapes in ((people.mei, (box(), box(300))), (people.an, (box(),))):
        [assignment] = lease(who, project_id)
        submit(who, assignment, body(*shapes))
    rows = [replace(row, kinds=("polygon",)) if row.name == "car" else row for row in rows_now(project_id)]

    page = send(zhao, project_id, rows)
    assert "有些作业会和新类别对不上" in page.text
    assert "不再画框" in page.text
    [count] = re.findall(r'data-label="用到它的作业">(\d+)<', page.text)
    assert count == "2"
    assert "box" in labels_now(project_id).label("car").kinds  # type: ignore[union-attr]

    document = re.search(r'name="document" value="([^"]*)"', page.text)
    assert document
    data = {"document": html.unescape(document[1])}
    saved = zhao.post(f"/projects/{project_id}/labels/save", data=data, follow_redirects=True)
    assert "类别已存为第 3 版" in saved.text
    assert labels_now(project_id).label("car").kinds == ("polygon",)  # type: ignore[union-attr]


def test_a_label_that_nobody_used_goes_without_asking(zhao: Any, project_id: int) -> None:
    rows = rows_now(project_id)

    page = send(zhao, project_id, [row for row in rows if row.name == "car"])

    assert "类别已存为第 3 版" in page.text


def test_an_earlier_version_can_be_taken_up_again(zhao: Any, project_id: int) -> None:
    before = rows_now(project_id)
    send(zhao, project_id, before[:1])

    page = zhao.get(f"/projects/{project_id}/labels?version=2")
    assert page.text.count('name="l-') > 0
    assert f'name="l-{len(before) - 1}-name"' in page.text
    send(zhao, project_id, before)

    assert rows_now(project_id) == before


def test_what_was_sent_by_hand_is_checked_like_any_other(zhao: Any, project_id: int) -> None:
    before = rows_now(project_id)
    for document in ("null", "{}", '{"labels": [{"name": "x", "kinds": ["blob"]}]}'):
        answer = zhao.post(f"/projects/{project_id}/labels/save", data={"document": document})
        assert answer.status_code == 422
    assert zhao.post(f"/projects/{project_id}/labels/save", data={"document": "{"}).status_code in (400, 422)
    assert rows_now(project_id) == before


def test_a_closed_project_keeps_its_labels(zhao: Any, people: People, project_id: int) -> None:
    with transaction() as session:
        projects.mark_closed(session, people.zhao, session.get_one(Project, project_id))

    assert send(zhao, project_id, rows_now(project_id)[:1]).status_code == 409


def test_another_company_sees_none_of_it(
    browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    sun = browser_of(people.sun)

    assert sun.get(f"/projects/{project_id}/labels").status_code == 404
    assert sun.post(f"/projects/{project_id}/labels", data={"do": "add"}).status_code == 404
    assert sun.post(f"/projects/{project_id}/labels/save", data={"document": "{}"}).status_code == 404


def test_labels_of_a_file_stand_in_the_form_and_are_saved_only_then(zhao: Any, project_id: int) -> None:
    before = rows_now(project_id)
    file = {"file": (io.BytesIO(b"names: [car, tram]\nkpt_shape: [17, 3]"), "data.yaml")}

    page = zhao.post(f"/projects/{project_id}/labels/file", data=file)

    assert 'value="tram"' in page.text
    assert "请自己写骨架" in page.text
    assert rows_now(project_id) == before


def test_a_file_without_labels_is_refused_and_the_form_shows_what_there_was(
    zhao: Any, project_id: int
) -> None:
    page = zhao.post(f"/projects/{project_id}/labels/file", data={"file": (io.BytesIO(b"hello"), "x.txt")})

    assert page.status_code == 422
    assert "既不是 COCO、YOLO、CVAT" in page.text
    assert 'value="bus"' in page.text


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_ready_set_stands_in_the_form_and_can_be_saved(zhao: Any, project_id: int, name: str) -> None:
    page = zhao.get(f"/projects/{project_id}/labels?template={name}")
    assert "这些类别已放进表里" in page.text
    ready = ontology_document(parse_ontology(TEMPLATES[name].document()))

    send(zhao, project_id, rows_of(ready))

    assert ontology_document(labels_now(project_id)) == ready


def test_a_copy_is_a_draft_that_says_the_same_and_holds_nothing(
    zhao: Any, browser_of: Callable[[int], Any], people: People, project_id: int
) -> None:
    made = int(zhao.post(f"/projects/{project_id}/copy").location.rsplit("/", 1)[1])

    assert labels_now(made) == labels_now(project_id)
    with reading() as session:
        first, copy = session.get_one(Project, project_id), session.get_one(Project, made)
        same = ("rate_e4", "redundancy_min", "redundancy_max", "confidence", "lease_minutes", "level_bonus")
        assert [getattr(copy, name) for name in same] == [getattr(first, name) for name in same]
        assert (copy.state, copy.funded_e4, copy.name) == ("draft", 0, f"{first.name}（复制）")
    assert browser_of(people.sun).post(f"/projects/{project_id}/copy").status_code == 404
