"""Which machines the downloading child may speak to, enforced where sockets are opened.

Python raises an audit event before every look-up, connection and started process; a hook on it cannot be
removed, sees redirects, extractors and a name that resolves to a private address alike, and sees the number
that is really connected to, so that a name which resolves differently the second time gains nothing.
"""

import ipaddress
import os
import re
import socket
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_RUNTIMES = {"deno", "node", "bun", "qjs", "quickjs"}


class RefusedAddressError(OSError):
    """A connection to a private address, or a program other than a JavaScript runtime, was refused."""


def is_public(host: str) -> bool:
    """Whether a numeric address belongs to the public internet (IPv4 inside IPv6 is looked at too)."""
    try:
        address: Address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return False
    return all(_open(inner) for inner in _inner(address))


def _open(address: Address) -> bool:
    """``is_global`` alone passes some ranges that no public server has."""
    closed = address.is_multicast or address.is_reserved or getattr(address, "is_site_local", False)
    return address.is_global and not closed


def _inner(address: Address) -> list[Address]:
    """The address, or every IPv4 address wrapped in it (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address in _NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    found: list[Address] = [address]
    if address.sixtofour:
        found.append(address.sixtofour)
    if address.teredo:
        found.extend(address.teredo)
    return found


class Guard:
    """The rules for one process; ``hook`` is the audit hook.

    ``proxies`` are hosts that the person named as proxies: they may be private, and what lies behind them is
    judged by the address asked for, for its number is looked up elsewhere.
    """

    def __init__(
        self,
        *,
        allow_private: bool,
        proxies: frozenset[str] = frozenset(),
        any_program: bool = False,
        on_host: Callable[[str], None] = lambda _host: None,
    ) -> None:
        self.allow_private = allow_private
        self.proxies = proxies
        self.any_program = any_program
        self.on_host = on_host
        self.proxy_numbers: set[str] = set()
        self.asking: set[str] = set()

    def hook(self, event: str, args: tuple[object, ...]) -> None:
        """Raise ``RefusedAddressError`` for what is not allowed."""
        if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
            self.check_number(args[1])
        elif event == "socket.getaddrinfo":
            self.note_proxy(str(args[0]))
        elif event == "urllib.Request":
            self.check_url(str(args[0]))
        elif event in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"}:
            self.check_program(args)

    def check_number(self, address: object) -> None:
        """A connection to this socket address."""
        if not isinstance(address, tuple):  # a socket of this machine's own, as resolvers and keyrings use
            return
        host = str(address[0])
        if not (self.allow_private or host in self.proxy_numbers or is_public(host)):
            raise RefusedAddressError(f"{host} is an address of a private network")

    def note_proxy(self, host: str) -> None:
        """Look a proxy's numbers up; the look-up raises its event again, which must not recurse."""
        if host not in self.proxies or host in self.asking:
            return
        self.asking.add(host)
        self.on_host(host)
        try:
            self.proxy_numbers.update(str(row[4][0]) for row in socket.getaddrinfo(host, None))
        except OSError:
            return

    def check_url(self, url: str) -> None:
        """A request for this address, a redirect's target too."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return
        if parts.scheme not in {"http", "https"}:
            raise RefusedAddressError(f"{parts.scheme} is not http or https")
        host = (parts.hostname or "").rstrip(".")
        self.on_host(host)
        local = host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
        if not self.allow_private and (local or (_numeric(host) and not is_public(host))):
            raise RefusedAddressError(f"{host} is an address of a private network")

    def check_program(self, args: tuple[object, ...]) -> None:
        """A program to be started: JavaScript runtimes alone, unless a browser's keyring must be asked."""
        name = program(args)
        if not self.any_program and name and name not in _RUNTIMES:
            raise RefusedAddressError(f"the program {name} may not be started")


def program(args: tuple[object, ...]) -> str:
    """The bare name of the program that an audit event starts.

    The event tells the executable, or (on Windows, or through a shell) a command line that begins with it.
    """
    told = args[0] if args[0] or len(args) < 2 else args[1]
    if isinstance(told, list | tuple):
        told = told[0] if told else ""
    elif isinstance(told, str) and told is not args[0]:
        told = told.split('"')[1] if told.startswith('"') else told.split(" ")[0]
    text = os.fsdecode(told) if isinstance(told, str | bytes | os.PathLike) else ""
    return re.split(r"[/\\]", text.strip())[-1].lower().removesuffix(".exe")


def install(guard: Guard) -> None:
    """Guard this process from now on; there is no way back."""
    sys.addaudithook(guard.hook)


def _numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
