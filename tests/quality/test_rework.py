"""A changed guideline asks for older answers anew: whoever made them is offered the work, paid anew in full, exactly once."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import OutboxEvent
from annotate.ledger import proof_service
from annotate.ledger.rules import ViolationKind
from annotate.messages.models import Message
from annotate.pay import rework_service as rework_pay
from annotate.pay import service as pay
from annotate.pay.models import Earning, EarningKind
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect, Redo
from annotate.projects.models import GuidelineChange, Project
from annotate.quality import ban_service, rework_service
from annotate.quality.errors import ReworkNotFunded
from annotate.quality.steps import BanAct
from annotate.work import mend_queries, mend_service, task_service
from annotate.work import rework_service as reworks
from annotate.work import service as work
from annotate.work.errors import AlreadySubmitted, SubmissionDiffers
from annotate.work.models import Assignment, Rework, Submission
from annotate.work.service import SubmissionBody
from annotate.work.states import LeaseState
from tests.conftest import People
from tests.quality.crowd_work import (
    RATE_E4,
    TRUTH,
    answer,
    boxes,
    catch_up,
    judgements_of,
    publish,
    right,
)
from worker_tasks.once import run_event

Browser = Callable[[int], Any]
FIRST = "## {#car} 小汽车\n\n框要贴边。\n\n## {#person} 行人\n\n远处的也框。\n"
SECOND = FIRST.replace("远处的也框。", "背影也框。")


@pytest.fixture
def project_id(people: People) -> int:
    """Two pictures: on the first Mei and An drew a person, on the second Mei drew none."""
    made = publish(people.zhao, pictures=2, answers=2, most=2)
    with transaction() as session:
        project = session.get_one(Project, made)
        projects.add_guideline(session, people.zhao, project, FIRST, "", Effect(alters=False))
    answer(people.mei, made, right())
    answer(people.an, made, right())
    answer(people.mei, made, boxes(*TRUTH[:2]))
    catch_up()
    return made


def ask(people: People, project_id: int, redo: Redo = Redo.TOUCHED, text: str = SECOND) -> int:
    with transaction() as session:
        effect = Effect(alters=True, redo=redo)
        return rework_service.publish_change(session, people.zhao, project_id, text, "", effect).id


def event_of(key: str) -> int:
    with reading() as session:
        return session.scalars(sa.select(OutboxEvent.id).where(OutboxEvent.key == key)).one()


def offered(people: People, project_id: int, redo: Redo = Redo.TOUCHED) -> list[Rework]:
    version = ask(people, project_id, redo)
    assert run_event(event_of(f"rework-offer-{version}"))
    return all_reworks()


def all_reworks() -> list[Rework]:
    with reading() as session:
        return list(session.scalars(sa.select(Rework).order_by(Rework.id)))


def draw_again(rework: Rework, annotations: Any = None, version_id: str | None = None) -> work.Receipt:
    body = SubmissionBody(version_id or str(uuid.uuid4()), annotations or right(), 20_000)
    with transaction() as session:
        return work.submit(session, rework.annotator_id, rework.assignment_id, body)


def earnings(who: int) -> list[Earning]:
    with reading() as session:
        return list(
            session.scalars(sa.select(Earning).where(Earning.annotator_id == who).order_by(Earning.id))
        )


def violations() -> list[str]:
    with reading() as session:
        return [f"{one.kind} {one.where}" for one in proof_service.verify(session)]


def test_answers_with_the_class_are_offered_to_those_who_made_them(people: People, project_id: int) -> None:
    found = offered(people, project_id)

    assert {one.annotator_id for one in found} == {people.mei, people.an}
    assert [one.rate_e4 for one in found] == [RATE_E4, RATE_E4]
    with reading() as session:
        states = session.scalars(
            sa.select(Assignment.state).where(Assignment.id.in_([one.assignment_id for one in found]))
        ).all()
        told = session.scalars(sa.select(Message.account_id).where(Message.kind == "guideline.rework")).all()
    assert set(states) == {LeaseState.MENDING}
    assert sorted(told) == sorted([people.mei, people.an])


def test_all_answers_may_be_asked_for(people: People, project_id: int) -> None:
    assert len(offered(people, project_id, Redo.ALL)) == 3


def test_who_is_shut_out_is_asked_for_nothing_anew_and_its_money_is_free(
    people: People, project_id: int
) -> None:
    done, waiting = [one for one in offered(people, project_id, Redo.ALL) if one.annotator_id == people.mei]
    draw_again(done)
    with transaction() as session:
        asked = ban_service.ask(
            session, people.zhao, project_id, people.mei, BanAct.BAN, "画得太乱了，提醒过三次"
        )
        decision_id = asked.id
    with transaction() as session:
        ban_service.confirm(session, people.lin, decision_id)

    with pytest.raises(AlreadySubmitted):
        draw_again(waiting)

    assert run_event(event_of(f"rework-done-{done.id}"))
    assert [one.amount_e4 for one in earnings(people.mei) if one.kind is EarningKind.REWORK] == [RATE_E4]
    with reading() as session:
        # Hers that came, and An's that is still open.
        assert reworks.promised_e4(session, project_id) == 2 * RATE_E4
    assert violations() == []


def test_the_job_delivered_twice_or_killed_half_way_offers_each_once(people: People, project_id: int) -> None:
    version = ask(people, project_id, Redo.ALL)
    # The first part was committed, then the process died.
    with transaction() as session:
        assert rework_service.offer_some(session, version, limit=1) == 1

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)):
        assert run_event(event_of(f"rework-offer-{version}"))
        assert not run_event(event_of(f"rework-offer-{version}"))
        with transaction() as session:
            assert rework_service.offer_some(session, version) == 0

    found = all_reworks()
    assert len(found) == 3
    assert len({one.submission_id for one in found}) == 3
    with reading() as session:
        told = session.scalars(sa.select(Message.account_id).where(Message.kind == "guideline.rework")).all()
    assert sorted(told) == sorted([people.mei, people.an])


def test_it_is_paid_anew_in_full_exactly_once(people: People, project_id: int) -> None:
    hers = next(one for one in offered(people, project_id) if one.annotator_id == people.mei)
    before = earnings(people.mei)

    receipt = draw_again(hers)
    event = event_of(f"rework-done-{hers.id}")
    assert run_event(event)
    assert not run_event(event)
    with transaction() as session:
        assert rework_pay.settle_and_book(session, hers.id) is None

    [paid] = [one for one in earnings(people.mei) if one.id not in {old.id for old in before}]
    assert receipt.created
    assert (paid.kind, paid.amount_e4, paid.rework_id) == (EarningKind.REWORK, RATE_E4, hers.id)
    assert violations() == []


def test_the_first_answer_its_judgement_and_its_pay_stay(people: People, project_id: int) -> None:
    hers = next(one for one in offered(people, project_id) if one.annotator_id == people.mei)
    before = judgements_of(hers.submission_id)
    with reading() as session:
        drawn = session.get_one(Submission, hers.submission_id).annotations

    draw_again(hers)
    run_event(event_of(f"rework-done-{hers.id}"))
    catch_up()

    with reading() as session:
        assert session.get_one(Submission, hers.submission_id).annotations == drawn
        task_id = session.get_one(Submission, hers.submission_id).task_id
        assert mend_service.mended_versions(session, [task_id])[hers.submission_id].annotations != drawn
    assert [one.id for one in judgements_of(hers.submission_id)] == [one.id for one in before]
    assert [one.kind for one in earnings(people.mei)] == [EarningKind.PIECE, EarningKind.REWORK]


def test_the_same_answer_sent_twice_is_one_and_another_is_refused(people: People, project_id: int) -> None:
    hers = next(one for one in offered(people, project_id) if one.annotator_id == people.mei)
    drawn, name = right(), str(uuid.uuid4())

    first, second = draw_again(hers, drawn, name), draw_again(hers, drawn, name)

    assert (first.created, second.created) == (True, False)
    with pytest.raises(SubmissionDiffers):
        draw_again(hers, right(), name)
    with pytest.raises(AlreadySubmitted):
        draw_again(hers)
    with reading() as session:
        found = work.own_receipt(session, people.mei, name)
        with pytest.raises(NotFound):
            work.own_receipt(session, people.an, name)
    assert found.submission.id == hers.submission_id


def test_the_proof_names_work_that_came_and_was_not_paid(people: People, project_id: int) -> None:
    hers = offered(people, project_id)[0]
    draw_again(hers)
    with transaction() as session:
        session.get_one(OutboxEvent, event_of(f"rework-done-{hers.id}")).done_at = dt.datetime.now(dt.UTC)

    assert violations() == [f"{ViolationKind.NOT_PAID} rework {hers.id}"]


def test_it_starts_from_her_own_answer_and_says_what_it_pays(
    browser_of: Browser, people: People, project_id: int
) -> None:
    hers = next(one for one in offered(people, project_id) if one.annotator_id == people.mei)
    mei = browser_of(people.mei)

    bag = mei.post(f"/api/v1/projects/{project_id}/assignments", json={"count": 1}).json["assignments"]
    home = mei.get("/work").text

    [one] = [one for one in bag if one["id"] == hers.assignment_id]
    assert one["fix"]["rework"] == {"guideline_version": 3, "rate_e4": RATE_E4, "currency": "CNY"}
    assert one["guideline_version"] == 3
    assert len(one["draft"]["annotations"]) == 3
    assert "有 1 张图请按新规则再画一遍" in home
    assert "0.42" in home


def test_what_is_not_made_anew_in_time_stays_and_its_money_is_free_again(
    people: People, project_id: int
) -> None:
    found = offered(people, project_id)
    with reading() as session:
        assert reworks.promised_e4(session, project_id) == 2 * RATE_E4
    draw_again(found[0])

    with time_machine.travel(dt.datetime.now(dt.UTC) + reworks.TIME + reworks.LATE + dt.timedelta(hours=1)):
        with transaction() as session:
            assert reworks.close_overdue(session) == 1
        with transaction() as session:
            assert reworks.close_overdue(session) == 0
        with pytest.raises(AlreadySubmitted):
            draw_again(found[1])

    with reading() as session:
        assert reworks.promised_e4(session, project_id) == RATE_E4
        assert mend_queries.to_redo(session, found[1].annotator_id) == []


def test_she_may_leave_it_as_it_is(browser_of: Browser, people: People, project_id: int) -> None:
    hers = next(one for one in offered(people, project_id) if one.annotator_id == people.mei)
    mei = browser_of(people.mei)

    left = mei.post(f"/api/v1/assignments/{hers.assignment_id}/release", json={"reason": "other"})
    again = mei.post(f"/api/v1/assignments/{hers.assignment_id}/release", json={"reason": "other"})

    assert (left.status_code, again.status_code) == (204, 409)
    with reading() as session:
        assert mend_queries.to_redo(session, people.mei) == []
        assert reworks.promised_e4(session, project_id) == RATE_E4
        assert session.get_one(Assignment, hers.assignment_id).state is LeaseState.SUBMITTED
    assert [one.kind for one in earnings(people.mei)] == [EarningKind.PIECE]


def test_without_the_money_nothing_is_published_and_the_amount_is_said(
    people: People, project_id: int
) -> None:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        # It lacks 0.4142 yuan: 0.41 would not be enough.
        project.funded_e4 = task_service.budget_of_project(session, project).needed_e4 + RATE_E4 + 58

    with pytest.raises(ReworkNotFunded) as refused:
        ask(people, project_id)
    with transaction() as session:
        pay.fund_project(session, people.zhao, project_id, 42, "more")
    ask(people, project_id)

    assert refused.value.faults[0].params == {"amount": "0.42", "answers": 2, "cost": "0.84"}
    with reading() as session:
        changes = session.scalars(sa.select(GuidelineChange).where(GuidelineChange.cost_e4 > 0)).all()
    assert [one.cost_e4 for one in changes] == [2 * RATE_E4]


def test_what_is_promised_is_no_longer_free_for_another_change(people: People, project_id: int) -> None:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        project.funded_e4 = task_service.budget_of_project(session, project).needed_e4 + 3 * RATE_E4
    ask(people, project_id)

    with pytest.raises(ReworkNotFunded):
        ask(people, project_id, text=SECOND + "\n坐着的也框。\n")


def test_a_later_change_takes_the_place_of_an_open_one(people: People, project_id: int) -> None:
    first = offered(people, project_id)
    version = ask(people, project_id, text=SECOND.replace("背影也框。", "坐着的也框。"))
    assert run_event(event_of(f"rework-offer-{version}"))

    still_open = [one for one in all_reworks() if one.closed_at is None]

    assert len(still_open) == len(first)
    assert {one.guideline_version_id for one in still_open} == {version}
    with reading() as session:
        assert reworks.promised_e4(session, project_id) == 2 * RATE_E4


def test_the_page_shows_the_cost_before_and_refuses_sun(
    browser_of: Browser, people: People, project_id: int
) -> None:
    zhao, address = browser_of(people.zhao), f"/projects/{project_id}/guideline/change"
    sent = {"guideline_zh": SECOND, "guideline_en": ""}

    page = zhao.post(address, data=sent).text
    saved = zhao.post(f"{address}/publish", data=sent | {"redo": "touched"})

    assert "2 份答案 · 2 人 · 0.84 元" in page
    assert "3 份答案 · 2 人 · 1.26 元" in page
    assert saved.status_code == 302
    assert browser_of(people.sun).post(address, data=sent).status_code in (403, 404)
    with reading() as session:
        newest = session.scalars(
            sa.select(GuidelineChange).order_by(GuidelineChange.version_id.desc()).limit(1)
        ).one()
    assert (newest.redo, newest.cost_e4) == (Redo.TOUCHED, 2 * RATE_E4)


def test_the_page_says_what_is_missing(browser_of: Browser, people: People, project_id: int) -> None:
    with transaction() as session:
        project = session.get_one(Project, project_id)
        project.funded_e4 = task_service.budget_of_project(session, project).needed_e4
    sent = {"guideline_zh": SECOND, "guideline_en": "", "redo": "all"}

    refused = browser_of(people.zhao).post(f"/projects/{project_id}/guideline/change/publish", data=sent)

    assert refused.status_code == 409
    assert "还要存入 1.26" in refused.text
    assert "背影也框" in refused.text
