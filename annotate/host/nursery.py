"""`python -m annotate.host.nursery NAME=MODULE...`: loads web and workers once and forks them all from there.

They share what they have loaded, which halves their memory, and one that is killed is back at once.
Each module has `parts(settings)`, what to run by name; what those say goes into log/NAME.log.
"""

import importlib
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from annotate.core.settings import Settings, load_settings
from annotate.host.parent import Parent, Parts

STANDARD_OUTPUT, STANDARD_ERROR = 1, 2


def _write_to(log: Path, run: Callable[[], None]) -> None:
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(file, STANDARD_OUTPUT)
    os.dup2(file, STANDARD_ERROR)
    os.close(file)
    run()


def load(modules: dict[str, str], settings: Settings) -> Parts:
    """All parts of all modules, each writing into the log of its module's name."""
    found: Parts = {}
    for name, module in modules.items():
        log = settings.data / "log" / f"{name}.log"
        parts: Parts = importlib.import_module(module).parts(settings)
        found |= {part: partial(_write_to, log, run) for part, run in parts.items()}
    return found


def main() -> None:
    modules = dict(argument.split("=", 1) for argument in sys.argv[1:])
    Parent(load(modules, load_settings())).run()


if __name__ == "__main__":
    main()
