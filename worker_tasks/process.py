"""Child processes that end with their parent."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent_pid: int) -> None:
    """Ask the kernel for SIGKILL when the parent is gone, however it went."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have gone between the fork and the line above.
    if os.getppid() != parent_pid:
        os._exit(1)


def fork(run: Callable[[], None]) -> int:
    """Run it in a child that shares this process's memory; the child's pid."""
    parent_pid = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    _run_child(run, parent_pid)


def _run_child(run: Callable[[], None], parent_pid: int) -> NoReturn:
    # Nothing may climb back into the parent's loop in the child.
    status = 1
    try:
        die_with_parent(parent_pid)
        run()
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
