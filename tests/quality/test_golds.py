"""Check pictures: mixed in by share, never told beforehand, measured at once, paid like all others, withdrawn when wrong."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.pay.models import Earning
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.projects.models import Project
from annotate.quality import gold_queries, gold_service
from annotate.quality import service as quality
from annotate.quality.comparison_queries import comparison
from annotate.quality.errors import NoKnownAnswer
from annotate.quality.judgement import Verdict
from annotate.quality.models import GoldResult
from annotate.work import lease_service
from annotate.work import service as work
from annotate.work.models import Assignment, Gold, Task
from annotate.work.service import SubmissionBody
from annotate.work.states import LeaseState, TaskState
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    answer,
    catch_up,
    hand_out,
    judgements_of,
    nonsense,
    publish,
    right,
    task_ids,
)
from worker_tasks.once import run_event

Browser = Callable[[int], Any]


@pytest.fixture
def project_id(people: People) -> int:
    """Four pictures; An and Lin agree on the first, which is a check from now on. Half of every bag is checks."""
    made = publish(people.zhao, pictures=4, answers=2, most=3)
    for who in (people.an, people.lin):
        answer(who, made, right())
    catch_up()
    with transaction() as session:
        gold_service.make_gold(session, people.zhao, task_ids(made)[0])
        session.get_one(Project, made).gold_share = 0.5
    return made


def bag(annotator_id: int, project_id: int, count: int, chance: float) -> list[int]:
    """Task ids of a bag drawn with this chance each."""
    lease_service.use_chance(lambda: chance)
    with transaction() as session:
        handout = work.lease_bag(session, annotator_id, project_id, count)
        return [one.task_id for one in handout.assignments]


def answer_gold(annotator_id: int, project_id: int, shapes: list[dict[str, Any]]) -> str:
    """Hand in the check of the project, wherever it stands in her bag."""
    gold_task = task_ids(project_id)[0]
    with transaction() as session:
        held = sa.select(Assignment).where(
            Assignment.annotator_id == annotator_id,
            Assignment.task_id == gold_task,
            Assignment.state == LeaseState.HELD,
        )
        assignment = session.scalars(held).one()
        body = SubmissionBody(str(uuid.uuid4()), shapes, 9_000)
        return work.submit(session, annotator_id, assignment.id, body).submission.id


def test_a_check_comes_once_to_each_and_never_to_whom_labelled_it(people: People, project_id: int) -> None:
    gold_task = task_ids(project_id)[0]

    assert gold_task in bag(people.mei, project_id, 2, 0.0)
    answer_gold(people.mei, project_id, right())
    assert gold_task not in bag(people.mei, project_id, 4, 0.0)
    # An drew it before it was a check.
    assert gold_task not in bag(people.an, project_id, 4, 0.0)


def test_without_luck_or_share_a_bag_holds_no_check(people: People, project_id: int) -> None:
    assert task_ids(project_id)[0] not in bag(people.mei, project_id, 2, 0.99)
    with transaction() as session:
        session.get_one(Project, project_id).gold_share = 0.0
    assert task_ids(project_id)[0] not in bag(people.mei, project_id, 3, 0.0)


def test_nothing_of_an_assignment_tells_that_it_is_a_check(
    browser_of: Browser, people: People, project_id: int
) -> None:
    bag(people.mei, project_id, 2, 0.0)
    found = browser_of(people.mei).post(f"/api/v1/projects/{project_id}/assignments", json={"count": 2}).json

    check, other = sorted(found["assignments"], key=lambda one: one["task_id"])
    assert check["task_id"] == task_ids(project_id)[0]
    own = {"id", "task_id", "images"}
    assert {name: check[name] for name in check.keys() - own} == {
        name: other[name] for name in other.keys() - own
    }


def test_an_answer_is_measured_and_paid_without_consensus(people: People, project_id: int) -> None:
    bag(people.mei, project_id, 2, 0.0)
    bad = answer_gold(people.mei, project_id, nonsense())
    catch_up()

    (judgement,) = judgements_of(bad)
    assert (judgement.verdict, judgement.share_percent) == (Verdict.ACCEPTED, 100)
    with reading() as session:
        result = session.get_one(GoldResult, bad)
        assert (result.passed, result.score) == (False, 0.0)
        assert quality.failed_golds(session, people.mei, project_id) == 1
        paid = sa.select(Earning.amount_e4).where(Earning.submission_id == bad)
        assert list(session.scalars(paid)) == [RATE_E4]
        assert session.get_one(Task, task_ids(project_id)[0]).state is TaskState.AGREED
        seen = comparison(session, judgement.id)
        assert seen is not None
        # Late, on the page of her answer: the right one beside hers.
        assert {one["label"] for one in seen.reference or []} == {"car", "person"}


def test_the_job_runs_once_and_dies_without_a_trace(people: People, project_id: int) -> None:
    bag(people.mei, project_id, 2, 0.0)
    good = answer_gold(people.mei, project_id, right())
    with reading() as session:
        kinds = sa.select(OutboxEvent).where(OutboxEvent.ref == good)
        (event,) = session.scalars(kinds).all()
    assert event.kind == "gold.received"

    class Killed(BaseException):
        pass

    def die() -> None:
        with transaction() as session:
            gold_service.score_gold(session, good)
            raise Killed

    with pytest.raises(Killed):
        die()
    assert judgements_of(good) == []
    assert run_event(event.id) is True
    assert run_event(event.id) is False
    with transaction() as session:
        again = gold_service.score_gold(session, good)
    assert again is not None
    assert again.passed
    assert len(judgements_of(good)) == 1


def test_her_lesson_is_there_at_once_and_hers_alone(
    browser_of: Browser, people: People, project_id: int
) -> None:
    bag(people.mei, project_id, 2, 0.0)
    sent = answer_gold(people.mei, project_id, right()[:2])
    mei, address = browser_of(people.mei), f"/api/v1/submissions/{sent}"

    assert mei.get(address).json["lesson"] is True
    told = mei.get(f"{address}/lesson")

    assert told.status_code == 200
    assert told.json["score"] == pytest.approx(0.8)
    assert told.json["hints"] == [{"fault": "missed", "label": "person", "count": 1}]
    assert len(told.json["reference"]) == 3
    assert browser_of(people.an).get(f"{address}/lesson").status_code == 404
    # An answer to any other picture has no lesson.
    other = answer(people.mei, project_id, right())
    assert mei.get(f"/api/v1/submissions/{other}").json["lesson"] is False
    assert mei.get(f"/api/v1/submissions/{other}/lesson").status_code == 204


def test_a_withdrawn_check_gives_back_what_it_took_and_comes_no_more(people: People, project_id: int) -> None:
    bag(people.mei, project_id, 2, 0.0)
    answer_gold(people.mei, project_id, nonsense())
    catch_up()

    for _ in range(2):
        with transaction() as session:
            gold_service.withdraw(session, people.zhao, task_ids(project_id)[0], "der Schatten")

    with reading() as session:
        assert quality.failed_golds(session, people.mei, project_id) == 0
        (facts,) = gold_queries.golds_of(session, project_id)
    assert (facts.withdrawn_why, facts.by_night, facts.answers) == ("der Schatten", False, 1)
    with transaction() as session:
        new = create_account(session, NewAccount(Role.ANNOTATOR, "13900009999", "兰")).id
    assert task_ids(project_id)[0] not in bag(new, project_id, 3, 0.0)


def test_a_check_that_was_withdrawn_on_the_way_is_paid_and_counts_for_nothing(
    people: People, project_id: int
) -> None:
    bag(people.mei, project_id, 2, 0.0)
    sent = answer_gold(people.mei, project_id, nonsense())
    with transaction() as session:
        gold_service.withdraw(session, people.zhao, task_ids(project_id)[0])
    catch_up()

    with reading() as session:
        assert session.get_one(GoldResult, sent).excused
        assert quality.failed_golds(session, people.mei, project_id) == 0
    assert judgements_of(sent)[0].share_percent == 100


def test_only_what_is_known_becomes_a_check_and_only_by_the_projects_people(
    people: People, project_id: int
) -> None:
    first, second, *_ = task_ids(project_id)
    for task_id, source in ((second, "consensus"), (second, "labels")):
        with transaction() as session, pytest.raises(NoKnownAnswer):
            gold_service.make_gold(session, people.zhao, task_id, source)
    with transaction() as session, pytest.raises(NotFound):
        gold_service.make_gold(session, people.sun, first)
    with transaction() as session, pytest.raises(NotFound):
        gold_service.withdraw(session, people.sun, first)


def results(project_id: int, task_id: int, passed: dict[int, bool]) -> None:
    """Answers to a check that went so, by annotator."""
    with transaction() as session:
        for annotator_id, held in passed.items():
            assignment = hand_out(session, annotator_id, project_id, task_id)
            body = SubmissionBody(str(uuid.uuid4()), right() if held else nonsense(), 1000)
            sent = work.submit(session, annotator_id, assignment.id, body).submission.id
            gold_service.score_gold(session, sent)


def test_a_check_that_the_best_fail_is_withdrawn_by_night(people: People) -> None:
    made = publish(people.zhao, pictures=5, answers=2, most=3)
    for _ in range(5):
        for who in (people.qian, people.lin):
            answer(who, made, right())
    catch_up()
    *good, doubtful = task_ids(made)
    with transaction() as session:
        women = [
            create_account(session, NewAccount(Role.ANNOTATOR, f"1390000880{number}", "兰")).id
            for number in range(4)
        ]
        for task_id in task_ids(made):
            gold_service.make_gold(session, people.zhao, task_id)
    *best, poor = women
    for task_id in good:
        results(made, task_id, {**dict.fromkeys(best, True), poor: False})
    results(made, doubtful, {best[0]: True, best[1]: False, best[2]: False, poor: True})

    with transaction() as session:
        assert gold_service.review_golds(session) == [doubtful]
        assert gold_service.review_golds(session) == []

    with reading() as session:
        # The poor one fails the others, which the best pass: they stay, and her failures too.
        assert quality.failed_golds(session, poor, made) == 4
        assert [quality.failed_golds(session, one, made) for one in best] == [0, 0, 0]
        assert session.get_one(Gold, doubtful).withdrawn_by is None


def test_the_manager_makes_watches_and_withdraws_checks(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/golds"
    bag(people.mei, project_id, 2, 0.0)
    answer_gold(people.mei, project_id, right())
    catch_up()

    page = zhao.get(address).text
    assert "street-000.jpg" in page
    assert "100 %（21–100）" in page
    for percent in ("5", "five", "9" * 5000, "51"):
        assert zhao.post(f"/projects/{project_id}/gold-share", data={"percent": percent}).status_code == 302
    zhao.post(f"{address}/{task_ids(project_id)[0]}", data={"act": "withdraw"})
    assert "已撤下" in zhao.get(address).text
    zhao.post(f"{address}/{task_ids(project_id)[0]}", data={"act": "make"})
    with reading() as session:
        assert session.get_one(Project, project_id).gold_share == 0.05
        assert session.get_one(Gold, task_ids(project_id)[0]).withdrawn_at is None
    assert browser_of(people.sun).get(address).status_code == 404


def test_a_project_of_the_api_holds_no_check_unless_it_says_so(browser_of: Browser, people: People) -> None:
    zhao = browser_of(people.zhao)
    label = {"name": "car", "title": {"zh_CN": "车", "en": "Car"}, "kinds": ["box"]}
    asked = {"name": "x", "ontology": {"labels": [label]}, "rate_e4": 100}

    made = [
        zhao.post("/api/v1/projects", json=asked | more)
        for more in ({}, {"gold_share": 0.05}, {"gold_share": 2})
    ]

    assert [one.status_code for one in made] == [201, 201, 422]
    shares = [zhao.get(f"/api/v1/projects/{one.json['id']}").json["gold_share"] for one in made[:2]]
    assert shares == [0.0, 0.05]
