"""Closing an account for good: paid first, a week to think it over, then nobody can read who she was; the books stay true."""

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.core import outbox
from annotate.core.db import reading, transaction
from annotate.core.errors import NotFound
from annotate.core.models import AuditEvent
from annotate.ledger import proof_service
from annotate.messages.models import Message
from annotate.pay.errors import StillOwed
from annotate.pay.models import Earning, PayeeAccount
from annotate.pay.payouts import Channel
from annotate.people import erasure_service, service
from annotate.people.errors import NotErasable
from annotate.people.models import Account, ErasureRequest, IdentityNumber, PersonKey, WebSession
from annotate.people.roles import AccountState, Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from tests.messages.told import again, event_of, told
from tests.pay.payday import NOVEMBER, enter_account, lines, owe, result, sent, take
from worker_tasks.once import run_event

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOVEMBER, tick=False) as travelled:
        yield travelled


@pytest.fixture
def officers(people: People) -> tuple[int, int]:
    with transaction() as session:
        return people.qian, create_account(session, NewAccount(Role.FINANCE, "13800000009", "周")).id


def paid_out(people: People, officers: tuple[int, int]) -> None:
    owe(people.mei, 126_0000)
    enter_account(people.mei, "13812345678")
    batch_id = sent(officers)
    [line] = lines(batch_id)
    take(people.qian, batch_id, result(Channel.ALIPAY, (line.number, "梅", "126.00", "成功")))


def ask(who: int) -> None:
    with transaction() as session:
        erasure_service.ask(session, who)


def run(day: str) -> None:
    with transaction() as session:
        outbox.announce(session, "erasures.do", day, key=f"erasures.do@{day}")
    with reading() as session:
        ids = [event_id for event_id, _ in outbox.due_events(session, ["erasures.do"])]
    for event_id in ids * 2:
        run_event(event_id)


def state(who: int) -> AccountState:
    with reading() as session:
        return session.get_one(Account, who).state


def test_after_a_week_nobody_can_read_who_she_was_and_the_books_are_true(
    people: People, officers: tuple[int, int], clock: Any
) -> None:
    import worker_tasks.people  # noqa: F401 -- brings what each room forgets

    paid_out(people, officers)
    with reading() as session:
        earned = session.scalars(sa.select(Earning.amount_e4).where(Earning.annotator_id == people.mei)).all()
    ask(people.mei)
    clock.shift(dt.timedelta(days=6, hours=23))
    run("2026-11-27")
    assert state(people.mei) is AccountState.ACTIVE

    clock.shift(dt.timedelta(hours=2))
    run("2026-11-28")

    assert state(people.mei) is AccountState.ERASED
    with reading() as session:
        account = session.get_one(Account, people.mei)
        assert (account.name_sealed, account.phone_sealed, account.phone_index, account.password_hash) == (
            None,
        ) * 4
        for table in (PersonKey, IdentityNumber, WebSession, Message):
            where = table.account_id == people.mei
            assert session.scalar(sa.select(sa.func.count()).select_from(table).where(where)) == 0, table
        payee = session.scalars(sa.select(PayeeAccount).where(PayeeAccount.annotator_id == people.mei)).one()
        assert payee.last_4 == ""
        with pytest.raises(NotFound):
            service.open_for(session, people.mei, "payee_account.number", payee.number_sealed)
        assert service.display_name(session, people.mei) == f"#{people.mei}"
        assert (
            session.scalars(sa.select(Earning.amount_e4).where(Earning.annotator_id == people.mei)).all()
            == earned
        )
        assert proof_service.verify(session) == []
        assert session.scalars(sa.select(ErasureRequest)).one().done_at is not None
    with transaction() as session:
        again = create_account(session, NewAccount(Role.ANNOTATOR, "13800000001", "梅"))
        assert again.id != people.mei, "her number is free for a new beginning"


def test_what_she_is_owed_is_paid_first(people: People, officers: tuple[int, int], clock: Any) -> None:
    import worker_tasks.people  # noqa: F401

    owe(people.mei, 126_0000)
    with pytest.raises(StillOwed) as refused:
        ask(people.mei)
    assert refused.value.params == {"amount": "126.00", "currency": "CNY"}

    enter_account(people.mei)
    batch_id = sent(officers)
    with pytest.raises(StillOwed):
        ask(people.mei)
    [line] = lines(batch_id)
    take(people.qian, batch_id, result(Channel.ALIPAY, (line.number, "梅", "126.00", "成功")))
    ask(people.mei)

    # She works on in her week: that is paid before she goes.
    owe(people.mei, 5_0000, key="later")
    clock.shift(dt.timedelta(days=8))
    run("2026-11-28")
    run("2026-11-29")
    assert state(people.mei) is AccountState.ACTIVE
    again(event_of("erasure.held"))
    again(event_of("erasure.held"))
    [message] = told(people.mei, "erasure.held")
    assert message.link == "/account/close"
    with reading() as session:
        waiting, why = erasure_service.state_for(session, people.mei)
    assert waiting is not None
    assert waiting.held_by == StillOwed.code
    assert isinstance(why, StillOwed)


def test_less_than_the_smallest_coin_keeps_nobody(people: People) -> None:
    import worker_tasks.people  # noqa: F401

    owe(people.mei, 99)

    ask(people.mei)


def test_taken_back_nothing_happens(people: People, clock: Any) -> None:
    ask(people.mei)
    ask(people.mei)
    with transaction() as session:
        erasure_service.take_back(session, people.mei)
        erasure_service.take_back(session, people.mei)

    clock.shift(dt.timedelta(days=8))
    run("2026-11-28")

    assert state(people.mei) is AccountState.ACTIVE
    with reading() as session:
        assert service.display_name(session, people.mei) == "梅"


def test_staff_cannot_close_their_own_accounts(people: People) -> None:
    for who in (people.zhao, people.lin, people.qian):
        with pytest.raises(NotErasable):
            ask(who)


KILLED = """
import os, signal
import worker_tasks.people
from annotate.core.db import transaction
from annotate.core.settings import load_settings
from annotate.core.stores import open_stores
from annotate.people import erasure_service
open_stores(load_settings(os.environ, dotenv=None))
erasure_service.register_forget(lambda session, who: (session.flush(), os.kill(os.getpid(), signal.SIGKILL)))
with transaction() as session:
    erasure_service.erase_due(session, {who})
"""


def test_a_worker_killed_in_between_leaves_her_whole(
    people: People, clock: Any, environment: dict[str, str]
) -> None:
    ask(people.mei)
    with transaction() as session:
        # The other process goes by the real clock.
        session.execute(sa.update(ErasureRequest).values(due_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)))
    script = KILLED.format(who=people.mei)
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    with reading() as session:
        assert service.display_name(session, people.mei) == "梅"

    run("2026-11-28")

    assert state(people.mei) is AccountState.ERASED


def test_a_backup_from_before_cannot_bring_her_back(people: People, clock: Any) -> None:
    import worker_tasks.people  # noqa: F401

    with reading() as session:
        account, key = session.get_one(Account, people.mei), session.get_one(PersonKey, people.mei)
        before = {
            name: getattr(account, name) for name in ("alias", "phone_sealed", "name_sealed", "phone_index")
        }
        wrapped = key.wrapped
    ask(people.mei)
    clock.shift(dt.timedelta(days=8))
    run("2026-11-28")
    with transaction() as session:
        # The database as it was the week before.
        was = sa.update(Account).where(Account.id == people.mei)
        session.execute(was.values(state=AccountState.ACTIVE, **before))
        session.add(PersonKey(account_id=people.mei, wrapped=wrapped))
        session.execute(sa.delete(ErasureRequest))
    with reading() as session:
        assert service.display_name(session, people.mei) == "梅"

    run("2026-11-29")

    assert state(people.mei) is AccountState.ERASED
    with reading() as session:
        assert service.display_name(session, people.mei) == f"#{people.mei}"
        assert session.get(PersonKey, people.mei) is None
        [event] = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "account.erased_again"))
        assert event.object_id == str(people.mei)


def test_she_asks_and_takes_it_back_on_a_page_with_her_password(
    browser_of: Callable[[int], Any], people: People
) -> None:
    with transaction() as session:
        person = create_account(
            session, NewAccount(Role.ANNOTATOR, "13800000071", "兰", password="豆芽 sprouts 7")
        )
        who = person.id
    lan = browser_of(who)

    assert "会留下的" in lan.get("/account/close").text
    wrong = lan.post("/account/close", data={"password": "no"})
    assert wrong.status_code in (403, 409, 422)
    page = lan.post("/account/close", data={"password": "豆芽 sprouts 7"}, follow_redirects=True)
    assert "你的账号将在" in page.text
    back = lan.post("/account/close/back", follow_redirects=True)
    assert "什么都没有删" in back.text
    with reading() as session:
        assert erasure_service.request_of(session, who) is None


def test_every_room_that_has_to_be_asked_is_known_to_the_worker_and_to_the_site() -> None:
    rooms = sorted(path.parent.name for path in (ROOT / "annotate").glob("*/leaving_service.py"))
    assert rooms == [
        "care",
        "households",
        "messages",
        "pay",
        "programmes",
        "quality",
        "questions",
        "work",
    ]
    script = (
        "import {start}\n{more}"
        "from annotate.people import erasure_service as e\n"
        "print(sorted({{f.__module__.split('.')[1] for f in (*e._checks, *e._forgets)}}))\n"
        "print(sorted({{f.__module__.split('.')[1] for f in e._checks}}))"
    )

    worker = _told(script.format(start="worker_tasks.people", more=""))
    assert worker == [str(rooms), "['pay', 'quality']"]
    site = _told(script.format(start="annotate.pay.pages", more="import annotate.quality.pages\n"))
    assert site[1] == "['pay', 'quality']"


def _told(script: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()
