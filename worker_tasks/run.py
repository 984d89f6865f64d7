"""`python -m worker_tasks.run`: one parent that loads the services once, then a child per queue and one for the bell."""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import structlog

from annotate.core import clock
from annotate.core.crypto import use_master_keys
from annotate.core.db import open_database
from annotate.core.settings import SettingError, Settings, load_settings
from annotate.core.storage import open_storage
from annotate.host.tables import all_tables
from worker_tasks import routing, workers
from worker_tasks.children import fork
from worker_tasks.logs import configure_logging

STOP_SECONDS = 8.0
LOOK_SECONDS = 0.2
# A child that dies at once is not started in a tight loop.
SHORTEST_LIFE_SECONDS = 1.0
log = structlog.get_logger()


class Parent:
    """Keeps one child alive per part, until told to stop."""

    def __init__(self, parts: dict[str, Callable[[], None]]) -> None:
        self._parts = parts
        self._running: dict[int, tuple[str, float]] = {}
        self._due = dict.fromkeys(parts, 0.0)
        self._stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self._stopping:
            self._start_due()
            self._reap()
            time.sleep(LOOK_SECONDS)
        self._stop()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _start_due(self) -> None:
        now = time.monotonic()
        for part in [part for part, at in self._due.items() if at <= now]:
            del self._due[part]
            self._running[fork(partial(self._run_part, part))] = (part, now)

    def _run_part(self, part: str) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self._parts[part]()

    def _reap(self) -> None:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            if pid in self._running:
                part, started = self._running.pop(pid)
                self._due[part] = max(time.monotonic(), started + SHORTEST_LIFE_SECONDS)
                code = os.waitstatus_to_exitcode(status)
                (log.error if code else log.info)("part ended", part=part, pid=pid, status=code)

    def _stop(self) -> None:
        """Let each finish the job in hand; who does not is killed, and its job done again later."""
        self._signal_all(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self._running and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal_all(signal.SIGKILL)

    def _signal_all(self, number: signal.Signals) -> None:
        for pid in self._running:
            os.kill(pid, number)


def open_stores(settings: Settings) -> None:
    """What every service needs. Connections are made after the fork, by each child its own."""
    clock.use_time_zone(settings.timezone)
    use_master_keys(settings.master_keys)
    open_database(settings)
    open_storage(settings)


def parts_of(settings: Settings) -> dict[str, Callable[[], None]]:
    """What runs here: the bell, and DOUYA_WORKERS processes for each queue."""
    parts: dict[str, Callable[[], None]] = {"bell": partial(workers.carry_bell, settings)}
    for queue in routing.Queue:
        for number in range(1, settings.workers + 1):
            parts[f"{queue}-{number}"] = partial(workers.work, settings, queue)
    return parts


def main() -> None:
    configure_logging()
    try:
        settings = load_settings()
    except SettingError as error:
        sys.exit(f"{error}")
    open_stores(settings)
    all_tables()
    for kind in routing.ROUTES:
        routing.resolve(kind)
    # What is loaded now stays shared: the collector must not touch each object's page in every child.
    gc.collect()
    gc.freeze()
    Parent(parts_of(settings)).run()


if __name__ == "__main__":
    main()
