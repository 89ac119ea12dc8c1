"""Which addresses the downloading child may reach."""

import socket
import subprocess
import sys

import pytest

from pipeline.fetch.guard import Guard, RefusedAddressError, is_public, program

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "255.255.255.255", "224.0.0.1", "192.0.2.7", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:db8::1", "fec0::1", "::7f00:1", "240.0.0.1", "64:ff9b:1::a00:1", "localhost", "example.com", "",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses(host):
    """Whatever form they take; a name is no number, so it is refused where a number is due."""
    assert not is_public(host)


@pytest.mark.parametrize("host", PUBLIC)
def test_public_addresses(host):
    """The internet, also as mapped IPv4."""
    assert is_public(host)


def test_connections_are_judged_by_number():
    """A name that looks public and resolves to a private number is refused at the connection."""
    guard = Guard(allow_private=False)
    guard.hook("socket.connect", (None, ("8.8.8.8", 443)))
    with pytest.raises(RefusedAddressError):
        guard.hook("socket.connect", (None, ("192.168.1.1", 80)))
    with pytest.raises(RefusedAddressError):
        guard.hook("socket.sendto", (None, ("127.0.0.1", 53)))


def test_private_addresses_may_be_allowed():
    """As tests and a home server need."""
    Guard(allow_private=True).hook("socket.connect", (None, ("127.0.0.1", 80)))


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://pod.example/x", "gopher://x/", "http://127.0.0.1/", "http://localhost:80/", "http://[::1]/",
            "http://printer.local/", "http://metadata.google.internal/"]
)  # fmt: skip
def test_addresses_asked_for_are_judged_too(url):
    """Behind a proxy the number is looked up elsewhere; and other schemes open more than the web."""
    with pytest.raises(RefusedAddressError):
        Guard(allow_private=False).hook("urllib.Request", (url, None, {}, "GET"))


def test_every_host_is_told_of():
    """Redirects come as requests of their own."""
    told = []
    guard = Guard(allow_private=False, on_host=told.append)
    guard.hook("urllib.Request", ("https://pod.example/a?b", None, {}, "GET"))
    guard.hook("urllib.Request", ("data:text/plain,x", None, {}, "GET"))

    assert told == ["pod.example"]


def test_a_named_proxy_may_be_private_and_nothing_else():
    """Its numbers are those it has when it is looked up."""
    guard = Guard(allow_private=False, proxies=frozenset({"127.0.0.1"}))
    guard.hook("socket.getaddrinfo", ("127.0.0.1", 3128, 0, 0, 0))
    guard.hook("socket.connect", (None, ("127.0.0.1", 3128)))
    with pytest.raises(RefusedAddressError):
        guard.hook("socket.connect", (None, ("127.0.0.2", 3128)))


STARTED = [
    (("/usr/bin/ffmpeg", ["ffmpeg", "-i"], None, None), "ffmpeg"),
    (("/opt/my bin/deno", ["deno", "run"], None, None), "deno"),
    ((b"/opt/bin/node", [b"node"], None, None), "node"),
    ((None, r'"C:\Program Files\deno\DENO.EXE" run -', None, None), "deno"),
    ((None, r"C:\tools\ffmpeg.exe -i x", None, None), "ffmpeg"),
    ((None, ["/bin/sh", "-c", "deno"], None, None), "sh"),
    ((None, ["/my programs/deno", "run"], None, None), "deno"),
    ((None, None, None, None), ""),
    (("rm -r x",), "rm -r x"),
    (("",), ""),
]


@pytest.mark.parametrize(("args", "name"), STARTED)
def test_a_program_is_known_by_its_name(args, name):
    """However the system words its start."""
    assert program(args) == name


@pytest.mark.parametrize("args", [args for args, name in STARTED if name])
@pytest.mark.parametrize("event", ["subprocess.Popen", "os.system", "os.posix_spawn"])
def test_no_program_but_a_javascript_runtime_is_started(event, args):
    """A browser's keyring may be asked where its cookies are wanted."""
    Guard(allow_private=True, any_program=True).hook(event, args)
    if program(args) in {"deno", "node"}:
        Guard(allow_private=True).hook(event, args)
    else:
        with pytest.raises(RefusedAddressError):
            Guard(allow_private=True).hook(event, args)


HELD = """
import socket, urllib.request
from pipeline.fetch.guard import Guard, RefusedAddressError, install
install(Guard(allow_private=False))
port = int(input())
tries = {
    "socket": lambda: socket.socket().connect(("127.0.0.1", port)),
    "create_connection": lambda: socket.create_connection(("localhost", port), timeout=5),
    "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", port)),
    "urllib": lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5),
    "machine's own name": lambda: socket.create_connection((socket.gethostname(), port), timeout=5),
}
for name, attempt in tries.items():
    try:
        attempt()
        print("CONNECTED", name)
    except RefusedAddressError:
        pass
    except OSError as error:
        if not isinstance(getattr(error, "reason", None), RefusedAddressError) and not isinstance(error, socket.gaierror):
            print("OTHER", name, error)
print("done")
"""


def test_a_guarded_process_cannot_reach_this_machine():
    """The hook holds for every way that Python has to open a connection; a listener hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        done = subprocess.run(
            [sys.executable, "-c", HELD],
            input=str(listener.getsockname()[1]),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        with pytest.raises(TimeoutError):
            listener.accept()

    assert done.stdout == "done\n", done.stdout + done.stderr
