"""The migrated database is the one that the tables describe, whoever starts first."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotate.core.db import Database
from annotate.host import migrations
from annotate.host.tables import all_tables, trigger_sql
from tests.postgres import Postgres

# What a PostgreSQL holds, in its own words.
_POSTGRES_PARTS = """
SELECT 'column', table_name, column_name, data_type || coalesce(character_maximum_length::text, '') || is_nullable
  || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', '', proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
# A column that came later stands behind the others, on the same line: SQLite keeps the text of its table so.
_LINES = re.compile(r"\n|, (?=\w+ [A-Z])")
_SQLITE_PARTS = "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def _parts(database: Database) -> dict[tuple[str, ...], frozenset[str]]:
    """Everything the schema holds but Alembic's own table, by name; a text as its pieces, their order aside.

    SQLite keeps the text that made a table and glues a later column into it, on the same line.
    """
    query = _SQLITE_PARTS if database.is_sqlite else _POSTGRES_PARTS
    with database.reading() as session:
        rows = session.execute(sa.text(query)).all()
    return {
        (row[0], row[1], row[2]): frozenset(
            line.strip(" \t,)(").replace('"', "") for line in _LINES.split(row[3])
        )
        for row in rows
        if row[1] != "alembic_version"
    }


def _create_all(database: Database) -> None:
    with database.engine.begin() as connection:
        all_tables().create_all(connection)
        for statement in trigger_sql(connection.dialect.name):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


@pytest.fixture
def empty_urls(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """Two empty databases."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'a.sqlite3'}", f"sqlite:///{tmp_path / 'b.sqlite3'}"
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    yield server.clone("template0", "empty_a"), server.clone("template0", "empty_b")
    server.drop("empty_a")
    server.drop("empty_b")


def test_a_migrated_database_equals_the_tables(empty_urls: tuple[str, str]) -> None:
    migrated, described = (Database(url) for url in empty_urls)

    migrations.upgrade(migrated)
    _create_all(described)

    assert _parts(migrated) == _parts(described)
    migrated.close()
    described.close()


def test_two_starters_at_once_migrate_once(empty_urls: tuple[str, str]) -> None:
    starters = [Database(empty_urls[0]) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        changed = list(pool.map(migrations.upgrade, starters))

    assert sorted(changed) == [False, False, False, True]
    for starter in starters:
        starter.close()


def test_a_database_of_a_newer_version_is_left_alone(empty_urls: tuple[str, str]) -> None:
    database = Database(empty_urls[0])
    migrations.upgrade(database)
    with database.transaction() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '20990101_0001'"))

    with pytest.raises(migrations.SchemaTooNew, match="20990101_0001"):
        migrations.upgrade(database)
    database.close()
