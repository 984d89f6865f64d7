"""A reviewer draws the truth of a disputed picture; strangers cannot, and what is wrong is refused whole."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.consensus import service as consensus
from annotate.core.db import reading
from annotate.quality.models import Judgement
from annotate.work.models import Task
from annotate.work.states import TaskState
from tests.conftest import People
from tests.quality.crowd_work import (
    answer,
    boxes,
    careless,
    catch_up,
    publish,
    right,
    task_ids,
)

Browser = Callable[[int], Any]


@pytest.fixture
def task_id(people: People) -> int:
    """Disputed: Mei and An see it differently."""
    made = publish(people.zhao, pictures=1, answers=2, most=2)
    answer(people.mei, made, right())
    answer(people.an, made, careless())
    catch_up()
    return task_ids(made)[0]


def facts_on(page: str) -> dict[str, Any]:
    found = re.search(r'data-facts="([^"]*)"', page)
    assert found
    facts: dict[str, Any] = json.loads(unescape(found[1]))
    return facts


def test_the_window_begins_with_the_version_that_was_chosen(
    people: People, browser_of: Browser, task_id: int
) -> None:
    zhao = browser_of(people.zhao)
    page = zhao.get(f"/review/pictures/{task_id}").text
    keys = set(re.findall(r"draw\?version=([0-9a-z-]+)", page))

    begun = {
        key: facts_on(zhao.get(f"/review/pictures/{task_id}/draw?version={key}").text)["assignment"]["draft"]
        for key in keys
    }

    assert len(keys) == 4, "merged, two people's, none"
    assert begun["none"]["annotations"] == []
    assert len({len(draft["annotations"]) for draft in begun.values()}) > 1
    for draft in begun.values():
        assert all("support" not in shape for shape in draft["annotations"])


def test_what_the_reviewer_draws_becomes_the_truth_and_is_judged_by(
    people: People, browser_of: Browser, task_id: int
) -> None:
    zhao = browser_of(people.zhao)
    drawn = right()

    said = zhao.post(f"/api/v1/tasks/{task_id}/decision", json={"annotations": drawn})

    assert said.status_code == 200, said.text
    with reading() as session:
        task = session.get_one(Task, task_id)
        settled = consensus.consensus_of(session, task_id)
        assert task.state is TaskState.AGREED
        assert settled is not None
        assert settled.adjudicated_by == people.zhao
        assert len(settled.annotations) == len(drawn)
    catch_up()
    with reading() as session:
        judged = session.scalars(
            sa.select(Judgement.annotator_id).where(Judgement.task_id == task_id, Judgement.is_current)
        )
        assert sorted(judged) == [people.mei, people.an]


def test_a_decision_with_faults_is_refused_whole_with_each_path(
    people: People, browser_of: Browser, task_id: int
) -> None:
    wrong = [*right(), *boxes(("unicorn", (1, 1, 5, 5)))]

    said = browser_of(people.zhao).post(f"/api/v1/tasks/{task_id}/decision", json={"annotations": wrong})

    assert said.status_code == 422
    assert [fault["path"] for fault in said.json["faults"]] == [f"annotations[{len(right())}].label"]
    with reading() as session:
        assert session.get_one(Task, task_id).state is TaskState.TO_REVIEWER


def test_sun_from_another_project_neither_sees_nor_decides(
    people: People, browser_of: Browser, task_id: int
) -> None:
    sun, mei = browser_of(people.sun), browser_of(people.mei)

    assert sun.get(f"/review/pictures/{task_id}/draw").status_code == 404
    assert sun.post(f"/api/v1/tasks/{task_id}/decision", json={"annotations": []}).status_code == 404
    assert mei.post(f"/api/v1/tasks/{task_id}/decision", json={"annotations": []}).status_code == 403
    assert sun.get("/review/pictures/999999/draw").status_code == 404
