"""One call to a receiver over the network: where its name leads is looked up once, judged, and that number is called."""

import socket
import time
from collections.abc import Collection
from dataclasses import dataclass

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


def call(url: str, headers: dict[str, str], body: bytes, trusted: Collection[str] = ()) -> Answer:
    """POST a message. Redirects are not followed: they would lead past the check. Never raises for a bad receiver."""
    began = time.monotonic()
    try:
        address = parse_address(url, trusted)
        status, fault = _post(address, _number_of(address), headers, body), None
    except (BadAddress, _NotAllowed):
        status, fault = None, "not_allowed"
    except socket.gaierror:
        status, fault = None, "name_unknown"
    except SSLError:
        status, fault = None, "certificate"
    except NewConnectionError:
        status, fault = None, "not_reached"
    except (ConnectTimeoutError, ReadTimeoutError):
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
    with pool:
        answer = pool.urlopen(
            "POST",
            address.path,
            body=body,
            headers=told,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            answer.read(_READ_AWAY)
        finally:
            answer.close()
    return answer.status
