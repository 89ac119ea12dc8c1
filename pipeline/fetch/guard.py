"""Which machines the downloading child may speak to, enforced where sockets are opened.

Python raises an audit event before every look-up, connection and started process; a hook on it cannot be
removed, sees redirects, extractors and a name that resolves to a private address alike, and sees the address
itself, so that a name which resolves differently the second time gains nothing.
"""

import ipaddress
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedAddressError(OSError):
    """A connection to a private address was refused."""


def is_public(host: str) -> bool:
    """Whether a numeric address belongs to the public internet (IPv4 inside IPv6 is looked at too)."""
    try:
        address: Address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return all(inner.is_global and not inner.is_multicast for inner in _inner(address))


def _inner(address: Address) -> list[Address]:
    """The address and every IPv4 address wrapped in it (mapped, 6to4, Teredo, NAT64)."""
    found: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return [address.ipv4_mapped]
        if address.sixtofour:
            found.append(address.sixtofour)
        if address.teredo:
            found.extend(address.teredo)
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return found


def install(
    *, allow_private: bool, proxies: frozenset[str] = frozenset(), on_host: Callable[[str], None] = lambda _host: None
) -> None:
    """Guard this process from now on; ``on_host`` is told every host asked for.

    ``proxies`` are hosts the person named as proxies: they may be private, and what lies behind them is
    judged by the name in the address asked for.
    """
    proxy_addresses: set[str] = set()

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == "socket.connect":
            _check_connect(args[1], allow_private=allow_private, proxies=proxy_addresses)
        elif event == "socket.getaddrinfo":
            host = str(args[0])
            if host in proxies:
                proxy_addresses.update(_numbers(host))
        elif event == "urllib.Request":
            _check_url(str(args[0]), allow_private=allow_private, on_host=on_host)

    sys.addaudithook(hook)


_resolving: set[str] = set()


def _numbers(host: str) -> set[str]:
    """The numeric addresses of a proxy; asking for them raises the event again, which must not recurse."""
    import socket

    if host in _resolving:
        return set()
    _resolving.add(host)
    try:
        return {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except OSError:
        return set()
    finally:
        _resolving.discard(host)


def _check_connect(address: object, *, allow_private: bool, proxies: set[str]) -> None:
    if not isinstance(address, tuple):  # a local socket, as the resolver's own helpers use
        return
    host = str(address[0])
    if allow_private or host in proxies or is_public(host):
        return
    raise RefusedAddressError(f"{host} is an address of a private network")


def _check_url(url: str, *, allow_private: bool, on_host: Callable[[str], None]) -> None:
    parts = urlsplit(url)
    if parts.scheme == "data":
        return
    if parts.scheme not in {"http", "https"}:
        raise RefusedAddressError(f"{parts.scheme} is not http or https")
    host = parts.hostname or ""
    on_host(host)
    if allow_private:
        return
    if host == "localhost" or host.endswith(".localhost") or (_numeric(host) and not is_public(host)):
        raise RefusedAddressError(f"{host} is an address of a private network")


def _numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
