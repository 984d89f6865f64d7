"""The programs that make one instance: how each is started, watched and stopped."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from annotate.core.settings import Settings
from annotate.host.processes import dying_with_me
from annotate.host.redis_server import LONGEST_SOCKET_PATH, server_command

# One that dies at once is not started in a tight loop.
SHORTEST_LIFE_SECONDS = 1.0
# What the program is made of; each writes a log of its own.
PROGRAM = {"web": "annotate.host.web_server", "workers": "worker_tasks.run"}


@dataclass
class Part:
    """One program. Stopped in the order of the list, started again whenever it ends."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    listener: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = field(default=0)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches the supervisor alone, which stops all in order."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_me(),
                pass_fds=() if self.listener is None else (self.listener,),
            )
        self.started = time.monotonic()

    def keep_running(self) -> bool:
        """Start it when it is not running; True when that was a restart."""
        if self.is_running:
            return False
        lived = time.monotonic() - self.started
        if self.process is not None and lived < SHORTEST_LIFE_SECONDS:
            return False
        again = self.process is not None
        if again:
            self.quick_deaths = self.quick_deaths + 1 if lived < 10 * SHORTEST_LIFE_SECONDS else 0
        self.start()
        return again

    def ask_to_stop(self) -> None:
        if self.process is not None and self.is_running:
            self.process.send_signal(signal.SIGTERM)

    def stop_by(self, deadline: float) -> None:
        """Wait until the deadline (monotonic seconds), then kill."""
        if self.process is None:
            return
        try:
            self.process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _redis_socket(settings: Settings) -> Path:
    """The data folder's own, or, where its path is too long for a socket, one in a private folder."""
    if len(os.fsencode(settings.redis_socket.resolve())) <= LONGEST_SOCKET_PATH:
        return settings.redis_socket.resolve()
    return Path(tempfile.mkdtemp(prefix="douya-", dir="/tmp")) / "s"


def environment(settings: Settings) -> dict[str, str]:
    """What all parts are told beside their own environment."""
    # Forty threads would each keep an arena of freed memory.
    own = {"DOUYA_DATA": str(settings.data.resolve()), "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2"}
    env = os.environ | own
    if settings.web_processes > 1:
        counters = settings.data / "counters"
        counters.mkdir(exist_ok=True)
        for old in counters.glob("*.db"):
            old.unlink()
        env["PROMETHEUS_MULTIPROC_DIR"] = str(counters.resolve())
    return env


def parts_of(settings: Settings, listener: int) -> list[Part]:
    """The program (web and workers) and, when no REDIS_URL is set, the embedded queue server; the last stops last."""
    env = environment(settings)
    logs = settings.data / "log"
    queue: list[Part] = []
    if settings.embeds_redis:
        socket = _redis_socket(settings)
        folder = settings.redis_socket.parent.resolve()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        env["REDIS_URL"] = f"unix://{socket}"
        queue = [Part("queue", server_command(folder, socket), env, logs / "queue.log")]
    modules = [f"{name}={module}" for name, module in PROGRAM.items()]
    command = [sys.executable, "-m", "annotate.host.nursery", *modules]
    told = env | {"DOUYA_LISTEN": f"fd://{listener}"}
    return [Part("program", command, told, logs / "program.log", listener), *queue]
