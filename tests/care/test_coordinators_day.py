"""From the night's look to a closed case: once, in her county only, masked, in the audit log."""

import datetime as dt
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
import time_machine

from annotate.care import centre_service, monitoring_service
from annotate.care import service as care_service
from annotate.care.centre_service import NewCentre
from annotate.care.errors import BadThreshold
from annotate.care.models import CareCase, CareContact, CentreMember, DayWork, MonthWork
from annotate.care.words import Sign
from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.models import AuditEvent
from annotate.messages.models import Message
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account, create_token
from tests.programmes.booking import book
from tests.programmes.conftest import SINAN, WANSHAN
from worker_tasks.once import run_event

TODAY = dt.date(2026, 7, 10)


@dataclass(frozen=True)
class Women:
    jin: int
    yue: int
    hong: int
    pei: int  # coordinates Wanshan


@pytest.fixture
def women(place) -> Women:
    """Jin of Sinan and Yue of Wanshan stopped nine days ago; Hong of Sinan works on."""
    with transaction() as session:
        jin = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000001", "张金红", county_code=SINAN)
        ).id
        yue = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000002", "李月", county_code=WANSHAN)
        ).id
        hong = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000003", "赵红", county_code=SINAN)
        ).id
        pei = create_account(
            session, NewAccount(Role.COORDINATOR, "13700000004", "裴", county_code=WANSHAN)
        ).id
        for back in range(1, 36):
            day = (TODAY - dt.timedelta(days=back)).isoformat()
            book(session, hong, 100, day)
            if back > 9:
                book(session, jin, 100, day)
                book(session, yue, 100, day)
    return Women(jin, yue, hong, pei)


def look(day: dt.date = TODAY, again: str = "") -> None:
    with transaction() as session:
        outbox.announce(session, "signs.look", day.isoformat(), key=f"look-{day}-{again}")
        event_id = session.scalar(sa.text("SELECT max(id) FROM outbox_event"))
    assert run_event(event_id)


def cases() -> list[CareCase]:
    with reading() as session:
        return list(session.scalars(sa.select(CareCase).order_by(CareCase.id)))


def browser(app, account_id):
    with transaction() as session:
        token = create_token(session, account_id)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_a_night_opens_one_case_each_however_often_it_comes(women, place):
    for again in ("", "twice", "late"):
        look(again=again)

    found = cases()
    assert [(case.account_id, case.owner_id) for case in found] == [
        (women.jin, place.wen),
        (women.yue, women.pei),
    ]
    signs = found[0].signs
    assert set(signs) == {Sign.NO_WORK, Sign.PAY_FELL}
    assert signs[Sign.NO_WORK]["numbers"] == {"days": 9, "before": 26}
    assert found[0].due_at - found[0].opened_at == dt.timedelta(hours=48)
    with reading() as session:
        told = session.scalars(sa.select(Message).where(Message.kind == "cases.waiting")).all()
        assert {one.account_id for one in told} == {place.wen, women.pei}
        opened = sa.select(sa.func.count()).where(AuditEvent.action == "case.opened")
        assert session.scalar(opened) == 2


def test_the_sums_are_those_of_the_earnings(women):
    look()

    with reading() as session:
        days = session.scalars(sa.select(DayWork).where(DayWork.account_id == women.jin)).all()
        assert len(days) == 26
        assert {one.work_e4 for one in days} == {100 * 10_000}
        june = session.get(MonthWork, (women.jin, "2026-06"))
        assert (june.pay_e4, june.last_day) == (26 * 100 * 10_000, dt.date(2026, 6, 30))
        whole = session.scalar(sa.select(sa.func.sum(DayWork.work_e4)))
        assert whole == (26 * 2 + 35) * 100 * 10_000


def test_a_closed_case_rests_and_then_opens_again(women, place):
    look()
    with transaction() as session:
        care_service.close(session, place.wen, SINAN, cases()[0].id, "pauses", "她要照顾老人")

    look(TODAY, "after closing")
    assert len(cases()) == 2

    with time_machine.travel("2026-07-25T04:00:00Z", tick=False), transaction() as session:
        monitoring_service.set_threshold(session, None, "regular_days", 1)
    with time_machine.travel("2026-07-25T04:00:00Z", tick=False):
        look(dt.date(2026, 7, 25))
    assert [case.account_id for case in cases()].count(women.jin) == 2


def test_a_late_contact_is_escalated_once(women, place):
    look()
    with transaction() as session:
        care_service.note_contact(session, women.pei, WANSHAN, cases()[1].id, "called", "想做，家里网断了")

    with time_machine.travel("2026-07-12T05:00:00Z", tick=False):
        for _ in range(2):
            with transaction() as session:
                care_service.escalate_overdue(session)

    assert [case.escalated_at is not None for case in cases()] == [True, False]
    with reading() as session:
        told = session.scalars(sa.select(Message).where(Message.kind == "cases.overdue")).all()
        assert [one.account_id for one in told] == [place.wen]


def test_trying_is_not_reaching(women, place):
    look()

    with transaction() as session:
        care_service.note_contact(session, place.wen, SINAN, cases()[0].id, "not_reached", "没人接")

    assert cases()[0].contacted_at is None


def test_from_the_inbox_to_a_place_to_the_end(app, women, place):
    look()
    wen, case_id = browser(app, place.wen), cases()[0].id
    assert wen.post("/centres", data={"name": "思南一中心"}).status_code == 302
    inbox = wen.get("/cases").text
    assert "张**" in inbox
    assert "金红" not in inbox
    assert "李" not in inbox

    assert (
        wen.post(f"/cases/{case_id}/contacts", data={"kind": "visited", "note": "孩子病了"}).status_code
        == 302
    )
    with reading() as session:
        centre_id = session.scalar(sa.text("SELECT id FROM centre"))
        assert "孩子" not in session.scalars(sa.select(CareContact.note)).one()
    assert wen.post(f"/cases/{case_id}/placement", data={"centre_id": centre_id}).status_code == 302
    ended = {"outcome": "placed", "reason": "从明天起在中心做活"}
    assert wen.post(f"/cases/{case_id}/closing", data=ended).status_code == 302

    page = wen.get(f"/cases/{case_id}").text
    assert "孩子病了" in page
    assert "从明天起在中心做活" in page
    assert "思南一中心" in wen.get(f"/women/{women.jin}").text
    assert "思南一中心" in wen.get("/centres?measure=hours").text
    assert wen.get("/cases?shown=closed").text.count("张**") == 1
    with reading() as session:
        acts = set(session.scalars(sa.select(AuditEvent.action).where(AuditEvent.object_kind == "care_case")))
        assert {"case.opened", "case.opened_to_read", "case.contacted", "case.closed"} <= acts
        assert session.scalars(sa.select(CentreMember.account_id)).all() == [women.jin]


def test_another_county_is_as_absent_as_a_missing_case(app, women, place):
    look()
    wen, theirs = browser(app, place.wen), cases()[1].id
    with transaction() as session:
        centre = centre_service.open_centre(session, women.pei, NewCentre(WANSHAN, "万山"))

    for case_id in (theirs, 999_999):
        assert wen.get(f"/cases/{case_id}").status_code == 404
        for path in ("owner", "contacts", "placement", "closing"):
            assert (
                wen.post(f"/cases/{case_id}/{path}", data={"kind": "called", "note": "x"}).status_code == 404
            )
    for centre_id in (centre.id, 999_999):
        assert wen.get(f"/centres/{centre_id}").status_code == 404
        assert wen.post(f"/centres/{centre_id}/devices", data={"name": "1"}).status_code == 404
        assert wen.post(f"/women/{women.jin}/centre", data={"centre_id": centre_id}).status_code == 404
    own = cases()[0].id
    assert wen.post(f"/cases/{own}/placement", data={"centre_id": centre.id}).status_code == 404
    assert browser(app, women.jin).get("/cases").status_code == 403


@pytest.mark.parametrize(
    ("path", "typed", "status"),
    [
        ("contacts", {"kind": "called", "note": " "}, 422),
        ("contacts", {"kind": "placed", "note": "x"}, 422),
        ("closing", {"outcome": "", "reason": "x"}, 422),
        ("closing", {"outcome": "left", "reason": ""}, 422),
        ("placement", {}, 422),
    ],
)
def test_what_says_nothing_is_refused_and_the_case_stays(app, women, place, path, typed, status):
    look()

    assert browser(app, place.wen).post(f"/cases/{cases()[0].id}/{path}", data=typed).status_code == status

    assert cases()[0].closed_at is None
    assert cases()[0].contacted_at is None


def test_a_woman_is_at_one_centre_at_a_time_and_her_past_stays(app, women, place):
    with transaction() as session:
        first = centre_service.open_centre(session, place.wen, NewCentre(SINAN, "一中心"))
        second = centre_service.open_centre(session, place.wen, NewCentre(SINAN, "二中心"))
        for centre in (first, first, second):
            centre_service.place_at_centre(session, place.wen, women.jin, centre)
    wen = browser(app, place.wen)
    assert wen.post(f"/centres/{second.id}/devices", data={"name": "窗边 1 号"}).status_code == 302
    assert wen.post(f"/centres/{second.id}/devices", data={"name": "窗边 1 号"}).status_code == 422

    with reading() as session:
        query = sa.select(CentreMember.centre_id, CentreMember.left_on).order_by(CentreMember.id)
        assert session.execute(query).all() == [(first.id, TODAY), (second.id, None)]
    assert "窗边 1 号" in wen.get(f"/centres/{second.id}").text


def test_a_quiet_centre_gets_a_case_of_its_coordinator(women, place):
    with transaction() as session:
        monitoring_service.set_threshold(session, None, "centre_least", 1)
        centre = centre_service.open_centre(session, None, NewCentre(SINAN, "一中心", "", place.wen))
        for account_id in (women.jin, women.hong):
            centre_service.place_at_centre(session, place.wen, account_id, centre)
        session.execute(sa.update(CentreMember).values(joined_on=dt.date(2026, 1, 1)))
        # Yesterday nobody came.
        session.execute(sa.text("DELETE FROM earning WHERE day = '2026-07-09'"))

    look()

    of_centre = next(case for case in cases() if case.centre_id == centre.id)
    assert of_centre.signs[Sign.CENTRE_QUIET]["numbers"] == {"now": 0, "mean": 1}
    assert of_centre.owner_id == place.wen


def test_an_unknown_threshold_is_refused(database):
    with pytest.raises(BadThreshold), transaction() as session:
        monitoring_service.set_threshold(session, None, "nothing", 1)
