"""`python -m annotate.host`, what `make run` starts: a guardian that keeps one supervisor alive."""

import os
import signal
import sys
import time
from types import FrameType

from annotate.core.settings import SettingError, Settings, load_settings
from annotate.host.console import say
from annotate.host.listening import PortTaken, listen
from annotate.host.processes import die_with_parent
from annotate.host.running import AlreadyRuns, lock
from annotate.host.supervisor import REFUSED, Supervisor


class Guardian:
    """Does nothing but start the supervisor again when it was killed: so little can hardly fail."""

    def __init__(self, settings: Settings, listener: int, began: float) -> None:
        self._settings, self._listener, self._began = settings, listener, began
        self._supervisor = 0
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        while True:
            self._supervisor = self._start()
            if self._stopping:
                os.kill(self._supervisor, signal.SIGTERM)
            _, status = os.waitpid(self._supervisor, 0)
            code = os.waitstatus_to_exitcode(status)
            if code >= 0 or self._stopping:
                return max(code, 0)
            self._began = time.monotonic()
            say("The supervisor was killed; starting all parts again.")

    def _start(self) -> int:
        guardian = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            # Its own session: Ctrl-C comes once, through the guardian. Without a guardian it stops all in order.
            os.setsid()
            die_with_parent(guardian, signal.SIGTERM)
            code = Supervisor(self._settings, self._listener, self._began).run()
        finally:
            os._exit(code)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._supervisor:
            os.kill(self._supervisor, signal.SIGTERM)


def main() -> int:
    began = time.monotonic()
    try:
        settings = load_settings()
        lock(settings.data)
        listener = listen(settings)
    except (SettingError, AlreadyRuns, PortTaken) as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    return Guardian(settings, listener.fileno(), began).run()


if __name__ == "__main__":
    sys.exit(main())
