"""Real clusters on this machine; with ``hidden`` folders their workers are as good as on another one."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from played.program import with_children_ended


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


def without(hidden):
    """How a command begins that sees these folders empty, as another machine would; skips where that cannot be done."""
    if not hidden:
        return []
    enter = ["unshare", "--mount", "--", "sh", "-c"]
    mounts = " && ".join(f"mount -t tmpfs none '{folder}'" for folder in hidden)
    try:
        subprocess.run([*enter, mounts], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("folders can be hidden from a process only by root on Linux")
    return [*enter, f'{mounts} && exec "$@"', "sh"]


@contextmanager
def dask(environment, folder, *, workers=2, hidden=()):
    """The address of a scheduler with some worker processes of one thread each."""
    from distributed import Client

    running = []
    port = free_port()

    def begin(command, *words, before=(), env):
        line = [*before, sys.executable, "-m", "distributed.cli." + command, *words, "--no-dashboard"]
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        running.append(subprocess.Popen(line, env=env, cwd=folder, start_new_session=True, **streams))

    begin("dask_scheduler", "--host", "127.0.0.1", "--port", str(port), env={**os.environ, **environment})
    words = ("--nworkers", str(workers), "--nthreads", "1", "--host", "127.0.0.1")
    words += ("--local-directory", str(Path(folder) / "dask"))
    begin("dask_worker", f"tcp://127.0.0.1:{port}", *words, before=without(hidden), env={**os.environ, **environment})
    try:
        with Client(f"tcp://127.0.0.1:{port}", timeout=120, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=120)
        yield f"dask://127.0.0.1:{port}"
    finally:
        for process in reversed(running):
            with_children_ended(process)


@contextmanager
def ray_head(environment, folder, *, cores=2, hidden=()):
    """(the address of a Ray with some cores, the environment in which a client reaches it)."""
    token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    client, port = free_port(), free_port()
    own = tempfile.mkdtemp(prefix="ray-", dir="/tmp")  # the names of its sockets must be short
    words = ("start", "--head", "--block", "--include-dashboard=false", f"--num-cpus={cores}", f"--temp-dir={own}")
    words += (f"--port={port}", f"--ray-client-server-port={client}", "--node-ip-address=127.0.0.1")
    process = subprocess.Popen(
        [*without(hidden), sys.executable, "-m", "ray.scripts.scripts", *words],
        env={**os.environ, **environment, **token},
        cwd=folder,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(client, process)
        yield f"ray://127.0.0.1:{client}", token
    finally:
        with_children_ended(process)
        shutil.rmtree(own, ignore_errors=True)


def wait_for(port, process, seconds=120):
    """Until somebody listens there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the cluster did not start")
