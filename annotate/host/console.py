"""What the person at the terminal sees: our own sentences, and errors that parts write into their logs."""

import json
import os
import sys
from pathlib import Path

_ROTATE_BYTES = 20_000_000
_SIGNS = ('"level":"error"', '"level":"critical"', '"level": "error"', "Traceback", "[ERROR]", "[CRITICAL]")


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _in_short(line: str) -> str:
    """A JSON line as a sentence; any other as it is."""
    try:
        fields = json.loads(line)
    except ValueError:
        return line[:300]
    words = [fields.get(name) for name in ("event", "kind", "part", "route", "code", "error", "status")]
    return " ".join(str(word) for word in words if word is not None)[:300]


class LogWatch:
    """Reads what is new in a log, shows errors, and keeps the file from growing for ever."""

    def __init__(self, name: str, path: Path) -> None:
        self._name, self._path = name, path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._read = path.stat().st_size

    def look(self) -> None:
        size = self._path.stat().st_size
        if size < self._read:
            self._read = 0
        if size > self._read:
            with self._path.open("rb") as file:
                file.seek(self._read)
                self._show(file.read(size - self._read).decode(errors="replace"))
            self._read = size
        if size > _ROTATE_BYTES:
            self._rotate()

    def _show(self, text: str) -> None:
        for line in text.splitlines():
            if any(sign in line for sign in _SIGNS):
                say(f"{self._name}: {_in_short(line)} (more in {self._path})")

    def _rotate(self) -> None:
        # Writers append, so that emptying the file under them is safe; a line written in between may be lost.
        older = self._path.with_suffix(".1.log")
        older.write_bytes(self._path.read_bytes())
        os.truncate(self._path, 0)
        self._read = 0

    def tail(self, lines: int = 15) -> str:
        return "\n".join(self._path.read_text(errors="replace").splitlines()[-lines:])
