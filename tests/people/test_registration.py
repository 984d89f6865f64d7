"""An invitation becomes an account once, with consents, and identity is sealed on the way."""

import datetime as dt

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.people import queries, service
from annotate.people.errors import (
    BadPhone,
    ConsentMissing,
    InvitationNotValid,
    NameMissing,
    PasswordTooWeak,
    PhoneTaken,
)
from annotate.people.models import Account, Invitation
from annotate.people.roles import Purpose, Role
from annotate.people.service import InvitationOffer, Registration
from tests.conftest import People


def invited(people: People) -> str:
    with transaction() as session:
        return service.invite(session, people.zhao, InvitationOffer(county_code="520624"))


def registration(code: str, **changes: object) -> Registration:
    sent = {
        "code": code,
        "phone": "139 1111 2222",
        "name": "张金红",
        "password": "豆芽 sprouts 7",
        "locale": "zh_CN",
        "purposes": frozenset({Purpose.WORK, Purpose.REPORTS}),
    }
    return Registration(**(sent | changes))  # type: ignore[arg-type]


def test_she_registers_with_the_code_from_her_card(people: People) -> None:
    code = invited(people)

    with transaction() as session:
        account = service.register(session, registration(code.lower().replace("-", " ")))

    with reading() as session:
        assert (account.role, account.county_code) == (Role.ANNOTATOR, "520624")
        assert service.display_name(session, account.id) == "张金红"
        assert service.masked_phone(session, account.id) == "**** 2222"
        assert {c.purpose for c in queries.consents_of(session, account.id)} == {
            Purpose.WORK,
            Purpose.REPORTS,
        }


def test_a_code_works_once(people: People) -> None:
    code = invited(people)
    with transaction() as session:
        service.register(session, registration(code))

    with pytest.raises(InvitationNotValid), transaction() as session:
        service.register(session, registration(code, phone="13911113333"))


def test_a_code_ends_after_three_days(people: People) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), tick=False) as time:
        code = invited(people)
        time.shift(dt.timedelta(hours=72))

        with pytest.raises(InvitationNotValid), transaction() as session:
            service.register(session, registration(code))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"phone": "12"}, BadPhone),
        ({"phone": "13800000001"}, PhoneTaken),
        ({"name": "  "}, NameMissing),
        ({"password": "12345678"}, PasswordTooWeak),
        ({"password": "short"}, PasswordTooWeak),
        ({"purposes": frozenset({Purpose.REPORTS})}, ConsentMissing),
    ],
    ids=lambda value: str(value),
)
def test_a_refusal_leaves_the_code_usable(
    people: People, changes: dict[str, object], refusal: type[Exception]
) -> None:
    code = invited(people)
    with pytest.raises(refusal), transaction() as session:
        service.register(session, registration(code, **changes))

    with transaction() as session:
        assert service.register(session, registration(code)).id


def test_no_name_phone_or_code_stands_in_the_database_in_clear(people: People, database: Database) -> None:
    code = invited(people)
    with transaction() as session:
        service.register(session, registration(code))

    with reading() as session:
        rows = [
            str(tuple(row))
            for table in (Account.__table__, Invitation.__table__)
            for row in session.execute(sa.select(table))
        ]
    for secret in ("张金红", "13911112222", code, code.replace("-", "")):
        assert not any(secret in row for row in rows)


def test_consent_is_taken_back_as_easily_as_given(people: People) -> None:
    with transaction() as session:
        service.give_consents(session, people.mei, {Purpose.WORK, Purpose.REPORTS})
    with transaction() as session:
        service.set_consents(session, people.mei, {Purpose.HOUSEHOLD})

    with reading() as session:
        assert {c.purpose for c in queries.consents_of(session, people.mei)} == {
            Purpose.WORK,
            Purpose.HOUSEHOLD,
        }
