"""Real clusters on this machine; with ``hidden`` folders their workers are as good as on another one."""

import os
import socket
import subprocess
import sys
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
