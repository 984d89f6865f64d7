"""Which addresses may be called: the internet by https, and what the operator names. Pure.

A server that calls what strangers write down can be led into its own network (SSRF): the address is judged
when it is entered, and again by the number that its name stands for at the very moment of the call.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from annotate.core.errors import N_

LONGEST = 500


@dataclass(frozen=True)
class Address:
    """Where to call. is_trusted: the operator named this host, so it may be near and without https."""

    scheme: str
    host: str
    port: int
    path: str
    is_trusted: bool


class BadAddress(ValueError):
    """Says why in a msgid."""


def parse_address(url: str, trusted: Collection[str] = ()) -> Address:
    """Raises BadAddress. trusted: hosts, or host:port, that the operator lets be called."""
    if len(url) > LONGEST or any(ord(letter) <= 32 or ord(letter) > 126 for letter in url):
        raise BadAddress(N_("Please write a web address without blanks, such as https://example.org/douya."))
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise BadAddress(N_("Please write a whole web address, such as https://example.org/douya."))
    if parts.username or parts.password or parts.fragment:
        raise BadAddress(
            N_("The address must hold no password and no part after a #. Calls are signed instead.")
        )
    port = port or (443 if parts.scheme == "https" else 80)
    is_trusted = parts.hostname in trusted or f"{parts.hostname}:{port}" in trusted
    if parts.scheme == "http" and not is_trusted:
        raise BadAddress(N_("Only https is called, so that nobody on the way can read along."))
    if not is_trusted and _is_inside(parts.hostname):
        raise BadAddress(
            N_("That address lies inside a private network. Whoever runs this site can allow it.")
        )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, parts.hostname, port, path, is_trusted)


def _is_inside(host: str) -> bool:
    if (
        host == "localhost"
        or host.endswith((".localhost", ".local", ".internal"))
        or "." not in host.strip("[]")
    ):
        return ":" not in host or not may_be_called(host)
    try:
        return not may_be_called(str(ipaddress.ip_address(host)))
    except ValueError:
        return False


def may_be_called(number: str) -> bool:
    """Whether an IP address is one of the public internet."""
    address = ipaddress.ip_address(number)
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address.is_global and not address.is_multicast and not address.is_reserved
