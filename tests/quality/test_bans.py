"""Shutting somebody out needs two people and a written reason on one day; what she earned is always paid."""

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import clock
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import AuditEvent
from annotate.messages.models import Message
from annotate.pay.models import Earning
from annotate.quality import ban_service
from annotate.quality.errors import AlreadyDecided, NothingToDecide, ReasonNeeded, SecondPerson, TooLateToday
from annotate.quality.models import BanDecision
from annotate.quality.steps import BanAct
from annotate.work import service as work
from annotate.work import standing_service as standings
from annotate.work.service import SubmissionBody
from annotate.work.states import Gate, NoWorkReason
from tests.conftest import People
from tests.quality.crowd_work import RATE_E4, answer, catch_up, publish, right

WHY = "同一张图反复交空白，谈过两次"


@pytest.fixture
def project_id(people: People) -> int:
    made = publish(people.zhao, pictures=4, answers=2)
    answer(people.mei, made, right())
    return made


def ask(people: People, project_id: int, who: int, act: BanAct = BanAct.BAN) -> int:
    with transaction() as session:
        return ban_service.ask(session, who, project_id, people.mei, act, WHY).id


def confirm(who: int, decision_id: int) -> BanDecision:
    with transaction() as session:
        return ban_service.confirm(session, who, decision_id)


def gate(people: People, project_id: int) -> Gate:
    with reading() as session:
        return standings.standing_of(session, people.mei, project_id).gate


def test_one_person_alone_changes_nothing(people: People, project_id: int) -> None:
    asked = ask(people, project_id, people.zhao)

    assert gate(people, project_id) is Gate.OPEN
    assert ask(people, project_id, people.zhao) == asked
    with pytest.raises(SecondPerson):
        confirm(people.zhao, asked)
    assert gate(people, project_id) is Gate.OPEN


def test_two_people_on_one_day_shut_her_out_with_the_reason_and_both_names_in_the_audit(
    people: People, project_id: int
) -> None:
    asked = ask(people, project_id, people.zhao)

    confirm(people.lin, asked)

    with reading() as session:
        standing = standings.standing_of(session, people.mei, project_id)
        assert (standing.gate, standing.shown["why"]) == (Gate.BANNED, WHY)
        said = session.execute(
            sa.select(AuditEvent.action, AuditEvent.actor_id).where(AuditEvent.action.like("ban.%"))
        ).all()
        assert [tuple(one) for one in said] == [("ban.asked", people.zhao), ("ban.confirmed", people.lin)]
        assert session.scalars(sa.select(Message.kind)).all() == ["gate.closed"]
    with transaction() as session:
        assert work.lease_bag(session, people.mei, project_id, 1).reason is NoWorkReason.BANNED
    with pytest.raises(AlreadyDecided):
        confirm(people.lin, asked)


def test_the_second_word_must_come_on_the_same_day(people: People, project_id: int) -> None:
    asked = ask(people, project_id, people.zhao)
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        with pytest.raises(TooLateToday):
            confirm(people.lin, asked)
        again = ask(people, project_id, people.lin)
        assert again != asked
        confirm(people.zhao, again)
    assert gate(people, project_id) is Gate.BANNED


def test_what_she_did_and_what_she_holds_is_paid(people: People, project_id: int) -> None:
    with transaction() as session:
        holding = work.lease_bag(session, people.mei, project_id, 1).assignments[0].id
    confirm(people.lin, ask(people, project_id, people.zhao))

    with transaction() as session:
        work.submit(session, people.mei, holding, SubmissionBody(str(uuid.uuid4()), right(), 1000))
    for _ in range(2):
        answer(people.an, project_id, right())
    catch_up()

    with reading() as session:
        hers = sa.select(Earning.amount_e4).where(Earning.annotator_id == people.mei)
        assert list(session.scalars(hers)) == [RATE_E4] * 2


def test_letting_her_back_needs_two_people_too(people: People, project_id: int) -> None:
    confirm(people.lin, ask(people, project_id, people.zhao))

    back = ask(people, project_id, people.lin, BanAct.LIFT)
    with pytest.raises(SecondPerson):
        confirm(people.lin, back)
    assert gate(people, project_id) is Gate.BANNED
    confirm(people.zhao, back)

    assert gate(people, project_id) is Gate.OPEN
    with transaction() as session:
        assert work.lease_bag(session, people.mei, project_id, 1).assignments
    with pytest.raises(NothingToDecide):
        ask(people, project_id, people.zhao, BanAct.LIFT)


def test_a_reason_is_written_and_strangers_and_strange_people_are_not_found(
    people: People, project_id: int
) -> None:
    with transaction() as session, pytest.raises(ReasonNeeded):
        ban_service.ask(session, people.zhao, project_id, people.mei, BanAct.BAN, "  ")
    with transaction() as session, pytest.raises(NotFound):
        ban_service.ask(session, people.sun, project_id, people.mei, BanAct.BAN, WHY)
    with transaction() as session, pytest.raises(NotFound):
        ban_service.ask(session, people.zhao, project_id, people.an, BanAct.BAN, WHY)
    with pytest.raises(NotFound):
        confirm(people.sun, ask(people, project_id, people.zhao))
