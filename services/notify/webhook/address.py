"""Which addresses may be sent to: HTTPS, and public ones unless configuration allows others.

A name is resolved once for each request, and the request goes to that address: a name that answers otherwise a moment
later (DNS rebinding) leads nowhere else.
"""

import asyncio
import functools
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from services.notify.settings import Network

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST: Final = 2_000
PORT: Final = 443
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: IPv4 addresses behind a translator."""


class AddressError(ValueError):
    """The address is not one that may be sent to; the message says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address read: `host` without brackets, and the rest of the request's target."""

    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORT else f"{host}:{self.port}"


def read_address(address: str, allowed: Sequence[Network]) -> Place:
    """The parts of an address; raises `AddressError` where nothing may ever be sent to it."""
    if len(address) > LONGEST or not address.isascii() or any(letter <= " " or letter in '\\"<>' for letter in address):
        raise AddressError("it is not an address of at most 2,000 plain characters")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError("it is not an address") from error
    if parts.scheme != "https" or not host:
        raise AddressError("it does not begin with https:// and a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressError("it has a user, a password or a fragment")
    if port == 0:
        raise AddressError("its port is 0")
    try:
        literal = ipaddress.ip_address(host)
    except ValueError:
        literal = None
    if literal is not None and not may_be_sent_to(literal, allowed):
        raise AddressError("its address is not public")
    query = f"?{parts.query}" if parts.query else ""
    return Place(host, port or PORT, f"{parts.path or '/'}{query}")


def may_be_sent_to(address: IPAddress, allowed: Sequence[Network]) -> bool:
    """Whether an address is public, or configuration allows it. One that carries another inside is judged by both."""
    inside = _carried(address)
    one_of_ours = any(address in network or (inside is not None and inside in network) for network in allowed)
    return one_of_ours or (_public(address) and (inside is None or _public(inside)))


def _public(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return _public(address.ipv4_mapped)
    return address.is_global and not (address.is_multicast or (address.is_reserved and address not in NAT64))


def _carried(address: IPAddress) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address carries: mapped, 6to4, Teredo's client, NAT64, compatible."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64 or int(address) >> 32 == 0:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


async def resolve(place: Place, allowed: Sequence[Network], threads: Executor | None = None) -> str:
    """The one address to connect to. Raises `AddressError` where any that the name has may not be sent to, `OSError`
    where it has none. Name servers that never answer hold up these `threads` alone.
    """
    asking = functools.partial(socket.getaddrinfo, place.host, place.port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(threads, asking)
    addresses = [ipaddress.ip_address(str(one[4][0])) for one in found]
    if not addresses:
        raise OSError("the name has no address")
    if not all(may_be_sent_to(one, allowed) for one in addresses):
        raise AddressError("its address is not public")
    return str(addresses[0])
