"""Operators see cases that are late or nobody's, and give them to a coordinator; never what was said."""

import datetime as dt

import pytest
import time_machine

from annotate.care import late_queries, late_service
from annotate.care import service as care_service
from annotate.care.errors import BadCoordinator, CaseClosed
from annotate.care.models import CareCase
from annotate.core.db import reading, transaction
from annotate.messages.models import Message
from annotate.people.models import Account
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account, create_token
from tests.programmes.conftest import SINAN, WANSHAN

NUMBERS = {"days": 9, "active_days": 5}


@pytest.fixture
def lone(place) -> int:
    """A case of a woman who has no county yet."""
    return open_case(None, None, "13700000051", "孙小云")


def open_case(county, owner_id, phone, name) -> int:
    with transaction() as session:
        woman = create_account(session, NewAccount(Role.ANNOTATOR, phone, name, county_code=county))
        case = CareCase(
            county_code=county,
            account_id=woman.id,
            signs={"no_sign_in": {"first": "2026-07-09", "last": "2026-07-09", "numbers": NUMBERS}},
            owner_id=owner_id,
            due_at=dt.datetime(2026, 7, 11, 4, tzinfo=dt.UTC),
        )
        session.add(case)
        session.flush()
        return case.id


def admin(app) -> tuple[int, object]:
    with transaction() as session:
        operator = create_account(session, NewAccount(Role.ADMIN, "13700000059", "孙强")).id
        token = create_token(session, operator)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return operator, client


def listed() -> list[int]:
    with reading() as session:
        return [one.line.case.id for one in late_queries.late_cases(session)]


def test_what_is_nobodys_stands_before_what_is_late_and_the_rest_is_not_listed(place, lone):
    hers = open_case(SINAN, place.wen, "13700000052", "李兰")
    assert listed() == [lone]

    with time_machine.travel("2026-07-12T05:00:00Z", tick=False):
        assert listed() == [lone, hers]
        with transaction() as session:
            care_service.note_contact(session, place.wen, SINAN, hers, "called", "说了")
        assert listed() == [lone]


def test_a_woman_without_a_county_joins_that_of_her_coordinator_who_is_told(place, lone, app):
    _operator, client = admin(app)

    page = client.get("/late-cases?lang=en").text
    assert "孙**" in page
    assert "孙小云" not in page
    assert client.post(f"/late-cases/{lone}/owner", data={"coordinator_id": place.wen}).status_code == 302

    with reading() as session:
        case = session.get(CareCase, lone)
        assert (case.owner_id, case.county_code) == (place.wen, SINAN)
        assert session.get(Account, case.account_id).county_code == SINAN
        told = session.query(Message).filter_by(account_id=place.wen, kind="cases.waiting").one()
        assert told.link == f"/cases/{lone}"
        assert care_service.case_of(session, SINAN, lone).id == lone


def test_a_case_never_leaves_its_county(place, app):
    case_id = open_case(WANSHAN, None, "13700000053", "月")
    _operator, client = admin(app)

    answer = client.post(f"/late-cases/{case_id}/owner", data={"coordinator_id": place.wen})

    assert answer.status_code == 422
    with reading() as session:
        assert session.get(CareCase, case_id).owner_id is None


@pytest.mark.parametrize("coordinator", ["mei", "nobody"])
def test_only_a_coordinator_with_a_county_can_have_it(place, people, lone, coordinator):
    who = {"mei": people.mei, "nobody": 0}[coordinator]

    with pytest.raises(BadCoordinator), transaction() as session:
        late_service.give_to(session, people.mei, lone, who)


def test_a_closed_case_is_not_given_away(place, people):
    case_id = open_case(SINAN, place.wen, "13700000054", "云")
    with transaction() as session:
        care_service.close(session, place.wen, SINAN, case_id, "pauses", "她要照顾老人")

    with pytest.raises(CaseClosed), transaction() as session:
        late_service.give_to(session, people.mei, case_id, place.wen)


def test_operators_are_led_to_a_page_that_they_may_open(place, lone, app):
    operator, client = admin(app)
    with time_machine.travel("2026-07-12T05:00:00Z", tick=False), transaction() as session:
        assert care_service.escalate_overdue(session) == 1

    with reading() as session:
        link = session.query(Message).filter_by(account_id=operator, kind="cases.overdue").one().link

    assert client.get(link).status_code == 200
    assert client.get("/cases").status_code == 403
