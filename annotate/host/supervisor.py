"""Starts the parts of one instance, starts each again when it ends, stops all together."""

import dataclasses
import http.client
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from annotate.core.settings import Settings
from annotate.host.console import LogWatch, say
from annotate.host.listening import address_of
from annotate.host.parts import PROGRAM, Part, environment, parts_of
from annotate.host.processes import dying_with_me

LOOK_SECONDS = 0.1
STOP_SECONDS = 10.0
# A part that cannot even start once is a fault to show, not to repeat.
TRIES_BEFORE_READY = 3
FAILED = 1
REFUSED = 2


class Supervisor:
    """One instance on one machine. `run` gives the exit code."""

    def __init__(self, settings: Settings, listener: int, began: float) -> None:
        self._settings, self._began = settings, began
        self._parts = parts_of(settings, listener)
        logs = {part.name: part.log for part in self._parts}
        logs |= {name: settings.data / "log" / f"{name}.log" for name in PROGRAM}
        self._watches = {name: LogWatch(name, log) for name, log in logs.items()}
        self._stopping = self._ready = False
        self._demo: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        if self._prepare() != 0:
            return REFUSED
        code = self._watch()
        self._stop()
        return code

    def _prepare(self) -> int:
        command = [sys.executable, "-m", "annotate.host.prepare"]
        return subprocess.run(command, check=False, preexec_fn=dying_with_me()).returncode

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _watch(self) -> int:
        while not self._stopping:
            for part in self._parts:
                if part.keep_running():
                    say(f"{part.name} ended and was started again.")
            for watch in self._watches.values():
                watch.look()
            broken = self._broken()
            if broken is not None:
                say(f"{broken.name} does not start. The end of {broken.log}:")
                say(self._watches[broken.name].tail())
                return FAILED
            if not self._ready and self._web_answers():
                self._ready = True
                self._say_ready()
            self._tend_demo()
            time.sleep(LOOK_SECONDS)
        return 0

    def _broken(self) -> Part | None:
        if self._ready:
            return None
        return next((part for part in self._parts if part.quick_deaths >= TRIES_BEFORE_READY), None)

    def _web_answers(self) -> bool:
        host = "127.0.0.1" if self._settings.host in ("0.0.0.0", "::") else self._settings.host  # noqa: S104
        connection = http.client.HTTPConnection(host, self._settings.port, timeout=0.5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _say_ready(self) -> None:
        say(f"Douya is ready at {address_of(self._settings)} ({time.monotonic() - self._began:.1f} s).")
        say(f"Data: {self._settings.data.resolve()}. Stop with Ctrl-C.")
        if self._settings.demo and self._log_ins.exists():
            say(self._log_ins.read_text().rstrip())

    @property
    def _log_ins(self) -> Path:
        """What the demo printed; it is there once the demo is loaded."""
        return self._settings.data / "demo-log-ins.txt"

    def _tend_demo(self) -> None:
        """Load the demo once, beside the running parts: its pictures need the workers."""
        if not (self._ready and self._settings.demo) or self._log_ins.exists():
            return
        draft = self._log_ins.with_suffix(".draft")
        if self._demo is None:
            say("Loading the demo: pictures are drawn, two years of work are made up. This happens once.")
            with draft.open("wb") as printed:
                self._demo = subprocess.Popen(
                    [sys.executable, "-m", "flask", "--app", "wsgi", "demo"],
                    env=environment(self._settings) | {"DOUYA_DEMO": "1"},
                    stdin=subprocess.DEVNULL,
                    stdout=printed,
                    start_new_session=True,
                    preexec_fn=dying_with_me(),
                )
        elif self._demo.poll() == 0:
            draft.rename(self._log_ins)
            say(self._log_ins.read_text().rstrip())
            say(f"The demo is ready ({time.monotonic() - self._began:.1f} s after the start).")
        elif self._demo.poll() is not None:
            say("The demo could not be loaded; try again with: .venv/bin/flask --app wsgi demo")
            self._settings = dataclasses.replace(self._settings, demo=False)

    def _stop(self) -> None:
        say("Stopping ...")
        if self._demo is not None and self._demo.poll() is None:
            self._demo.kill()
        deadline = time.monotonic() + STOP_SECONDS
        # The queue is last in the list, so that jobs in hand can end.
        for part in self._parts:
            part.ask_to_stop()
            part.stop_by(deadline)
        say("Stopped. Everything is kept.")
