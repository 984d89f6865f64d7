"""Processes that end with their parent, however it ends."""

import ctypes
import os
import signal
from collections.abc import Callable
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent_pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel for a signal when the parent is gone. Called in the child, before it does anything else."""
    _libc.prctl(_PR_SET_PDEATHSIG, number)
    # It may have gone between the fork and the line above.
    if os.getppid() != parent_pid:
        os._exit(1)


def call_myself(name: str) -> None:
    """What `ps -e` and `top` show for this process (15 letters)."""
    _libc.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def name_of(pid: int) -> str:
    """What a process calls itself; '' when it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def dying_with_me() -> Callable[[], None]:
    """For `Popen(preexec_fn=...)`: the started program dies with this process."""
    parent_pid = os.getpid()
    return lambda: die_with_parent(parent_pid)


def is_alive(pid: int) -> bool:
    """False for one that is gone, or dead and not yet fetched by its parent."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
