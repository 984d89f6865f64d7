"""Children that share what their parent has loaded, and end with it."""

import os
import random
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn

from annotate.host.processes import call_myself, die_with_parent


def fork(run: Callable[[], None], name: str) -> int:
    """Run it in a child that shares this process's memory; the child's pid. name: what `ps -e` and `top` show."""
    parent_pid = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    _run_child(run, name, parent_pid)


def _run_child(run: Callable[[], None], name: str, parent_pid: int) -> NoReturn:
    # Nothing may climb back into the parent's loop in the child.
    status = 1
    try:
        die_with_parent(parent_pid)
        call_myself(name)
        # Or all children would draw the same numbers.
        random.seed()
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
