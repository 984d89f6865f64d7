"""The web's socket, opened before anything else starts and kept open through every restart."""

import errno
import socket

from annotate.core.settings import Settings


class PortTaken(Exception):
    """Another program listens there."""


def listen(settings: Settings) -> socket.socket:
    """A bound socket that children inherit. Raises PortTaken with what to write instead."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise
        raise PortTaken(
            f"{settings.host}:{settings.port} cannot be used: {error.strerror}. "
            f"Another program may be listening there; use another port: DOUYA_PORT={settings.port + 1} make run"
        ) from error
    listener.set_inheritable(True)
    return listener


def address_of(settings: Settings) -> str:
    """Where a browser on this machine finds the web."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
    return settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"
