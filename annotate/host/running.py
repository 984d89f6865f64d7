"""One instance per data folder: who runs holds the lock."""

import fcntl
import os
from pathlib import Path


class AlreadyRuns(Exception):
    """Another instance uses this data folder."""


def lock(data: Path) -> int:
    """Take the folder until this process and its forks are gone; the lock's file. Raises AlreadyRuns."""
    file = os.open(data / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(file)
        raise AlreadyRuns(
            f"Douya already runs with the data in {data.resolve()}. "
            "Stop that one, or set DOUYA_DATA to another folder."
        ) from error
    os.ftruncate(file, 0)
    os.write(file, str(os.getpid()).encode())
    return file
