"""One call to a receiver over the network: where its name leads is looked up once, judged, and that number is called."""

import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from annotate.hooks.addresses import Address, BadAddress, may_be_called, parse_address

_PATIENCE = urllib3.Timeout(connect=5, read=10)
# For the whole talk: a receiver that sends a byte now and then is never too slow for the reads above.
LONGEST_SECONDS = 20.0
# The receiver's answer is not wanted; so much of it is read away to end the talk in good order.
_READ_AWAY = 4096


@dataclass(frozen=True)
class Answer:
    """status: of the answer; without one `fault` says why."""

    status: int | None
    fault: str | None
    took_ms: int


class _NotAllowed(Exception):
    """The name leads into a private network."""


class _TooLong(Exception):
    """The talk as a whole took too long."""


@dataclass
class _Deadline:
    """Cuts the line of a talk that goes on for too long; whoever reads from it is woken."""

    is_over: bool = False
    lines: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        self.is_over = True
        for line in self.lines:
            with suppress(OSError):
                # Not of the class that encrypts: it would change what another thread is reading with.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


def _watched(kind: type[urllib3.connection.HTTPConnection], deadline: _Deadline) -> Any:
    """The same kind of connection, known to the deadline as soon as it stands."""

    class Watched(kind):  # type: ignore[valid-type, misc]
        def connect(self) -> None:
            super().connect()
            deadline.lines.append(self.sock)

    return Watched


def call(url: str, headers: dict[str, str], body: bytes, trusted: Collection[str] = ()) -> Answer:
    """POST a message. Redirects are not followed: they would lead past the check. Never raises for a bad receiver."""
    began = time.monotonic()
    try:
        address = parse_address(url, trusted)
        status, fault = _post(address, _number_of(address), headers, body), None
    except (BadAddress, _NotAllowed):
        status, fault = None, "not_allowed"
    except (socket.gaierror, UnicodeError):
        # Of a name that cannot even be asked for.
        status, fault = None, "name_unknown"
    except SSLError:
        status, fault = None, "certificate"
    except NewConnectionError:
        status, fault = None, "not_reached"
    except (ConnectTimeoutError, ReadTimeoutError, _TooLong):
        status, fault = None, "too_slow"
    except HTTPError:
        status, fault = None, "broken_off"
    return Answer(status, fault, round(1000 * (time.monotonic() - began)))


def _number_of(address: Address) -> str:
    """The IP address to call. Raises socket.gaierror, _NotAllowed."""
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]) for entry in found]
    if not address.is_trusted and not all(may_be_called(number) for number in numbers):
        raise _NotAllowed
    return numbers[0]


def _post(address: Address, number: str, headers: dict[str, str], body: bytes) -> int:
    host = address.host if address.port in (80, 443) else f"{address.host}:{address.port}"
    told = {**headers, "Host": host, "Content-Type": "application/json", "User-Agent": "Douya-Webhooks/1"}
    pool: urllib3.HTTPConnectionPool
    if address.scheme == "https":
        # The certificate must be of the name that was entered, whatever number is called.
        pool = urllib3.HTTPSConnectionPool(
            number,
            address.port,
            timeout=_PATIENCE,
            server_hostname=address.host,
            assert_hostname=address.host,
        )
    else:
        pool = urllib3.HTTPConnectionPool(number, address.port, timeout=_PATIENCE)
    deadline = _Deadline()
    pool.ConnectionCls = _watched(pool.ConnectionCls, deadline)  # type: ignore[arg-type]
    alarm = threading.Timer(LONGEST_SECONDS, deadline.cut)
    alarm.daemon = True
    alarm.start()
    try:
        return _talked(pool, address.path, told, body, deadline)
    except HTTPError:
        if deadline.is_over:
            raise _TooLong from None
        raise
    finally:
        alarm.cancel()


def _talked(
    pool: urllib3.HTTPConnectionPool, path: str, headers: dict[str, str], body: bytes, deadline: _Deadline
) -> int:
    with pool:
        answer = pool.urlopen(
            "POST", path, body=body, headers=headers, retries=False, redirect=False, preload_content=False
        )
        try:
            if deadline.is_over:
                # Half a head is no answer.
                raise _TooLong
            # What was answered stands, whatever becomes of the rest.
            with suppress(HTTPError):
                answer.read(_READ_AWAY)
        finally:
            answer.close()
    return answer.status
