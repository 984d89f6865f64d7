"""A woman with words that stand nowhere else: no log, error page, queue, database, backup or message shows one of them."""

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from annotate.core.db import Database, reading, transaction
from annotate.core.settings import Settings
from annotate.host import migrations
from annotate.host.backup import POSTGRES_FILE, keys_beside, make_backup
from annotate.host.tables import all_tables
from annotate.households import service as households
from annotate.households.models import Household
from annotate.households.service import NewMember
from annotate.households.words import IncomeKind, Relation
from annotate.messages import service as messages
from annotate.pay import payee_service
from annotate.pay.payouts import Channel
from annotate.people import correction_service, identity_service, quick_pin_service, reveal_service, service
from annotate.people.identity_number import check_character
from annotate.people.roles import Purpose, Role
from annotate.people.service import NewAccount, create_account, give_consents
from annotate.web.app import create_app
from annotate.web.logs import configure_logging
from tests import postgres
from tests.conftest import Valkey
from tests.programmes.conftest import SINAN, place, today
from worker_tasks.relay import Relay

__all__ = ["place", "today"]
_ID17 = "52062419910417321"
NAME, PHONE, IDENTITY = "鸢尾兰金丝雀", "13945671239", _ID17 + check_character(_ID17)
PAYEE, CHILD, RIGHT, PASSWORD, PIN = (
    "15278904561",
    "雏鸟小金丝雀",
    "鸢尾蓝金丝雀",
    "Kanarienvogel-7731",
    "739182",
)
AMOUNT_E4 = 987_654_3217
# The last four digits are shown on purpose; anything longer is hers.
CANARIES = (
    NAME,
    PHONE,
    IDENTITY,
    PAYEE,
    CHILD,
    RIGHT,
    PASSWORD,
    PIN,
    str(AMOUNT_E4),
    IDENTITY[:17],
    PHONE[:9],
)


def found_in(text: str) -> list[str]:
    return [word for word in CANARIES if word in text]


@pytest.fixture
def canary(place: Any) -> int:
    """Everything personal that the program takes of anybody, given by one woman."""
    with transaction() as session:
        new = NewAccount(Role.ANNOTATOR, PHONE, NAME, password=PASSWORD, county_code=SINAN)
        who = create_account(session, new).id
        give_consents(session, who, {Purpose.WORK, Purpose.HOUSEHOLD})
        identity_service.keep_number(session, who, IDENTITY)
        payee_service.set_payee(session, who, Channel.ALIPAY, PAYEE)
        quick_pin_service.set_pin(session, who, PIN)
        members = [NewMember(Relation.SELF, 1991, NAME, who), NewMember(Relation.CHILD, 2016, CHILD)]
        home = households.create_household(session, place.wen, SINAN, members)
        households.record_survey(
            session, place.wen, home.id, "2026-05", {IncomeKind.WAGE: AMOUNT_E4}, f"{NAME}的工资条"
        )
        correction_service.ask(session, who, "name", RIGHT)
        reveal_service.reveal(session, place.wen, who, "case")
        messages.send(session, who, "gate.opened", {"project": "城市路口"}, "/work", "canary")
    return who


def test_no_table_shows_any_of_it(canary: int) -> None:
    with reading() as session:
        assert service.display_name(session, canary) == NAME, "she is there"
        assert session.scalar(sa.select(sa.func.count()).select_from(Household)) == 1
        shown = {
            table.name: found
            for table in all_tables().sorted_tables
            for row in session.execute(sa.select(table)).mappings()
            if (found := found_in(str(dict(row))))
        }
    assert shown == {}


def test_the_queue_holds_numbers_only(canary: int, valkey: Valkey) -> None:
    with valkey.client() as client:
        Relay(client).ring()
        keys = client.keys("*")
        assert keys, "something was rung"
        everything = "".join(_shown(client, key) for key in keys)
    assert found_in(everything) == []


def _shown(client: redis.Redis, key: bytes) -> str:
    kind = client.type(key).decode()
    read: dict[str, Callable[[], Any]] = {
        "string": lambda: client.get(key),
        "hash": lambda: client.hgetall(key),
        "list": lambda: client.lrange(key, 0, -1),
        "set": lambda: client.smembers(key),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
    }
    return f"{key!r} {read[kind]()!r}"


@pytest.fixture
def live_app(canary: int, settings: Settings) -> Any:
    """As it runs in the field: faults become pages, not exceptions of the test."""
    return create_app(settings)


def _token(page: str) -> str:
    return page.split('name="csrf-token" content="')[1].split('"')[0]


def test_logs_and_error_pages_show_none_of_it(live_app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError(f"{NAME} {PHONE} {IDENTITY} {PAYEE} {AMOUNT_E4} {PASSWORD}")

    kept = io.StringIO()
    monkeypatch.setattr("sys.stderr", kept)
    configure_logging()
    browser = live_app.test_client()
    token = _token(browser.get("/sign-in").text)
    form = {"csrf_token": token, "phone": PHONE, "password": PASSWORD + "x"}
    wrong = browser.post("/sign-in", data=form)
    hers = {"csrf_token": token, "code": "NONE", "phone": PHONE, "name": NAME, "password": PASSWORD}
    refused = browser.post("/register", data=hers | {"identity_number": IDENTITY})
    monkeypatch.setattr("annotate.people.sign_in_service.prepare_sign_in", broken)
    fault = browser.post("/sign-in", data=form)
    unknown = browser.post(f"/api/v1/nothing/{PHONE}", json={"name": NAME})
    log = kept.getvalue()

    assert [one.status_code for one in (wrong, refused, fault, unknown)] == [401, 422, 500, 404]
    assert '"status": 500' in log, "the fault was logged"
    assert "RuntimeError" in log
    assert found_in(log) == []
    # What she typed herself stays on the page, but for the password.
    assert set(found_in(wrong.text)) <= {PHONE, PHONE[:9]}
    assert PASSWORD not in refused.text
    assert found_in(fault.text) == found_in(unknown.text) == []


@pytest.fixture
def backup(
    database: Database, settings: Settings, canary: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("PATH", f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{migrations.newest()}')")
    target = tmp_path / "backup"
    make_backup(database, settings, target, lambda _what, _count: None)
    return target


def test_a_backup_without_its_keys_shows_none_of_it(backup: Path, settings: Settings) -> None:
    files = [path for path in backup.rglob("*") if path.is_file()]
    assert keys_beside(backup) not in files, "the keys lie beside it, not in it"
    for path in files:
        content = path.read_bytes()
        if path.name == POSTGRES_FILE:
            tool = shutil.which("pg_restore")
            assert tool is not None
            content = subprocess.run([tool, "--file=-", str(path)], capture_output=True, check=True).stdout
            assert b"COPY public.account" in content
        for word in CANARIES:
            assert word.encode() not in content, (path.name, word)
        for _key_id, key in settings.master_keys:
            assert key not in content, path.name
