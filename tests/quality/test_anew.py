"""Answers that were made anew are judged like others, for quality alone; one that is drawn as before is shown as such."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from annotate.core.db import reading, transaction
from annotate.pay import rework_service as rework_pay
from annotate.pay.models import Earning, EarningKind
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect, Redo
from annotate.projects.models import Project
from annotate.quality import anew_service, evidence_queries, rework_service
from annotate.quality.anew import is_same
from annotate.quality.evidence import Outcome
from annotate.quality.models import ReworkResult
from annotate.work import service as work
from annotate.work.models import Rework, Submission
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import TRUTH, answer, boxes, catch_up, judgements_of, publish, right

Browser = Callable[[int], Any]
FIRST = "## {#car} 小汽车\n\n框要贴边。\n\n## {#person} 行人\n\n远处的也框。\n"
SECOND = FIRST.replace("框要贴边。", "只框停着的车。")
# By the second version only one car is drawn.
NEW = (TRUTH[0], TRUTH[2])


@pytest.fixture
def offered(people: People) -> dict[int, Rework]:
    """One picture that three people drew alike; all are asked for it anew, by who."""
    made = publish(people.zhao, answers=3, most=3)
    with transaction() as session:
        project = session.get_one(Project, made)
        projects.add_guideline(session, people.zhao, project, FIRST, "", Effect(alters=False))
    for who in (people.mei, people.an, people.lin):
        answer(who, made, right())
    catch_up()
    with transaction() as session:
        effect = Effect(alters=True, redo=Redo.TOUCHED)
        version = rework_service.publish_change(session, people.zhao, made, SECOND, "", effect).id
        while rework_service.offer_some(session, version):
            pass
    with reading() as session:
        return {one.annotator_id: one for one in session.scalars(sa.select(Rework))}


def make_anew(rework: Rework, drawn: list[dict[str, Any]]) -> None:
    """She hands it in, and it is settled and paid."""
    body = SubmissionBody(str(uuid.uuid4()), drawn, 20_000)
    with transaction() as session:
        work.submit(session, rework.annotator_id, rework.assignment_id, body)
    with transaction() as session:
        rework_pay.settle_and_book(session, rework.id)


def first_answer(rework: Rework) -> list[dict[str, Any]]:
    with reading() as session:
        return session.get_one(Submission, rework.submission_id).annotations


def judge() -> int:
    with transaction() as session:
        return anew_service.judge_anew(session)


def results() -> dict[int, ReworkResult]:
    with reading() as session:
        return {one.annotator_id: one for one in session.scalars(sa.select(ReworkResult))}


def make_all(people: People, offered: dict[int, Rework]) -> None:
    """Mei and An draw by the new version, Lin sends what she had."""
    make_anew(offered[people.mei], boxes(*NEW))
    make_anew(offered[people.an], boxes(*[(label, (x + 1, y, w, h)) for label, (x, y, w, h) in NEW]))
    make_anew(offered[people.lin], first_answer(offered[people.lin]))


def test_it_waits_until_nobody_may_make_the_picture_anew_any_more(
    people: People, offered: dict[int, Rework]
) -> None:
    make_anew(offered[people.mei], boxes(*NEW))
    assert judge() == 0

    make_anew(offered[people.an], boxes(*NEW))
    make_anew(offered[people.lin], first_answer(offered[people.lin]))

    assert judge() == 3
    assert judge() == 0


def test_an_unchanged_drawing_is_shown_and_fits_less_than_the_new_ones(
    people: People, offered: dict[int, Rework]
) -> None:
    make_all(people, offered)
    judge()

    found = results()
    assert {who: one.is_same for who, one in found.items()} == {
        people.mei: False,
        people.an: False,
        people.lin: True,
    }
    assert found[people.lin].score is not None
    assert found[people.mei].score is not None
    assert found[people.lin].score < found[people.mei].score


def test_it_counts_for_quality_and_changes_no_pay(people: People, offered: dict[int, Rework]) -> None:
    project_id = offered[people.lin].project_id
    before = judgements_of(offered[people.lin].submission_id)
    with reading() as session:
        [piece] = evidence_queries.newest_evidence(session, people.mei, project_id)
    assert piece.outcome is Outcome.GOOD
    make_all(people, offered)
    judge()

    with reading() as session:
        pieces = evidence_queries.newest_evidence(session, people.mei, project_id)
        anew = session.scalars(sa.select(Earning).where(Earning.kind == EarningKind.REWORK)).all()
    assert [one.outcome for one in pieces] == [Outcome.GOOD, Outcome.GOOD]
    assert sorted(one.annotator_id for one in anew) == sorted(offered)
    assert {one.amount_e4 for one in anew} == {offered[people.mei].rate_e4}
    after = judgements_of(offered[people.lin].submission_id)
    assert [(one.verdict, one.share_percent) for one in after] == [
        (one.verdict, one.share_percent) for one in before
    ]


def test_where_nobody_else_drew_by_the_new_version_nothing_is_said(
    people: People, offered: dict[int, Rework]
) -> None:
    make_anew(offered[people.mei], boxes(*NEW))
    with transaction() as session:
        session.execute(
            sa.update(Rework).where(Rework.closed_at.is_(None)).values(closed_at=offered[people.mei].asked_at)
        )

    assert judge() == 1
    assert results()[people.mei].score is None
    with reading() as session:
        pieces = evidence_queries.newest_evidence(session, people.mei, offered[people.mei].project_id)
    assert len(pieces) == 1


def test_the_manager_and_the_reviewer_see_which_are_drawn_as_before(
    people: People, browser_of: Browser, offered: dict[int, Rework]
) -> None:
    make_all(people, offered)
    judge()
    lins = offered[people.lin]
    zhao = browser_of(people.zhao)
    page = f"/projects/{lins.project_id}/guideline/anew"

    review = judgements_of(lins.submission_id)[-1].id
    all_of_them, same = zhao.get(page).text, zhao.get(f"{page}?which=same").text

    assert all_of_them.count('href="/review/') - same.count('href="/review/') == 2
    assert f'href="/review/anew/{lins.id}"' in same
    assert "画的和以前一样" in zhao.get(f"/review/{review}").text
    assert f'href="{page}"' in zhao.get(f"/projects/{lins.project_id}/guideline").text
    assert browser_of(people.sun).get(page).status_code == 404


def test_ids_and_order_make_no_difference_but_a_pixel_does() -> None:
    drawn = boxes(*NEW)
    again = [one | {"id": str(uuid.uuid4())} for one in reversed(drawn)]
    moved = [drawn[0] | {"box": [41, 60, 200, 120]}, drawn[1]]

    assert is_same(drawn, again)
    assert not is_same(drawn, moved)
    assert not is_same(drawn, drawn[:1])
