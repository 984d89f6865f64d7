"""Brings the database to the newest schema: all steps or none, one starter at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from annotate.core.db import Database

STEPS = Path(__file__).parent.parent / "core" / "migrations"
# Any number will do, as long as all starters use the same.
_POSTGRES_LOCK = 20261124
_SQLITE_WAIT_MS = 600_000


class SchemaTooNew(Exception):
    """A newer program made this database; an older one must not touch it."""


def _config(connection: sa.Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(database: Database) -> Iterator[sa.Connection]:
    """A transaction that a second starter waits for."""
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        # A table is changed on SQLite by making it anew, which references would forbid; they are checked after.
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(f"PRAGMA busy_timeout={_SQLITE_WAIT_MS}")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"a migration broke references: {broken[:5]}")
        finally:
            # Not given back to the pool with these settings.
            connection.invalidate()


def newest() -> str:
    """The revision that this program's code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def known() -> set[str]:
    """All revisions that this program can start from."""
    return {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}


def current(connection: sa.Connection) -> str:
    """The revision that the database is at; '' for an empty one."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def upgrade(database: Database) -> bool:
    """Run the steps that are missing; True when there were any. Raises SchemaTooNew."""
    with _alone(database) as connection:
        before = current(connection)
        if before == newest():
            return False
        if before and before not in known():
            raise SchemaTooNew(
                f"The database is at step {before}, which this version of Douya does not know. "
                "Start the newer version that made it, or restore a backup from before."
            )
        command.upgrade(_config(connection), "head")
        return True
