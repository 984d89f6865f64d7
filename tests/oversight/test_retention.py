"""What was kept long enough goes, by itself and no more than that; what was taken is written down."""

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from annotate.care.models import CareCase, CareContact
from annotate.care.words import ContactKind, Outcome
from annotate.core import clock
from annotate.core.db import Base, UtcDateTime, reading, transaction
from annotate.core.models import IdempotencyKey
from annotate.host.tables import all_tables
from annotate.messages.models import Message
from annotate.messages.post_service import FOLDER
from annotate.oversight import retention_service
from annotate.oversight.models import RetentionRun
from annotate.oversight.retention import RULES
from annotate.people.models import Invitation, Reveal, SignInAttempt
from annotate.people.roles import Role
from annotate.people.service import NewAccount, create_account
from tests.conftest import People
from worker_tasks.once import run_event
from worker_tasks.schedule import Scheduler

NIGHT = dt.datetime(2026, 11, 26, 21, 0, tzinfo=dt.UTC)


def ago(days: float) -> dt.datetime:
    return NIGHT - dt.timedelta(days=days)


def night() -> None:
    """The job as the schedule announces it."""
    from annotate.core import outbox

    with time_machine.travel(NIGHT, tick=False):
        Scheduler().announce_due()
        with reading() as session:
            ids = [event_id for event_id, _ in outbox.due_events(session, ["retention.keep"])]
        for event_id in ids:
            assert run_event(event_id)


def count(table: type[Base]) -> int:
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_each_rule_names_a_table_and_a_moment_that_are_there() -> None:
    tables = all_tables().tables
    for rule in RULES:
        column = tables[rule.table].c[rule.when]
        assert isinstance(column.type, UtcDateTime), rule.name


def test_only_what_was_kept_long_enough_goes(
    people: People, environment: dict[str, str], monkeypatch: Any
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with transaction() as session:
        for days in (0.5, 1.5):
            session.add(SignInAttempt(phone_index=f"{days}", at=ago(days), succeeded=False))
        for days in (399, 401):
            session.add(
                Message(
                    account_id=people.mei,
                    kind="gate.opened",
                    topic="learning",
                    params={},
                    created_at=ago(days),
                )
            )
        for days in (6, 8):
            session.add(
                IdempotencyKey(account_id=people.mei, key=f"{days}", request_hash="h", created_at=ago(days))
            )
        for days, used in ((91, None), (91, ago(95)), (80, None)):
            code = f"{days}-{used}"
            session.add(
                Invitation(
                    code_index=code,
                    role=Role.ANNOTATOR,
                    created_by=people.zhao,
                    expires_at=ago(days),
                    used_at=used,
                )
            )
        for days in (1094, 1096):
            session.add(
                Reveal(account_id=people.mei, by_id=people.zhao, reason="case", at=ago(days), until=ago(days))
            )

    night()

    left = {
        table.__tablename__: count(table)
        for table in (SignInAttempt, Message, IdempotencyKey, Invitation, Reveal)
    }
    assert left == {"sign_in_attempt": 1, "message": 1, "idempotency_key": 1, "invitation": 2, "reveal": 1}
    # As of that night: what was young then grows old while this test is kept.
    with time_machine.travel(NIGHT, tick=False), reading() as session:
        runs = {one.rule: one.taken for one in session.scalars(sa.select(RetentionRun))}
        assert retention_service.waiting(session) == dict.fromkeys(runs.keys() - {"letters"}, 0)
    assert {name: taken for name, taken in runs.items() if taken} == {
        "sign_in_tries": 1,
        "messages": 1,
        "repeated_calls": 1,
        "invitations": 1,
        "names_in_clear": 1,
    }


def test_notes_of_open_cases_stay_however_old(
    people: People, environment: dict[str, str], monkeypatch: Any
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with transaction() as session:
        closed = CareCase(
            account_id=people.mei, signs={}, due_at=ago(2000), closed_at=ago(1500), outcome=Outcome.HELPED
        )
        still_open = CareCase(account_id=people.an, signs={}, due_at=ago(2000))
        session.add_all([closed, still_open])
        session.flush()
        for case in (closed, still_open):
            session.add(
                CareContact(
                    case_id=case.id, kind=ContactKind.CALLED, note="x", by_id=people.zhao, at=ago(1900)
                )
            )

    night()

    with reading() as session:
        assert session.scalars(sa.select(CareContact.case_id)).all() == [still_open.id]


def test_thousands_go_in_parts_and_a_second_run_adds_nothing(database: Any) -> None:
    rows = retention_service.AT_ONCE * 2 + 5
    with transaction() as session:
        many = [
            {"phone_index": str(number), "at": ago(3), "succeeded": False, "device_hash": None}
            for number in range(rows)
        ]
        session.execute(sa.insert(SignInAttempt), many)
    [rule] = [rule for rule in RULES if rule.name == "sign_in_tries"]
    parts = []
    with time_machine.travel(NIGHT, tick=False):
        for _ in range(4):
            with transaction() as session:
                parts.append(retention_service.take_some(session, rule))
                retention_service.note(session, NIGHT.date(), {rule.name: parts[-1]})

    assert parts == [1000, 1000, 5, 0]
    with reading() as session:
        assert session.scalars(sa.select(RetentionRun.taken)).all() == [rows]


def test_letters_in_files_go_after_a_month(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name, days in (("old", 31), ("new", 29)):
        path = folder / f"{name}.json"
        path.write_text("{}")
        os.utime(path, (ago(days).timestamp(),) * 2)

    assert retention_service.take_letters(folder, NIGHT) == 1
    assert [path.name for path in folder.iterdir()] == ["new.json"]
    assert retention_service.take_letters(tmp_path / "nowhere", NIGHT) == 0


@pytest.fixture
def operator(people: People) -> int:
    with transaction() as session:
        return create_account(session, NewAccount(Role.ADMIN, "13800000061", "管理员")).id


def test_the_operator_reads_what_goes_and_what_stays(browser_of: Callable[[int], Any], operator: int) -> None:
    with transaction() as session:
        session.add(SignInAttempt(phone_index="x", at=clock.now() - dt.timedelta(days=3), succeeded=False))
        retention_service.note(session, clock.local_day(clock.now()), {"messages": 7})

    page = browser_of(operator).get("/retention").text

    assert "登录尝试" in page
    assert "至少十年" in page
    assert ">7<" in page.replace(" ", "").replace("\n", "")
