"""A power cut loses no acknowledged commit: SQLite waits for the disk, however quick the other tests are made."""

from pathlib import Path

import sqlalchemy as sa

from annotate.core.db import Database
from tests.conftest import no_waiting_for_the_disk

FULL = 2  # EXTRA, of the slower journal mode, is 3


def test_a_new_connection_waits_for_the_disk(tmp_path: Path) -> None:
    sa.event.remove(sa.pool.Pool, "checkout", no_waiting_for_the_disk)
    try:
        database = Database(f"sqlite:///{tmp_path / 'books.sqlite3'}")
        with database.engine.connect() as connection:
            level = connection.exec_driver_sql("PRAGMA synchronous").scalar_one()
        database.close()
    finally:
        sa.event.listen(sa.pool.Pool, "checkout", no_waiting_for_the_disk)

    assert level >= FULL
