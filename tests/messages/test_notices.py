"""Whoever is concerned is told once, in the transaction or by the job of what happened."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.messages.models import Message
from annotate.pay import notice_service, payout_service
from annotate.pay.floor_service import book_top_ups, check_floor
from annotate.pay.payouts import Channel
from annotate.people import service as accounts
from annotate.people.roles import Purpose, Role
from annotate.people.service import InvitationOffer, NewAccount, Registration
from annotate.projects import service as projects
from annotate.projects.guideline_change import Effect
from annotate.projects.models import Project
from annotate.quality import appeal_service, fix_service
from annotate.quality import service as quality
from annotate.quality.judgement import Verdict
from annotate.quality.models import Judgement
from annotate.work import notice_service as work_notices
from tests.conftest import People
from tests.datasets import pictures
from tests.datasets.conftest import Upload, project_id, upload
from tests.messages.told import again, event_of, told
from tests.pay.payday import enter_account, lines, owe, result, sent, take
from tests.quality.crowd_work import answer, catch_up, judgements_of, nonsense, publish, right
from worker_tasks.once import run_event

__all__ = ["project_id", "upload"]
NOVEMBER = dt.datetime(2026, 11, 20, 4, 0, tzinfo=dt.UTC)


def _doubtful(people: People) -> Judgement:
    """Mei's answer that waits for a person."""
    project = publish(people.zhao, pictures=1, answers=3, most=3)
    answer(people.an, project, right())
    answer(people.lin, project, right())
    bad = answer(people.mei, project, nonsense())
    catch_up()
    return judgements_of(bad)[0]


def test_a_picture_to_mend_is_told_with_its_time(people: People) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        waiting = _doubtful(people)
        with transaction() as session:
            fix_service.ask_to_mend(session, people.lin, waiting.id, "行人没有框", [])

    (message,) = told(people.mei)
    assert message.kind == "fix.asked"
    assert message.params == {"project": "城市路口", "until_at": "2026-11-22T04:00:00+00:00"}
    assert message.link == f"/work/{waiting.project_id}"


@pytest.mark.parametrize(("upheld", "kind"), [(True, "appeal.upheld"), (False, "appeal.refused")])
def test_the_end_of_an_appeal_is_told_with_the_picture(people: People, upheld: bool, kind: str) -> None:
    waiting = _doubtful(people)
    with transaction() as session:
        decided = quality.decide(session, people.lin, waiting.id, Verdict.PART, "行人没有框")
        appeal = appeal_service.ask_again(session, people.mei, decided.id, "我觉得那里没有人")
        appeal_service.decide_appeal(session, people.zhao, appeal.id, upheld, "看过了，没有人")

    (message,) = told(people.mei)
    assert (message.kind, message.link) == (kind, f"/answers/{decided.id}")


@pytest.mark.parametrize(("word", "kind"), [("成功", "payout.paid"), ("失败", "payout.failed")])
def test_each_step_of_a_payment_is_told_once(people: People, word: str, kind: str) -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        owe(people.mei, 126_0000)
        enter_account(people.mei)
        batch_id = sent((people.qian, people.zhao))
        with transaction() as session:
            payout_service.send(session, people.zhao, batch_id)
        number = lines(batch_id)[0].number

        take(people.qian, batch_id, result(Channel.ALIPAY, (number, "梅", "126.00", word)))

    assert [one.kind for one in told(people.mei)] == ["payout.sent", kind]
    assert {one.params["amount_e4"] for one in told(people.mei)} == {126_0000}


def test_a_top_up_is_told_to_her_and_the_alarm_to_the_manager(people: People) -> None:
    project = publish(people.zhao, pictures=12, rate_e4=1000)
    for _ in range(12):
        for who in (people.mei, people.an):
            answer(who, project, right(), active_ms=60_000)
    catch_up()
    with transaction() as session:
        alarm = check_floor(session, project, 180_000, 24)
        assert alarm is not None
        check_floor(session, project, 180_000, 24)
        book_top_ups(session, project, alarm.week, 180_000)
        book_top_ups(session, project, alarm.week, 180_000)

    (message,) = told(people.mei, "topup.booked")
    assert message.params == {"project": "城市路口", "amount_e4": 24_000}
    (alarm_told,) = told(people.zhao, "floor.alarm")
    assert alarm_told.params == {"project": "城市路口", "hourly_e4": 60_000, "floor_e4": 180_000}


def test_money_that_runs_out_is_told_once_for_what_was_put_in(people: People) -> None:
    project = publish(people.zhao, pictures=3)
    answer(people.mei, project, right())
    with transaction() as session:
        assert notice_service.watch_budgets(session) == 0
        session.get_one(Project, project).funded_e4 = 4400
    answer(people.an, project, right())
    catch_up()

    with transaction() as session:
        assert notice_service.watch_budgets(session) == 1
        assert notice_service.watch_budgets(session) == 0

    (message,) = told(people.zhao, "budget.low")
    assert message.params == {"project": "城市路口", "left_e4": 0, "pictures": 0}
    assert message.link == f"/projects/{project}/fund"


def test_whoever_uploaded_is_told_what_was_taken(people: People, upload: Upload) -> None:
    import_id = upload({"a.jpg": pictures.jpeg(1), "b.jpg": b"not a picture"})

    (message,) = told(people.zhao)
    assert message.params == {"project": "城市路口", "count": 1, "problems": 1}
    assert message.link == f"/imports/{import_id}"


def test_whoever_invited_is_told_that_the_card_was_used(people: People) -> None:
    with transaction() as session:
        hua = accounts.create_account(session, NewAccount(Role.COORDINATOR, "13800000009", "花")).id
        code = accounts.invite(session, hua, InvitationOffer(county_code="520624"))
        sent_in = Registration(code, "13911112222", "新人", "sprout-2026", "zh_CN", frozenset({Purpose.WORK}))
        newcomer = accounts.register(session, sent_in)

    event_id = event_of("invitation.used")
    assert run_event(event_id)
    assert not run_event(event_id)
    again(event_id)

    (message,) = told(hua)
    assert (message.params, message.link) == ({"alias": newcomer.alias}, "/women")
    assert "新人" not in str(message.params)


def _worked(people: People) -> int:
    """A project in which Mei and An handed in, and Lin long ago."""
    project = publish(people.zhao, pictures=2, answers=3, most=3)
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=40)):
        answer(people.lin, project, right())
    answer(people.mei, project, right())
    answer(people.an, project, right())
    return project


def test_a_changed_guideline_is_told_to_those_who_work_there_now(people: People) -> None:
    project = _worked(people)
    with transaction() as session:
        found = session.get_one(Project, project)
        for _ in range(2):
            projects.add_guideline(session, people.zhao, found, "背影也要框。", "", Effect(alters=False))

    event_id = event_of("guideline.changed")
    assert run_event(event_id)
    again(event_id)

    assert [one.link for one in told(people.mei, "guideline.changed")] == [f"/work/{project}"]
    assert len(told(people.an, "guideline.changed")) == 1
    assert told(people.lin, "guideline.changed") == []


def test_a_job_killed_among_many_people_tells_the_rest_and_nobody_twice(people: People) -> None:
    project = _worked(people)
    with transaction() as session:
        found = session.get_one(Project, project)
        version = projects.add_guideline(session, people.zhao, found, "背影也要框。", "").id
    # The first part was committed, then the process died.
    with transaction() as session:
        after = work_notices.tell_guideline_changed(session, version, limit=1)
    assert after == people.mei

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=3)):
        assert run_event(event_of("guideline.changed"))

    assert [len(told(who, "guideline.grace")) for who in (people.mei, people.an)] == [1, 1]


def test_the_end_of_a_project_names_what_comes_next(people: People) -> None:
    first, next_one = _worked(people), publish(people.zhao, pictures=1)
    with transaction() as session:
        session.get_one(Project, next_one).name = "停车场"
        projects.mark_closed(session, people.zhao, session.get_one(Project, first))

    event_id = event_of("project.closed")
    assert run_event(event_id)
    again(event_id)

    (message,) = told(people.mei, "project.ending", "project.ending_alone")
    assert message.params == {"project": "城市路口", "names": ["停车场"]}


def test_statements_are_told_on_the_first_even_when_the_machine_was_off(people: People) -> None:
    owe(people.mei, 126_0000, month="2026-10")
    owe(people.an, 50_0000, month="2026-11")
    with transaction() as session:
        for day in ("2026-10-31", "2026-11-01", "2026-11-02"):
            outbox.announce(session, "statements.tell", day, key=f"statements.tell@{day}")
    with reading() as session:
        events = session.scalars(sa.text("SELECT id FROM outbox_event WHERE kind = 'statements.tell'")).all()
    for event_id in events:
        assert run_event(event_id)
        again(event_id)

    with reading() as session:
        everybody = session.scalars(sa.select(Message)).all()
    assert [(one.account_id, one.kind, one.link) for one in everybody] == [
        (people.mei, "statement.ready", "/earnings/2026-10")
    ]
