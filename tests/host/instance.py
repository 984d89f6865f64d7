"""A whole instance as `make run` starts it, for tests that kill its parts."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

from annotate.host.processes import die_with_parent, is_alive, name_of
from tests.conftest import wait_until

ROOT = Path(__file__).parent.parent.parent
# What the command line of the supervisor's children holds, and what theirs call themselves.
TOP = {"program": "annotate.host.nursery", "queue": "valkey-server"}
PARTS = ("queue", "web", "bell", "answers-1", "pictures-1", "reports-1", "program")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and is_alive(int(folder.name)):
            try:
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == pid:
                found.append(int(folder.name))
    return found


def tree_of(pid: int) -> list[int]:
    """A process and all below it."""
    return [pid, *(below for child in children_of(pid) for below in tree_of(child))]


def _command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Instance:
    """Started by `python -m annotate.host` on a folder and a port of its own."""

    def __init__(self, data: Path, environment: dict[str, str] | None = None) -> None:
        self.data, self.port = data, free_port()
        self.output = data.with_name(f"{data.name}.out")
        self._console: subprocess.Popen[str] | None = None
        self.environment = {"DOUYA_DATA": str(data), "DOUYA_PORT": str(self.port), "DOUYA_DEMO": "0"}
        self.environment |= environment or {}
        self.start()

    def start(self) -> None:
        with self.output.open("ab") as output:
            self.guardian = subprocess.Popen(
                [sys.executable, "-m", "annotate.host"],
                cwd=ROOT,
                env=os.environ | self.environment,
                stdout=output,
                stderr=output,
                # A test run that is killed leaves nothing running.
                preexec_fn=partial(die_with_parent, os.getpid(), signal.SIGTERM),
            )
        wait_until(self.is_ready, "the instance is ready", seconds=60)

    def is_ready(self) -> bool:
        assert self.guardian.poll() is None, self.output.read_text()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def supervisor(self) -> int:
        children = children_of(self.guardian.pid)
        return children[0] if children else 0

    def part(self, name: str) -> int:
        """The pid of a part, 0 while it is not there."""
        if name in TOP:
            found = [p for p in children_of(self.supervisor) if TOP[name] in _command_line(p)]
        else:
            found = [p for p in children_of(self.part("program")) if name_of(p) == f"douya-{name}"[:15]]
        return found[0] if found else 0

    def kill(self, name: str) -> None:
        """kill -9 of a part's first process; returns when another is in its place."""
        before = self.part(name)
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: self.part(name) not in (0, before), f"{name} is back")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def flask(self, *command: str, said: str = "") -> str:
        """What `flask --app wsgi COMMAND` prints, on this instance's data; `said` goes to its standard input."""
        if self._console is None or self._console.poll() is not None:
            # Loaded once: most of a command's second is the program's start.
            self._console = subprocess.Popen(
                [sys.executable, "-m", "tests.host.console"],
                cwd=ROOT,
                env=os.environ | self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=partial(die_with_parent, os.getpid(), signal.SIGTERM),
            )
        assert self._console.stdin is not None
        assert self._console.stdout is not None
        self._console.stdin.write(json.dumps([command, said]) + "\n")
        self._console.stdin.flush()
        code, output, errors = json.loads(self._console.stdout.readline())
        assert code == 0, errors
        return str(output)

    def stop(self) -> int:
        if self._console is not None:
            self._console.kill()
            self._console.wait()
        self.guardian.send_signal(signal.SIGTERM)
        return self.guardian.wait(timeout=30)
