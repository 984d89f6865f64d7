"""One person, one account, and nobody under sixteen: the number of the identity card at registration."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from annotate.core.db import reading, transaction
from annotate.people import service
from annotate.people.errors import BadIdentityNumber, IdentityTaken, TooYoung
from annotate.people.identity_number import age_on, check_character, normal_number
from annotate.people.models import Account, IdentityNumber, Invitation
from annotate.people.roles import Role
from annotate.people.service import InvitationOffer
from tests.conftest import People
from tests.people.test_registration import invited, registration


def number_of(born: str, order: str = "002") -> str:
    first = f"522732{born}{order}"
    return first + check_character(first)


NUMBER = number_of("19900307")


def test_the_standards_own_example_is_right() -> None:
    # GB 11643-1999, annex.
    assert normal_number("11010519491231002X") == "11010519491231002X"
    assert normal_number("440524188001010014") == "440524188001010014"


@given(place=st.integers(0, 16), digit=st.sampled_from("0123456789"))
def test_any_one_wrong_digit_is_found(place: int, digit: str) -> None:
    wrong = NUMBER[:place] + digit + NUMBER[place + 1 :]
    assert (normal_number(wrong) is not None) == (wrong == NUMBER)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ((2010, 11, 24), (2026, 11, 23), 15),
        ((2010, 11, 24), (2026, 11, 24), 16),
        ((2008, 2, 29), (2024, 2, 28), 15),
        ((2008, 2, 29), (2024, 2, 29), 16),
        ((2009, 2, 28), (2025, 2, 28), 16),
    ],
)
def test_an_age_is_whole_years(born: tuple[int, int, int], day: tuple[int, int, int], age: int) -> None:
    assert age_on(dt.date(*born), dt.date(*day)) == age


def test_a_number_is_sealed_and_written_as_people_write_it(people: People) -> None:
    spaced, code = f" {NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:].lower()}", invited(people)
    with transaction() as session:
        account = service.register(session, registration(code, identity_number=spaced))
    with reading() as session:
        row = session.get_one(IdentityNumber, account.id)
        assert NUMBER not in row.number_sealed + row.number_index
        assert service.open_for(session, account.id, "identity_number.number", row.number_sealed) == NUMBER


def test_staff_give_no_number(people: People) -> None:
    with transaction() as session:
        code = service.invite(session, people.zhao, InvitationOffer(role=Role.REVIEWER))
    sent = registration(code, identity_number="", password="reviewers need longer ones 7")
    with transaction() as session:
        assert service.register(session, sent).role is Role.REVIEWER


@pytest.mark.parametrize(
    ("number", "refusal"),
    [
        (NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"), BadIdentityNumber),
        (number_of("19900231"), BadIdentityNumber),
        (number_of("18800101"), BadIdentityNumber),
        ("", BadIdentityNumber),
        (number_of("20101125"), TooYoung),
        (number_of("19851212"), IdentityTaken),
    ],
    ids=["check digit", "no such day", "too long ago", "empty", "one day too young", "registered before"],
)
def test_a_number_that_may_not_be_is_refused_and_nothing_changes(
    people: People, number: str, refusal: type[Exception]
) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC), tick=False):
        first = registration(invited(people), phone="13955550000", identity_number=number_of("19851212"))
        with transaction() as session:
            service.register(session, first)
        code = invited(people)
        with reading() as session:
            before = _counts(session)

        with pytest.raises(refusal), transaction() as session:
            service.register(session, registration(code, identity_number=number))

        with reading() as session:
            assert _counts(session) == before
        with transaction() as session:
            assert service.register(session, registration(code, identity_number=NUMBER)).id


def _counts(session: Any) -> list[int | None]:
    used = sa.select(sa.func.count()).select_from(Invitation).where(Invitation.used_at.is_not(None))
    tables = (sa.select(sa.func.count()).select_from(table) for table in (Account, IdentityNumber))
    return [session.scalar(query) for query in (used, *tables)]


@pytest.mark.parametrize(
    ("number", "words"),
    [(NUMBER[:17] + "Y", "one of the 18 characters"), (number_of("20200101"), "16 years or more")],
)
def test_the_form_says_it_in_words_and_keeps_what_was_written(
    client: Any, people: People, number: str, words: str
) -> None:
    code = invited(people)

    def send(phone: str, number: str) -> Any:
        token = client.get("/register").text.split('name="csrf-token" content="')[1].split('"')[0]
        form = {"code": code, "phone": phone, "name": "张金红", "password": "豆芽 sprouts 7"}
        more = {"consent": "work", "identity_number": number, "csrf_token": token}
        return client.post("/register", data=form | more, headers={"Accept-Language": "en"})

    page = send("13911112222", number)

    assert page.status_code == 422
    assert words in page.text
    assert 'value="张金红"' in page.text
    assert send("13911112222", NUMBER).status_code == 302
    again = send("13911113333", number_of("19911111"))
    assert again.status_code == 422
    assert "not valid any more" in again.text
