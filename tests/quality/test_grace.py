"""A changed guideline: for seven days a difference that the change explains is not held against whoever drew before it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.models import OutboxEvent
from annotate.messages.models import Message
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect, touched_by
from annotate.projects.models import GuidelineChange, Project
from annotate.quality import evidence_queries, gold_service
from annotate.quality.grace import Grace, kindly
from annotate.quality.judgement import Score, Verdict
from annotate.quality.models import GoldResult, Judgement
from annotate.work import service as work
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import (
    TRUTH,
    answer,
    boxes,
    catch_up,
    hand_out,
    judgements_of,
    publish,
    right,
    task_ids,
)
from worker_tasks.once import run_event

Browser = Callable[[int], Any]
FIRST = "## {#car} 小汽车\n\n框要贴边。\n\n## {#person} 行人\n\n远处的也框。\n"
SECOND = FIRST.replace("框要贴边。", "只框停着的车。")


@pytest.fixture
def project_id(people: People) -> int:
    """Two pictures; the guideline has a part a class."""
    made = publish(people.zhao, pictures=2, answers=3, most=3)
    change(people, made, FIRST, alters=False)
    return made


def change(people: People, project_id: int, text: str, alters: bool = True) -> int:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        return projects.add_guideline(session, people.zhao, project, text, "", Effect(alters)).id


def lease(people: People, project_id: int, who: int, task: int = 0) -> int:
    with transaction() as session:
        return hand_out(session, who, project_id, task_ids(project_id)[task]).id


def hand_in(who: int, assignment_id: int, annotations: list[dict[str, Any]]) -> str:
    with transaction() as session:
        body = SubmissionBody(f"00000000-0000-4000-8000-{assignment_id:012d}", annotations, 20_000)
        return work.submit(session, who, assignment_id, body).submission.id


def cars_elsewhere() -> list[dict[str, Any]]:
    """The person as all see it; three cars where nobody sees one."""
    return boxes(TRUTH[2], *(("car", (20.0 + 150 * n, 260.0, 80.0, 60.0)) for n in range(3)))


def judged(submission_id: str) -> Judgement:
    return judgements_of(submission_id)[-1]


def by_the_old_version(people: People, project_id: int, text: str, alters: bool = True, days: int = 0) -> str:
    """Mei takes the picture, the guideline changes, the others draw by the new one, and Mei hands in after some days."""
    hers = lease(people, project_id, people.mei)
    change(people, project_id, text, alters)
    for who in (people.an, people.lin):
        hand_in(who, lease(people, project_id, who), right())
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days, hours=1)):
        found = hand_in(people.mei, hers, cars_elsewhere())
        catch_up()
    return found


def test_a_difference_that_the_change_explains_is_not_counted(people: People, project_id: int) -> None:
    found = judged(by_the_old_version(people, project_id, SECOND))

    assert (found.verdict, found.share_percent) == (Verdict.ACCEPTED, 100)
    assert found.reason["grace"]["version"] == 3
    assert found.reason["grace"]["excused"] > 0
    assert not any(found.reason["counts"].values())


def test_it_says_nothing_against_her_level(people: People, project_id: int) -> None:
    by_the_old_version(people, project_id, SECOND)

    with reading() as session:
        [piece] = evidence_queries.newest_evidence(session, people.mei, project_id)
    assert piece.outcome.value == "good"


@pytest.mark.parametrize(
    ("text", "alters", "days"),
    [(SECOND, False, 0), (SECOND, True, 8), (FIRST.replace("远处的也框。", "背影也框。"), True, 0)],
    ids=["only said better", "after seven days", "about another class"],
)
def test_what_the_change_does_not_explain_is_looked_at_as_always(
    people: People, project_id: int, text: str, alters: bool, days: int
) -> None:
    found = judged(by_the_old_version(people, project_id, text, alters, days))

    assert found.verdict is Verdict.IN_REVIEW
    assert "grace" not in found.reason


def test_six_days_after_the_change_is_soon_enough(people: People, project_id: int) -> None:
    assert judged(by_the_old_version(people, project_id, SECOND, days=6)).verdict is Verdict.ACCEPTED


def test_whoever_drew_by_the_new_version_is_judged_by_it(people: People, project_id: int) -> None:
    change(people, project_id, SECOND)
    for who in (people.an, people.lin):
        hand_in(who, lease(people, project_id, who), right())
    found = hand_in(people.mei, lease(people, project_id, people.mei), cars_elsewhere())
    catch_up()

    assert judged(found).verdict is Verdict.IN_REVIEW


@pytest.fixture
def gold_id(people: People, project_id: int) -> int:
    for who in (people.an, people.lin, people.sun):
        hand_in(who, lease(people, project_id, who), right())
    catch_up()
    with transaction() as session:
        return gold_service.make_gold(session, people.zhao, task_ids(project_id)[0]).task_id


def result_of(submission_id: str) -> GoldResult:
    with transaction() as session:
        found = gold_service.score_gold(session, submission_id)
        assert found is not None
        return found


def test_a_check_that_the_change_explains_is_not_failed(
    people: People, project_id: int, gold_id: int
) -> None:
    hers = lease(people, project_id, people.mei)
    change(people, project_id, SECOND)

    found = result_of(hand_in(people.mei, hers, cars_elsewhere()))

    assert (found.passed, found.excused) == (False, True)
    assert judged(found.submission_id).verdict is Verdict.ACCEPTED


def test_a_known_answer_older_than_the_change_speaks_against_nobody(
    people: People, project_id: int, gold_id: int
) -> None:
    change(people, project_id, SECOND)

    found = result_of(hand_in(people.mei, lease(people, project_id, people.mei), cars_elsewhere()))

    assert found.excused


def test_a_check_that_is_wrong_anyway_counts(people: People, project_id: int, gold_id: int) -> None:
    hers = lease(people, project_id, people.mei)
    change(people, project_id, FIRST.replace("远处的也框。", "背影也框。"))

    found = result_of(hand_in(people.mei, hers, cars_elsewhere()))

    assert (found.passed, found.excused) == (False, False)


def test_those_at_work_are_told_until_when_they_are_judged_kindly(people: People, project_id: int) -> None:
    answer(people.mei, project_id, right())
    version = change(people, project_id, SECOND)
    with reading() as session:
        key = f"guideline-changed-{version}"
        event = session.scalars(sa.select(OutboxEvent.id).where(OutboxEvent.key == key)).one()

    assert run_event(event)
    assert not run_event(event)

    with reading() as session:
        [message] = session.scalars(sa.select(Message).where(Message.kind == "guideline.grace")).all()
        until = session.get_one(GuidelineChange, version).kind_until
    assert message.account_id == people.mei
    assert message.params["until_at"] == until.isoformat()


def test_the_page_says_what_happens_before_it_is_saved(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/guideline"

    page = zhao.post(f"{address}/preview", data={"guideline_zh": SECOND, "guideline_en": ""}).text
    saved = zhao.post(address, data={"guideline_zh": SECOND, "guideline_en": "", "alters": "no"})

    assert "7 天内，按旧版画的人不会因为小汽车的画法不同被扣钱" in page
    assert saved.status_code == 302
    with reading() as session:
        newest = session.scalars(
            sa.select(GuidelineChange).order_by(GuidelineChange.version_id.desc())
        ).first()
    assert newest is not None
    assert (newest.labels, newest.everything, newest.alters) == (["car"], False, False)


def test_both_sides_read_that_the_guideline_changed(
    browser_of: Browser, people: People, project_id: int
) -> None:
    kind = judged(by_the_old_version(people, project_id, SECOND))
    with transaction() as session:
        session.get_one(Judgement, kind.id).final = False

    assert "不算你的" in browser_of(people.mei).get(f"/answers/{kind.id}").text
    assert "只有新版才要求的" in browser_of(people.lin).get(f"/review/{kind.id}").text


def test_a_language_written_for_the_first_time_touches_nothing() -> None:
    assert touched_by([(FIRST, FIRST), ("", "## {#car} Cars\n\nTight boxes.\n")]).is_nothing
    assert touched_by([(FIRST, SECOND)]).labels == ("car",)
    assert touched_by([(FIRST, "从近到远。\n\n" + FIRST)]).everything


def test_the_kind_score_counts_what_is_left() -> None:
    grace = Grace(2, frozenset({"car"}))
    shape = {"id": "a", "label": "car"}
    person = {"id": "b", "label": "person"}
    told = Score(
        0.2,
        (
            {"fault": "extra", "hers": shape, "expected": None, "iou": 0.0},
            {"fault": "missed", "hers": None, "expected": person, "iou": 0.0},
        ),
    )

    # Three objects of hers: one is excused, two are right; one person is missed.
    assert kindly(told, 3, grace).expected_f1 == pytest.approx(4 / 5)
    assert kindly(told, 3, Grace(2, frozenset(), everything=True)).expected_f1 == 1.0
    assert kindly(told, 3, None) is told
