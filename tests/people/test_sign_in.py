"""Signing in: right, wrong, too often, and never a lock-out by strangers."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from annotate.core.db import Database, reading, transaction
from annotate.people import queries, service, sign_in_service
from annotate.people.errors import TriesUsedUp
from annotate.people.roles import Role
from annotate.people.service import NewAccount

PHONE, PASSWORD = "13911112222", "豆芽 sprouts 7"


@pytest.fixture
def mei(database: Database) -> int:
    with transaction() as session:
        return service.create_account(session, NewAccount(Role.ANNOTATOR, PHONE, "张小梅", PASSWORD)).id


def try_once(password: str, phone: str = PHONE, device: str | None = None) -> bool:
    with reading() as session:
        attempt = sign_in_service.prepare_sign_in(session, phone, device)
    if sign_in_service.password_fits(attempt, password):
        return True
    with transaction() as session:
        sign_in_service.refuse_sign_in(session, attempt)
    return False


def test_the_right_password_opens_and_a_wrong_one_does_not(mei: int) -> None:
    assert try_once(PASSWORD)
    assert not try_once(PASSWORD + "x")
    assert not try_once(PASSWORD, phone="13900000000")


def test_the_eleventh_try_of_an_hour_is_not_even_looked_at(mei: int) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), tick=False) as time:
        for _ in range(10):
            assert not try_once("wrong")

        with pytest.raises(TriesUsedUp):
            try_once(PASSWORD)

        time.shift(dt.timedelta(hours=1, seconds=1))
        assert try_once(PASSWORD)


def test_strangers_cannot_lock_her_out_of_her_own_device(mei: int) -> None:
    with transaction() as session:
        device = sign_in_service.open_session(session, mei, None, "phone").device_token
    for _ in range(10):
        try_once("guess")

    assert try_once(PASSWORD, device=device)


def test_a_session_ends_at_once_when_it_is_revoked_or_the_account_is_closed(mei: int) -> None:
    with transaction() as session:
        first = sign_in_service.open_session(session, mei, None, "phone").session_token
        second = sign_in_service.open_session(session, mei, None, "pc").session_token
        who = queries.who_by_session(session, first)
        assert who is not None
        sign_in_service.close_session(session, who.session_id or 0)
    with reading() as session:
        assert queries.who_by_session(session, first) is None
        assert queries.who_by_session(session, second) is not None

    with transaction() as session:
        service.disable_account(session, mei, mei)
    with reading() as session:
        assert queries.who_by_session(session, second) is None


def test_an_idle_session_of_staff_ends_after_half_an_hour(database: Database) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 24, tzinfo=dt.UTC), tick=False) as time:
        with transaction() as session:
            qian = service.create_account(
                session, NewAccount(Role.FINANCE, PHONE, "钱", "a much longer one")
            ).id
            token = sign_in_service.open_session(session, qian, None, "pc").session_token
        time.shift(dt.timedelta(minutes=29))
        with reading() as session:
            assert queries.who_by_session(session, token) is not None
        time.shift(dt.timedelta(minutes=2))
        with reading() as session:
            assert queries.who_by_session(session, token) is None


def test_the_page_signs_in_and_out_with_a_new_session_each_time(client: Any, mei: int) -> None:
    form = {"csrf_token": csrf(client), "phone": PHONE, "password": PASSWORD, "next": "/account"}

    answer = client.post("/sign-in", data=form)

    assert (answer.status_code, answer.location) == (302, "/account")
    assert client.get("/account").status_code == 200
    client.post("/sign-out", data={"csrf_token": csrf(client, "/account")})
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "/\t/evil", "\\\\evil"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(client: Any, mei: int, target: str) -> None:
    form = {"csrf_token": csrf(client), "phone": PHONE, "password": PASSWORD, "next": target}

    assert client.post("/sign-in", data=form).location == "/"


def test_a_form_without_its_token_is_refused_in_words(client: Any, mei: int) -> None:
    answer = client.post("/sign-in", data={"phone": PHONE, "password": PASSWORD})

    assert answer.status_code == 403
    assert "nothing was lost" in answer.text or "没有" in answer.text or "不会丢" in answer.text


def csrf(client: Any, page: str = "/sign-in") -> str:
    text = client.get(page).text
    return str(text.split('name="csrf-token" content="')[1].split('"')[0])
