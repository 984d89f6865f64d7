"""One process that has loaded everything, and a forked child per part, each started again when it ends."""

import gc
import os
import signal
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import structlog

from annotate.host.children import fork

STOP_SECONDS = 8.0
LOOK_SECONDS = 0.1
# A child that dies at once is not started in a tight loop.
SHORTEST_LIFE_SECONDS = 1.0
Parts = dict[str, Callable[[], None]]
log = structlog.get_logger()


class Parent:
    """Keeps one child alive per part, until told to stop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._running: dict[int, tuple[str, float]] = {}
        self._due = dict.fromkeys(parts, 0.0)
        self._stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        # What is loaded now stays shared: the collector must not touch each object's page in every child.
        gc.collect()
        gc.freeze()
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
            self._running[fork(partial(self._run_part, part), f"douya-{part}")] = (part, now)

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
