"""The whole instance in one folder: database, pictures, a manifest with checksums; the keys beside it, apart."""

import base64
import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from annotate.core import clock
from annotate.core.db import Database
from annotate.core.settings import Settings
from annotate.host import migrations

FORMAT = 1
MANIFEST, SQLITE_FILE, POSTGRES_FILE, FILES = "manifest.json", "database.sqlite3", "database.pgdump", "files"
Progress = Callable[[str, int], None]


class BackupRefused(Exception):
    """It cannot be done; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. files: path below the backup's folder -> sha256."""

    format: int
    made_at: str
    engine: str
    schema: str
    keys: str
    files: dict[str, str]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(settings: Settings) -> str:
    """Tells whether two sets of keys are the same without giving them away."""
    said = [[key_id, hashlib.sha256(b"backup" + key).hexdigest()] for key_id, key in settings.master_keys]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def keys_beside(path: Path) -> Path:
    """Where the keys of a backup are written: never inside it."""
    return path.with_name(f"{path.name}.keys")


def _picture_folder(settings: Settings) -> Path | None:
    """The folder of pictures, or None when they are in a bucket."""
    parts = urlsplit(settings.storage_url)
    return Path(parts.path) if parts.scheme == "file" else None


def _sqlite_path(url: URL) -> Path:
    assert url.database
    return Path(url.database)


def _copy_sqlite(database: Database, target: Path) -> None:
    """A consistent copy while others read and write."""
    driver = database.engine.dialect.dbapi
    assert driver is not None
    source = _sqlite_path(database.engine.url)
    with closing(driver.connect(str(source))) as original, closing(driver.connect(str(target))) as copy:
        original.backup(copy, pages=2000)
        copy.execute("PRAGMA journal_mode=DELETE")
        (said,) = copy.execute("PRAGMA integrity_check").fetchone()
    if said != "ok":
        raise BackupRefused(
            f"The copy of the database is damaged ({said}). Look at the disk of the original."
        )


def _postgres_tool(name: str, url: URL, *args: str) -> None:
    """Run pg_dump or pg_restore; the password goes by the environment, where `ps` does not show it."""
    tool = shutil.which(name)
    if tool is None:
        raise BackupRefused(
            f"{name} is not installed; on Debian or Ubuntu: apt-get install postgresql-client"
        )
    known = {"PGHOST": url.query.get("host") or url.host, "PGPORT": url.port, "PGUSER": url.username}
    known |= {"PGPASSWORD": url.password, "PGDATABASE": url.database}
    env = os.environ | {name: str(value) for name, value in known.items() if value}
    done = subprocess.run([tool, *args], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupRefused(f"{name} failed: {done.stderr.strip().splitlines()[-1]}")


def _copy_database(database: Database, settings: Settings, target: Path) -> str:
    if settings.uses_sqlite:
        _copy_sqlite(database, target / SQLITE_FILE)
        return "sqlite"
    url = make_url(settings.database_url)
    _postgres_tool("pg_dump", url, "--format=custom", "--no-owner", f"--file={target / POSTGRES_FILE}")
    return "postgresql"


def _pictures(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path


def _copy_pictures(source: Path, target: Path, progress: Progress) -> None:
    """Pictures never change once they are there, so that one that is there already is the same."""
    for number, path in enumerate(_pictures(source), start=1):
        copy = target / path.relative_to(source)
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, draft := copy.with_name(f".{copy.name}"))
            draft.rename(copy)
        progress("pictures", number)


def make_backup(database: Database, settings: Settings, target: Path, progress: Progress) -> Manifest:
    """Write the backup of a running or stopped instance into a new folder, its keys beside it."""
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty; give a folder that is not there yet.")
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with database.engine.connect().execution_options(read_only=True) as connection:
        schema = migrations.current(connection)
    # The database first: whatever picture it names was stored before, and is copied after.
    engine = _copy_database(database, settings, target)
    folder = _picture_folder(settings)
    if folder is not None and folder.exists():
        _copy_pictures(folder, target / FILES, progress)
    files = {str(path.relative_to(target)): _sha256(path) for path in _pictures(target)}
    made_at = clock.now().replace(microsecond=0).isoformat()
    manifest = Manifest(FORMAT, made_at, engine, schema, _fingerprint(settings), files)
    (target / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    _write_keys(settings, keys_beside(target))
    return manifest


def _write_keys(settings: Settings, path: Path) -> None:
    masters = ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in settings.master_keys)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"SECRET_KEY": settings.secret_key, "DOUYA_MASTER_KEYS": masters}))


def read_manifest(source: Path) -> Manifest:
    """Read and prove a backup: every file is there and unchanged. Raises BackupRefused."""
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BackupRefused(f"{source} is no backup: {MANIFEST} is missing or broken.") from error
    for name, expected in manifest.files.items():
        path = source / name
        if not path.is_file() or _sha256(path) != expected:
            raise BackupRefused(f"{name} in the backup is missing or damaged. Use another backup.")
    return manifest


def _is_empty(database: Database) -> bool:
    with database.engine.connect().execution_options(read_only=True) as connection:
        if not sa.inspect(connection).has_table("account"):
            return True
        return connection.execute(sa.text("SELECT 1 FROM account LIMIT 1")).one_or_none() is None


def _check_before(database: Database, settings: Settings, manifest: Manifest, force: bool) -> None:
    engine = "sqlite" if settings.uses_sqlite else "postgresql"
    if manifest.engine != engine:
        raise BackupRefused(
            f"The backup is of a {manifest.engine} database, this instance uses {engine}; set DATABASE_URL."
        )
    if manifest.schema not in migrations.known():
        raise BackupRefused("The backup was made by a newer version of Douya; install that version first.")
    if not force and not _is_empty(database):
        raise BackupRefused("This instance already holds people's work. To replace all of it add --force.")


def _use_keys(settings: Settings, manifest: Manifest, keys: Path | None) -> None:
    """The sealed names and phones open only with the keys they were sealed with."""
    if _fingerprint(settings) == manifest.keys:
        return
    kept = settings.data / "secrets"
    if keys is None or not (kept / "master_keys").exists():
        raise BackupRefused(
            "This instance has other keys than the backup. Give the file of keys that was written beside it with "
            "--keys, or, where SECRET_KEY and DOUYA_MASTER_KEYS are set, set them to what that file says."
        )
    said = json.loads(keys.read_text())
    for name, setting in (("secret_key", "SECRET_KEY"), ("master_keys", "DOUYA_MASTER_KEYS")):
        (kept / name).write_text(said[setting])


def _put_database(database: Database, settings: Settings, source: Path) -> None:
    url = make_url(settings.database_url)
    database.close()
    if not settings.uses_sqlite:
        options = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
        _postgres_tool("pg_restore", url, *options, f"--dbname={url.database}", str(source / POSTGRES_FILE))
        return
    target = _sqlite_path(url)
    draft = target.with_name(f"{target.name}.restoring")
    shutil.copyfile(source / SQLITE_FILE, draft)
    # What the old database had not yet folded in belongs to it, not to the new one.
    for rest in ("-wal", "-shm"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    draft.replace(target)


def restore_backup(
    database: Database, settings: Settings, source: Path, keys: Path | None, force: bool, progress: Progress
) -> Manifest:
    """Put a backup in the place of this instance, which must not run. All is checked before anything is touched."""
    manifest = read_manifest(source)
    _check_before(database, settings, manifest, force)
    _use_keys(settings, manifest, keys)
    folder = _picture_folder(settings)
    if folder is not None and (source / FILES).exists():
        _copy_pictures(source / FILES, folder, progress)
    _put_database(database, settings, source)
    migrations.upgrade(database)
    return manifest


def age(manifest: Manifest) -> dt.timedelta:
    """How old the restored state is."""
    return clock.now() - dt.datetime.fromisoformat(manifest.made_at)
