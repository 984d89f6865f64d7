"""A backup brings the whole instance back; a damaged one, a wrong place, wrong keys are refused before harm is done."""

import dataclasses
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotate.core import audit
from annotate.core.db import Database, reading, transaction, use_database
from annotate.core.models import AuditEvent
from annotate.core.settings import Settings, load_settings
from annotate.core.storage import open_storage, storage
from annotate.host import migrations
from annotate.host.backup import BackupRefused, keys_beside, make_backup, read_manifest, restore_backup
from tests import postgres
from tests.conftest import People

PICTURE = "images/ab/abcdef"


def _quiet(_what: str, _count: int) -> None:
    pass


@pytest.fixture(autouse=True)
def _tools_of_the_same_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{postgres.binaries()}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def instance(database: Database, settings: Settings, people: People) -> tuple[Database, Settings]:
    """An instance that has lived: people, a picture, an audit row; its schema known to Alembic."""
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{migrations.newest()}')")
    storage().put(PICTURE, b"a street")
    with transaction() as session:
        audit.record(session, people.zhao, "test.lived", "instance", 1)
    return database, settings


@pytest.fixture
def elsewhere(
    engine_name: str, environment: dict[str, str], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Database, Settings]]:
    """An empty instance with the same keys."""
    url = f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}"
    if engine_name == "postgresql":
        server: postgres.Postgres = request.getfixturevalue("postgres_server")
        url = server.clone("template0", "elsewhere")
    settings = load_settings(
        environment | {"DOUYA_DATA": str(tmp_path / "elsewhere"), "DATABASE_URL": url}, None
    )
    database = Database(url)
    yield database, settings
    database.close()
    if engine_name == "postgresql":
        server.drop("elsewhere")


def _acts() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action == "test.lived")))


def test_a_restored_instance_holds_everything(
    instance: tuple[Database, Settings], elsewhere: tuple[Database, Settings], tmp_path: Path
) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)

    restore_backup(*elsewhere, tmp_path / "kept", None, False, _quiet)

    use_database(elsewhere[0])
    open_storage(elsewhere[1])
    assert _acts() == ["test.lived"]
    assert storage().get(PICTURE) == b"a street"


def test_the_keys_are_beside_the_backup_and_not_in_it(
    instance: tuple[Database, Settings], tmp_path: Path
) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)

    secret = instance[1].secret_key.encode()
    assert not any(secret in file.read_bytes() for file in (tmp_path / "kept").rglob("*") if file.is_file())
    assert json.loads(keys_beside(tmp_path / "kept").read_text())["SECRET_KEY"].encode() == secret
    assert keys_beside(tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_a_damaged_backup_is_refused(instance: tuple[Database, Settings], tmp_path: Path) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)
    (tmp_path / "kept" / "files" / PICTURE).write_bytes(b"another street")

    with pytest.raises(BackupRefused, match="abcdef"):
        read_manifest(tmp_path / "kept")


def test_an_instance_that_holds_work_is_not_replaced_unasked(
    instance: tuple[Database, Settings], tmp_path: Path
) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)

    with pytest.raises(BackupRefused, match="--force"):
        restore_backup(*instance, tmp_path / "kept", None, False, _quiet)

    restore_backup(*instance, tmp_path / "kept", None, True, _quiet)
    assert _acts() == ["test.lived"]


def test_other_keys_are_refused(
    instance: tuple[Database, Settings], elsewhere: tuple[Database, Settings], tmp_path: Path
) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)
    database, settings = elsewhere
    strange = dataclasses.replace(settings, master_keys=(("k9", bytes(range(32))),))

    with pytest.raises(BackupRefused, match="--keys"):
        restore_backup(database, strange, tmp_path / "kept", None, False, _quiet)


def test_a_machine_of_its_own_takes_the_keys_of_the_backup(
    instance: tuple[Database, Settings], elsewhere: tuple[Database, Settings], tmp_path: Path
) -> None:
    make_backup(*instance, tmp_path / "kept", _quiet)
    data = tmp_path / "own"
    own = load_settings({"DOUYA_DATA": str(data)}, None)
    settings = dataclasses.replace(elsewhere[1], data=data, master_keys=own.master_keys)

    restore_backup(elsewhere[0], settings, tmp_path / "kept", keys_beside(tmp_path / "kept"), False, _quiet)

    assert load_settings({"DOUYA_DATA": str(data)}, None).master_keys == instance[1].master_keys


def test_a_full_folder_is_not_written_into(instance: tuple[Database, Settings], tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine").write_text("letters")

    with pytest.raises(BackupRefused, match="not empty"):
        make_backup(*instance, tmp_path / "kept", _quiet)
