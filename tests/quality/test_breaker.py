"""Too many rejections in a day wait for another person; nothing is taken from anybody by one alone."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.messages.models import Message
from annotate.pay.models import Earning
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from annotate.quality import appeal_service as appeals
from annotate.quality import breaker_service, standing_service
from annotate.quality import service as quality
from annotate.quality.breaker import Hold
from annotate.quality.errors import AlreadyDecided, SamePerson
from annotate.quality.judgement import AppealState, Verdict
from annotate.quality.models import Appeal, HeldDecision, Judgement
from annotate.quality.steps import HeldState
from annotate.work import service as work
from annotate.work.models import Submission
from annotate.work.service import SubmissionBody
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4, catch_up, hand_out, publish, right, task_ids

Browser = Callable[[int], Any]
PART_E4 = RATE_E4 * 70 // 100
COUNTY = "520624"
WHY = "远处的行人没有框"


@pytest.fixture
def project_id(people: People) -> int:
    made = publish(people.zhao, pictures=60, answers=2)
    with transaction() as session:
        session.get_one(Account, people.mei).county_code = COUNTY
    return made


@pytest.fixture
def coordinator(people: People) -> int:
    with transaction() as session:
        new = NewAccount(Role.COORDINATOR, "13700007777", "何", county_code=COUNTY)
        return create_account(session, new).id


def waiting(who: int, project_id: int, count: int, first: int = 0) -> list[int]:
    """Ids of so many judgements that wait for a person."""
    made = []
    with transaction() as session:
        for task_id in task_ids(project_id)[first : first + count]:
            assignment = hand_out(session, who, project_id, task_id)
            body = SubmissionBody(str(uuid.uuid4()), right(), 1000)
            sent = work.submit(session, who, assignment.id, body).submission
            made.append(quality._add(session, sent, Verdict.IN_REVIEW, None, score=0.4).id)
    return made


def decide(reviewer_id: int, ids: Sequence[int], verdict: Verdict) -> None:
    for judgement_id in ids:
        with transaction() as session:
            quality.decide(session, reviewer_id, judgement_id, verdict, WHY)


def held() -> dict[int, HeldDecision]:
    with reading() as session:
        return {one.judgement_id: one for one in session.scalars(sa.select(HeldDecision))}


def paid_e4(judgement_id: int) -> int:
    catch_up()
    with reading() as session:
        submission_id = session.get_one(Judgement, judgement_id).submission_id
        query = sa.select(sa.func.coalesce(sa.func.sum(Earning.amount_e4), 0))
        return int(session.scalar(query.where(Earning.submission_id == submission_id)) or 0)


def verdict_of(judgement_id: int) -> Verdict:
    with reading() as session:
        submission_id = session.get_one(Judgement, judgement_id).submission_id
        query = sa.select(Judgement.verdict).where(
            Judgement.submission_id == submission_id, Judgement.is_current
        )
        return session.scalars(query).one()


@pytest.fixture
def second(people: People, project_id: int) -> int:
    """A rejection that waits for a second person: two of twenty-one are more than one in twenty."""
    ids = waiting(people.mei, project_id, 21)
    decide(people.lin, ids[:19], Verdict.ACCEPTED)
    decide(people.lin, ids[19:], Verdict.PART)
    return ids[20]


def test_few_rejections_stand_by_themselves(people: People, project_id: int) -> None:
    ids = waiting(people.mei, project_id, 21)
    decide(people.lin, ids[:20], Verdict.ACCEPTED)
    decide(people.lin, ids[20:], Verdict.PART)
    assert held() == {}
    assert (verdict_of(ids[20]), paid_e4(ids[20])) == (Verdict.PART, PART_E4)


def test_over_five_percent_nothing_is_taken_until_another_person_agrees(people: People, second: int) -> None:
    assert (held()[second].hold, held()[second].state) == (Hold.SECOND, HeldState.OPEN)
    assert (verdict_of(second), paid_e4(second)) == (Verdict.IN_REVIEW, 0)
    with transaction() as session, pytest.raises(SamePerson):
        breaker_service.decide_held(session, people.lin, second, stands=True)
    with transaction() as session, pytest.raises(NotFound):
        breaker_service.decide_held(session, people.sun, second, stands=True)
    with transaction() as session, pytest.raises(AlreadyDecided):
        quality.decide(session, people.lin, second, Verdict.PART, WHY)

    with transaction() as session:
        breaker_service.decide_held(session, people.zhao, second, stands=True)

    assert (verdict_of(second), paid_e4(second)) == (Verdict.PART, PART_E4)
    with transaction() as session, pytest.raises(AlreadyDecided):
        breaker_service.decide_held(session, people.zhao, second, stands=False)


def test_another_person_who_does_not_agree_pays_in_full(people: People, second: int) -> None:
    with transaction() as session:
        breaker_service.decide_held(session, people.zhao, second, stands=False)
    assert (verdict_of(second), paid_e4(second)) == (Verdict.ACCEPTED, RATE_E4)


def test_the_reviewer_may_still_change_her_mind_and_accept(people: People, second: int) -> None:
    decide(people.lin, [second], Verdict.ACCEPTED)
    assert (held()[second].state, paid_e4(second)) == (HeldState.SETTLED, RATE_E4)


def test_what_nobody_looks_at_for_72_hours_is_accepted_once(people: People, second: int) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(hours=73)):
        for _ in range(2):
            with transaction() as session:
                quality.accept_overdue(session)
                breaker_service.accept_unlooked(session)
        assert (held()[second].state, verdict_of(second)) == (HeldState.SETTLED, Verdict.ACCEPTED)
        assert paid_e4(second) == RATE_E4


@pytest.fixture
def frozen(people: People, project_id: int, coordinator: int) -> list[int]:
    """Nineteen stood; with the twentieth rejection the whole day waits for the coordinator."""
    ids = waiting(people.mei, project_id, 20)
    decide(people.lin, ids, Verdict.PART)
    return ids


def test_over_ten_percent_the_whole_day_waits_for_the_coordinator(
    people: People, coordinator: int, frozen: list[int]
) -> None:
    found = held()
    assert set(found) >= {frozen[19]}
    assert len(found) == 20
    assert {one.hold for one in found.values()} == {Hold.FROZEN}
    assert (paid_e4(frozen[0]), paid_e4(frozen[19])) == (PART_E4, 0)
    # People of the client may not lift their own brake.
    for who, refused in ((people.lin, SamePerson), (people.zhao, NotFound)):
        with transaction() as session, pytest.raises(refused):
            breaker_service.decide_held(session, who, frozen[19], stands=True)
    with reading() as session:
        told = session.execute(sa.select(Message.account_id, Message.kind)).all()
    assert [tuple(one) for one in told if one.kind == "rejections.frozen"] == [
        (coordinator, "rejections.frozen")
    ]


def test_the_coordinator_lets_one_stand_and_lifts_another_that_stood_before(
    coordinator: int, frozen: list[int]
) -> None:
    earlier = [one.judgement_id for one in held().values() if one.judgement_id != frozen[19]]
    with transaction() as session:
        breaker_service.decide_held(session, coordinator, earlier[0], stands=False)
        breaker_service.decide_held(session, coordinator, earlier[1], stands=True)
        breaker_service.decide_held(session, coordinator, frozen[19], stands=True)

    # What was paid in part is raised by the difference, never paid twice.
    assert [paid_e4(earlier[0]), paid_e4(earlier[1]), paid_e4(frozen[19])] == [RATE_E4, PART_E4, PART_E4]


def test_a_frozen_day_that_nobody_looks_at_is_paid_in_full(frozen: list[int]) -> None:
    ids = list(held())
    with time_machine.travel(clock.now() + dt.timedelta(hours=73)), transaction() as session:
        assert breaker_service.accept_unlooked(session) == 20
        assert breaker_service.accept_unlooked(session) == 0
    assert {paid_e4(one) for one in ids} == {RATE_E4}


def test_her_open_wish_for_another_look_is_granted_with_it(
    people: People, coordinator: int, frozen: list[int]
) -> None:
    earlier = next(one.judgement_id for one in held().values() if one.judgement_id != frozen[19])
    with transaction() as session:
        appeals.ask_again(session, people.mei, earlier, "再看看")
        breaker_service.decide_held(session, coordinator, earlier, stands=False)
    with reading() as session:
        assert session.scalars(sa.select(Appeal.state)).all() == [AppealState.UPHELD]
    assert paid_e4(earlier) == RATE_E4


def test_over_twenty_rejections_of_one_annotator_freeze_whatever_the_share(
    people: People, project_id: int
) -> None:
    """As if four hundred good decisions stood beside them."""
    ids = waiting(people.mei, project_id, 21)
    with transaction() as session:
        session.execute(
            sa.update(Judgement)
            .where(Judgement.id.in_(ids[:20]))
            .values(verdict=Verdict.PART, share_percent=70, final=True, judged_by=people.lin)
        )
        crowd = waiting_accepted(session, people, project_id, 400)
    assert crowd == 400

    decide(people.lin, ids[20:], Verdict.PART)

    assert {one.hold for one in held().values()} == {Hold.FROZEN}
    assert len(held()) == 21


def waiting_accepted(session: Any, people: People, project_id: int, count: int) -> int:
    """Rows of accepted decisions of Lin's, of An."""
    task_id = task_ids(project_id)[30]
    assignment = hand_out(session, people.an, project_id, task_id)
    sent = work.submit(
        session, people.an, assignment.id, SubmissionBody(str(uuid.uuid4()), right(), 1000)
    ).submission
    session.add_all(
        Judgement(
            submission_id=sent.id,
            round=number,
            task_id=task_id,
            project_id=project_id,
            annotator_id=people.an,
            verdict=Verdict.ACCEPTED,
            share_percent=100,
            reason={},
            judged_by=people.lin,
            final=True,
            is_current=number == count,
        )
        for number in range(1, count + 1)
    )
    session.flush()
    return count


def test_the_next_day_begins_anew(people: People, project_id: int, frozen: list[int]) -> None:
    fresh = waiting(people.mei, project_id, 1, first=40)
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        decide(people.lin, fresh, Verdict.PART)
    assert fresh[0] not in held()
    with transaction() as session:
        standing_service.refresh(session, people.mei, project_id)
        assert session.scalar(sa.select(sa.func.count(Submission.id))) == 21


def test_each_finds_on_the_page_what_waits_for_her_and_decides_there(
    browser_of: Browser, people: People, coordinator: int, frozen: list[int]
) -> None:
    ids = list(held())
    he, zhao, lin = (browser_of(who) for who in (coordinator, people.zhao, people.lin))

    assert "street-000.jpg" in he.get("/review/held").text
    assert "street-000.jpg" not in zhao.get("/review/held").text
    assert "street-000.jpg" in lin.get("/review/held").text
    seen = he.get(f"/review/held/{frozen[19]}").text
    assert WHY in seen
    assert "全额付" in seen
    assert lin.get(f"/review/held/{frozen[19]}").status_code == 200
    assert zhao.get(f"/review/held/{frozen[19]}").status_code == 404
    assert browser_of(people.mei).get("/review/held").status_code == 403

    he.post(f"/review/held/{frozen[19]}", data={"stands": "1"})
    lin.post(f"/review/held/{ids[1]}", data={"stands": "0"})
    assert held()[ids[1]].state is HeldState.OPEN
    rest = ",".join(str(one) for one, kept in held().items() if kept.state is HeldState.OPEN)
    he.post("/review/held-days", data={"judgements": rest})

    assert {one.state for one in held().values()} == {HeldState.RELEASED, HeldState.REFUSED}
    assert "street-000.jpg" not in he.get("/review/held").text


def test_the_reviewer_is_told_that_another_person_looks_first(
    browser_of: Browser, people: People, project_id: int
) -> None:
    ids = waiting(people.mei, project_id, 21)
    decide(people.lin, ids[:19], Verdict.ACCEPTED)
    lin = browser_of(people.lin)

    for judgement_id in ids[19:]:
        lin.post(f"/review/{judgement_id}", data={"verdict": "part", "note": WHY})

    assert "先请另一个人看" in lin.get("/review").text
    assert verdict_of(ids[20]) is Verdict.IN_REVIEW
