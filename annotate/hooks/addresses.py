"""Which addresses may be called: the internet by https, and what the operator names. Pure.

A server that calls what strangers write down can be led into its own network (SSRF): the address is judged
when it is entered, and again by the number that its name stands for at the very moment of the call.
"""

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

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
    parts, port = _parts_of(url)
    if parts is None or parts.scheme not in ("http", "https") or not _can_be_a_name(parts.hostname):
        raise BadAddress(N_("Please write a whole web address, such as https://example.org/douya."))
    assert parts.hostname is not None
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


def _parts_of(url: str) -> tuple[SplitResult | None, int | None]:
    """(parts, port); (None, None) for what is no address, such as half a bracket or port 99999."""
    try:
        parts = urlsplit(url)
        return (None, None) if parts.port == 0 else (parts, parts.port)
    except ValueError:
        return None, None


def _can_be_a_name(host: str | None) -> bool:
    """Whether it can be looked up at all: parts of 1 to 63 signs between dots, or a number of IPv6."""
    if host is None or ":" in host:
        return host is not None and _number_of(host) is not None
    return all(0 < len(part) <= 63 for part in host.removesuffix(".").split("."))


def _number_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_inside(host: str) -> bool:
    # A dot at the end changes nothing about where a name leads.
    host = host.removesuffix(".")
    if _number_of(host) is not None:
        return not may_be_called(host)
    return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def may_be_called(number: str) -> bool:
    """Whether an IP address is one of the public internet."""
    address = ipaddress.ip_address(number)
    if isinstance(address, ipaddress.IPv6Address):
        if address.is_site_local:
            return False
        # 2002::/16 (6to4) leads to the number of IPv4 that it holds.
        address = address.ipv4_mapped or address.sixtofour or address
    return address.is_global and not address.is_multicast and not address.is_reserved
