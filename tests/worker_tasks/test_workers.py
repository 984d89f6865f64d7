"""Real worker processes on a real queue server: killed in mid-job, cut off, flushed; nothing is lost or done twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotate.core import outbox
from annotate.core.db import Database, reading, transaction
from annotate.core.models import AuditEvent
from tests.conftest import Valkey, wait_until

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def workers(
    database: Database, environment: dict[str, str], valkey: Valkey, tmp_path: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """The parent of all worker processes, on this test's database and queue server."""
    own = {"REDIS_URL": valkey.url, "DOUYA_TEST_FOLDER": str(tmp_path), "DOUYA_WORKERS": "1"}
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.worker_tasks.workers_under_test"],
        cwd=ROOT,
        env=os.environ | environment | own,
    )
    yield parent
    parent.kill()
    parent.wait()


def _announce(kind: str, ref: int = 1) -> None:
    with transaction() as session:
        outbox.announce(session, kind, ref)


def _done() -> list[str]:
    with reading() as session:
        return list(session.scalars(sa.select(AuditEvent.object_id).where(AuditEvent.action == "test.done")))


def _pid_in(file: Path) -> int:
    return int(wait_until(lambda: file.exists() and file.read_text(), f"{file.name} is begun"))


def _is_gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or ") Z " in stat.read_text()


@pytest.mark.usefixtures("workers")
def test_a_worker_killed_in_mid_job_is_replaced_and_the_job_done_once(tmp_path: Path) -> None:
    _announce("test.hang", 1)
    _announce("test.row", 2)
    os.kill(_pid_in(tmp_path / "event-1"), signal.SIGKILL)

    wait_until(lambda: len(_done()) == 2, "both events are done")

    assert sorted(_done()) == ["1", "2"]


def test_no_worker_outlives_its_parent(workers: subprocess.Popen[bytes], tmp_path: Path) -> None:
    _announce("test.hang")
    child = _pid_in(tmp_path / "event-1")

    workers.kill()

    wait_until(lambda: _is_gone(child), "the child is gone", seconds=3)


@pytest.mark.usefixtures("workers")
def test_flushing_redis_and_killing_it_loses_nothing(valkey: Valkey) -> None:
    for ref in range(10):
        _announce("test.row", ref)
    with valkey.client() as client:
        client.flushall()
    valkey.kill()
    for ref in range(10, 20):
        _announce("test.row", ref)
    valkey.start()

    wait_until(lambda: len(_done()) >= 20, "all events are done")

    assert sorted(map(int, _done())) == list(range(20))


def test_stopping_lets_the_job_in_hand_go_and_leaves_its_event(
    workers: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    _announce("test.row", 5)
    wait_until(_done, "the workers work")

    workers.send_signal(signal.SIGTERM)

    assert workers.wait(timeout=5) == 0
