"""`make run`: all parts start together, each comes back when killed, all stop together, and wrong starts say why."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.host.processes import is_alive
from tests.conftest import wait_until
from tests.host.instance import PARTS, ROOT, Instance, tree_of


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """A running instance; what is left of it afterwards is killed."""
    running = Instance(tmp_path / "var")
    yield running
    for pid in tree_of(running.guardian.pid):
        if is_alive(pid):
            os.kill(pid, signal.SIGKILL)
    running.guardian.wait()


def _start_wrongly(data: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annotate.host"],
        cwd=ROOT,
        env=os.environ | {"DOUYA_DATA": str(data), "DOUYA_DEMO": "0"} | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_part_comes_back_after_a_kill_and_none_is_left_after_a_stop(instance: Instance) -> None:
    for name in PARTS:
        instance.kill(name)
        wait_until(instance.is_ready, "the web answers")
    everything = tree_of(instance.guardian.pid)

    assert instance.stop() == 0

    assert [pid for pid in everything if is_alive(pid)] == []


def test_a_killed_supervisor_is_replaced_and_leaves_no_orphans(instance: Instance) -> None:
    before = tree_of(instance.supervisor)

    os.kill(instance.supervisor, signal.SIGKILL)

    wait_until(lambda: not any(map(is_alive, before)), "all old parts are gone", seconds=10)
    wait_until(lambda: all(instance.part(name) for name in PARTS), "all parts are back")
    wait_until(instance.is_ready, "the web answers")
    assert instance.stop() == 0


def test_without_a_guardian_everything_stops(instance: Instance) -> None:
    everything = tree_of(instance.guardian.pid)

    instance.guardian.kill()

    wait_until(lambda: not any(map(is_alive, everything[1:])), "everything has stopped")


def test_it_starts_again_on_the_same_data(instance: Instance) -> None:
    instance.stop()

    instance.start()

    assert instance.stop() == 0
    assert "ready" in instance.output.read_text()


def test_a_second_instance_on_the_same_data_is_refused(instance: Instance) -> None:
    refused = _start_wrongly(instance.data, DOUYA_PORT="1")

    assert refused.returncode == 2
    assert "already runs" in refused.stderr
    wait_until(instance.is_ready, "the web answers")


def test_a_taken_port_says_which_setting_to_change(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        refused = _start_wrongly(tmp_path / "var", DOUYA_PORT=str(other.getsockname()[1]))

    assert refused.returncode == 2
    assert "DOUYA_PORT=" in refused.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOUYA_PORT", "eighty", "DOUYA_PORT='eighty' is not a whole number"),
        ("SECRET_KEY", "changeme", "SECRET_KEY is weak"),
        (
            "DATABASE_URL",
            "postgresql://nobody@127.0.0.1:1/none",
            "SECRET_KEY and DOUYA_MASTER_KEYS must be set",
        ),
    ],
    ids=["a port in words", "a weak key", "a shared database without keys"],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    refused = _start_wrongly(tmp_path / "var", **{name: value})

    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_unreachable_database_is_said_in_one_sentence(tmp_path: Path) -> None:
    refused = _start_wrongly(
        tmp_path / "var",
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        SECRET_KEY="kR7-x2Qm_9vTzL4wYb8NcH3fJ6sPdG1uAeXo5iZt",
        DOUYA_MASTER_KEYS="k1:3q2+7wABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhs=",
    )

    assert refused.returncode == 2
    assert "DATABASE_URL" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_data_folder_with_a_long_path_works(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "var"
    deep.parent.mkdir(parents=True)
    instance = Instance(deep)

    assert instance.part("queue")
    assert instance.stop() == 0
