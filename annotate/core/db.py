"""The database: engine, `transaction()` and `reading()`, column types, on SQLite and PostgreSQL alike."""

import datetime as dt
import enum
import fcntl
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import DeclarativeBase, Session

from annotate.core.settings import Settings

try:
    # Bundles a SQLite without the WAL-reset fault that can lose commits (3.7.0 to 3.51.2).
    from pysqlite3 import dbapi2 as sqlite_driver
except ImportError:  # no wheel for this machine: the journal mode below is chosen for safety
    import sqlite3 as sqlite_driver


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """Aware UTC in Python; SQLite gives naive times back, which this mends."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


# SQLite does not count up BIGINT keys by itself.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Plain JSON text on both: documents come back byte for byte as numbers were written.
Json = sa.JSON(none_as_null=True)


class Base(DeclarativeBase):
    """All tables. Constraint names are fixed so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        dt.datetime: UtcDateTime(),
        enum.StrEnum: sa.Enum(
            enum.StrEnum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]
        ),
    }


def _sqlite_is_safe_with_wal(version: tuple[int, ...]) -> bool:
    """Fixed in 3.51.3 and backported to 3.50.7 and 3.44.6 (sqlite.org/changes.html)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def sqlite_warning() -> str | None:
    """What to tell the operator when this machine's SQLite must run in the slower, safe mode."""
    if _sqlite_is_safe_with_wal(sqlite_driver.sqlite_version_info):
        return None
    return (
        f"SQLite {sqlite_driver.sqlite_version} can lose commits in WAL mode: using the slower journal mode TRUNCATE. "
        "Install the pysqlite3 wheel of requirements.txt, or set DATABASE_URL to a PostgreSQL."
    )


def _switch_to_wal(cursor: Any) -> None:
    """Of several starters on a new file one switches; the others are told "locked" at once, whatever the timeout."""
    deadline = time.monotonic() + 10
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite_driver.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # A power cut must lose no acknowledged commit: FULL syncs each one.
    if _sqlite_is_safe_with_wal(sqlite_driver.sqlite_version_info):
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
    else:
        cursor.execute("PRAGMA journal_mode=TRUNCATE")
        cursor.execute("PRAGMA synchronous=EXTRA")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # The deferred default keeps a rolled-back savepoint's inserts and fails at once when two writers meet.
    read_only = bool(connection.get_execution_options().get("read_only", False))
    # Straight to the driver: three times a request SQLAlchemy's own way would cost more than the work.
    driver: Any = connection.connection.driver_connection
    if connection.info.get("read_only") != read_only:
        driver.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.info["read_only"] = read_only
    driver.execute("BEGIN" if read_only else "BEGIN IMMEDIATE")


def _make_engine(url: URL) -> sa.Engine:
    json: dict[str, Any] = {
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
    }
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=40,
            pool_pre_ping=True,
            **json,
        )
    engine = sa.create_engine(
        url,
        module=sqlite_driver,
        connect_args={"isolation_level": None, "timeout": 10, "check_same_thread": False},
        pool_size=10,
        max_overflow=80,
        **json,
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


class Database:
    """One database and the two ways to talk to it."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._write_lock = threading.Lock()
        self._open()

    def _open(self) -> None:
        self._pid = os.getpid()
        self.engine = _make_engine(self._url)
        options = {"read_only": True} if self.is_sqlite else {"postgresql_readonly": True}
        self._read_only_engine = self.engine.execution_options(**options)

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    def _own_engine(self) -> sa.Engine:
        # A connection carried over a fork would be spoken to by two processes at once.
        if self._pid != os.getpid():
            self.engine.dispose(close=False)
            self._write_lock = threading.Lock()
            self._open()
        return self.engine

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        # Queueing writers here instead of inside SQLite's busy loop cuts p99 from 630 to 36 ms.
        with ExitStack() as stack:
            if self.is_sqlite and self._url.database not in (None, "", ":memory:"):
                stack.enter_context(self._write_lock)
                lock = os.open(f"{self._url.database}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                stack.callback(os.close, lock)
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A Session that commits when the block ends and rolls back when it raises."""
        engine = self._own_engine()
        with self._one_writer(), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A Session that sees one moment and may not write."""
        self._own_engine()
        with Session(self._read_only_engine, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


_database: Database | None = None


def use_database(database: Database | None) -> None:
    """Set the process's database (the app factory, workers, tests)."""
    global _database
    _database = database


def open_database(settings: Settings) -> Database:
    """Open the database of the settings and make it the process's."""
    database = Database(settings.database_url)
    use_database(database)
    return database


def current_database() -> Database:
    if _database is None:
        raise RuntimeError("no database was opened in this process")
    return _database


@contextmanager
def transaction() -> Iterator[Session]:
    """`Database.transaction` of the process's database."""
    with current_database().transaction() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """`Database.reading` of the process's database."""
    with current_database().reading() as session:
        yield session


@cache
def listed(dialect: str, name: str, item: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> sa.Subquery:
    """A list of numbers, bound as one value, as a table with `value` and `place`: the statement's text is the same
    for every length, so it is compiled and planned once.

    dialect: its name. name: of the bound value and of the table. item: type of a number.
    """
    if dialect == "sqlite":
        each = sa.func.json_each(sa.bindparam(name, type_=sa.JSON))
        table = each.table_valued(sa.column("value", item), sa.column("key", sa.Integer))
        return sa.select(table.c.value, table.c.key.label("place")).subquery(name)
    each = sa.func.unnest(sa.bindparam(name, type_=postgresql.ARRAY(item)))
    rows = each.table_valued(sa.column("value", item), with_ordinality="place").render_derived()
    return sa.select(rows.c.value, rows.c.place).subquery(name)


def dialect_of(session: Session) -> str:
    return session.get_bind().dialect.name


@cache
def _insert_once(table: type[Base], dialect: str, columns: tuple[str, ...]) -> sa.Insert:
    """Built once: building a statement costs more than running it."""
    make = sqlite.insert if dialect == "sqlite" else postgresql.insert
    given: dict[str, Any] = {column: sa.bindparam(column) for column in columns}
    return make(table).values(**given).on_conflict_do_nothing()


def insert_once(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row unless a unique constraint says it is there already; True when it is new."""
    session.flush()
    insert = _insert_once(table, dialect_of(session), tuple(values))
    # Without this option PostgreSQL's count of inserted rows is thrown away.
    result = session.connection().execute(insert, dict(values), execution_options={"preserve_rowcount": True})
    return bool(result.rowcount == 1)
