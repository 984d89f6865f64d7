"""The survey of a family's year on a coordinator's device: what the page says and what the server answers."""

import datetime as dt

import pytest

from annotate.core.db import transaction
from annotate.households import service as household_service
from annotate.households.service import NewMember
from annotate.households.words import Relation
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount, create_account, create_token, give_consents
from annotate.programmes.service import NewEnrolment, enrol
from tests.programmes.conftest import SINAN, WANSHAN

YEAR = {"client_key": "0123456789abcdef", "month": "2026-06", "wage": "8,000.50"}


@pytest.fixture
def jin(place):
    with transaction() as session:
        account_id = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000001", "张金红", county_code=SINAN)
        ).id
        give_consents(session, account_id, {Purpose.WORK, Purpose.HOUSEHOLD})
        return account_id


@pytest.fixture
def family(jin, place):
    with transaction() as session:
        members = [NewMember(Relation.SELF, 1990, account_id=jin), NewMember(Relation.CHILD, 2018)]
        return household_service.create_household(session, place.wen, SINAN, members).id


@pytest.fixture
def wen(app, place):
    with transaction() as session:
        token = create_token(session, place.wen)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def send(wen, account_id, **changed):
    return wen.post(f"/api/v1/women/{account_id}/surveys", json=YEAR | changed)


def test_what_is_sent_twice_gets_the_same_answer(wen, jin, family):
    first, second = send(wen, jin), send(wen, jin)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert "8,000" in wen.get(f"/women/{jin}").text


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        pytest.param({"month": "2026-07"}, 422, "还没有过完", id="the_future"),
        pytest.param({"month": "June"}, 422, "年和月", id="no_month"),
        pytest.param({"wage": "many"}, 422, "多少元", id="no_number"),
        pytest.param({"wage": "-1"}, 422, "不能是负数", id="negative"),
    ],
)
def test_a_refusal_says_in_words_what_is_wrong(wen, jin, family, changed, status, words):
    answer = send(wen, jin, **changed)

    assert answer.status_code == status
    assert words in f"{answer.json['detail']}{answer.json.get('faults')}"


def test_without_a_household_file_both_the_page_and_the_answer_say_so(wen, jin):
    assert "还没有家庭档案" in wen.get(f"/women/{jin}/survey").text
    assert send(wen, jin).json["code"] == "household_missing"


def test_a_woman_of_another_county_is_absent(wen, place):
    with transaction() as session:
        yue = create_account(
            session, NewAccount(Role.ANNOTATOR, "13700000002", "李月", county_code=WANSHAN)
        ).id

    assert wen.get(f"/women/{yue}/survey").status_code == 404
    assert send(wen, yue).status_code == 404


def test_the_page_asks_for_the_year_before_she_joined_while_that_is_missing(wen, jin, family, place):
    with transaction() as session:
        enrol(session, place.wen, NewEnrolment(place.programme_id, jin, SINAN, dt.date(2026, 3, 5)))

    page = wen.get(f"/women/{jin}/survey").text
    assert "她 2026-03 参加以前那一年的收入还没有记" in page
    assert 'value="2026-02"' in page

    assert send(wen, jin, month="2026-02").status_code == 201
    page = wen.get(f"/women/{jin}/survey").text
    assert "还没有记" not in page
    assert 'value="2026-06"' in page
