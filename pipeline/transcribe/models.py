"""Which speech model to hear with, and where its files are.

A model is a local folder, a name that faster-whisper knows (fetched once from its hub into the hub's
own cache), or one that an installed Python package carries (``packaged``), so that a machine without
network can work too.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import itertools
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.transcribe import packaged, recognisers

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.records import Settings

_DEFAULTS = ("small", "base", "tiny", "tiny.en")
"""Names tried in turn without a network, best first, for a machine of ordinary size."""

FAMILIES = ("tiny", "base", "small", "medium", "turbo", "large")
"""Model families by how well they hear, worst first."""

_INSTALL = "pip install 'earmark[base]'"


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model that is here: its name, its folder, the SHA-256 of its weights, and why it was chosen."""

    name: str
    path: str
    version: str
    why: str


def rank(name: str) -> int:
    """How well a model hears, by the best family in its name: its place in ``FAMILIES``, -1 for an unknown one."""
    return next((place for place, family in reversed([*enumerate(FAMILIES)]) if family in name.lower()), -1)


def choose_model(settings: Settings, *, log: Callable[[str], None] | None = None) -> ModelChoice:
    """The model to use: the one named in the settings, else one that suits this machine.

    ``log`` is told in a sentence before anything is fetched from the hub. Raises ModelError where the
    model cannot be had, naming the one command that would help.
    """
    if settings.model:
        return _named(settings.model, settings, log)
    return _default(settings, log)


def _named(name: str, settings: Settings, log: Callable[[str], None] | None) -> ModelChoice:
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _from_folder(folder, folder.name, "the folder you named")
    if folder.exists() or _looks_like_path(name):
        what = f"{name} is not a folder." if folder.exists() else f"There is no folder {name}."
        raise ModelError(
            what,
            "A model is a folder with model.bin, config.json and tokenizer.json, or a name such as base.",
            kind="not_a_model",
        )
    found = packaged.find(name)
    if found is not None:
        return _choice(found, name, "you named it; an installed package carries it")
    return _choice(_from_hub(name, settings, log), name, "you named it")


def _looks_like_path(name: str) -> bool:
    return name.startswith((".", "~", "/", "\\")) or name.count("/") > 1 or "\\" in name


def _default(settings: Settings, log: Callable[[str], None] | None) -> ModelChoice:
    """The best model that is here already; else the hub's, of the size that suits this machine."""
    suits = "small" if _memory_gb() >= 6 and _cores() >= 4 else "base"
    candidates = [
        name
        for name in _DEFAULTS[_DEFAULTS.index(suits) :]
        if settings.language in {None, "en"} or not name.endswith(".en")
    ]
    machine = f"{_cores()} cores, {_memory_gb():.0f} GB"
    for name in candidates:
        folder = packaged.find(name) or _in_hub_cache(name)
        if folder is not None:
            return _choice(folder, name, f"the best model on this machine already that suits it ({machine})")
    if settings.offline:
        raise _nothing_here("--offline forbids fetching one.")
    return _choice(_from_hub(suits, settings, log), suits, f"it suits this machine ({machine})")


def _nothing_here(why: str) -> ModelError:
    return ModelError(f"No speech model is on this machine, and {why}", f"Run: {_INSTALL}", kind="no_model")


def _from_folder(folder: Path, name: str, why: str) -> ModelChoice:
    if recognisers.of(folder) is None:
        missing = recognisers.missing(folder, recognisers.RECOGNISERS[0].parts)
        readable = " or ".join(one.name for one in recognisers.RECOGNISERS)
        raise ModelError(
            f"{folder} is not a speech model: {', '.join(missing)} not found in it.",
            f"Name a folder that holds {readable}, or a name such as base.",
            kind="not_a_model",
        )
    return _choice(folder, name, why)


def _choice(folder: Path, name: str, why: str) -> ModelChoice:
    return ModelChoice(name, str(folder), recognisers.version(folder, weights_sha256), why)


def weights_sha256(weights: Path) -> str:
    """The SHA-256 of a model's weights; read off the file's name where the hub's cache says it."""
    blob = weights.resolve().name
    if weights.is_symlink() and re.fullmatch(r"[0-9a-f]{64}", blob):
        return blob
    return file_sha256(weights)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _known(name: str) -> bool:
    from faster_whisper.utils import available_models

    return name in available_models() or re.fullmatch(r"[\w.-]+/[\w.-]+", name) is not None


def _in_hub_cache(name: str) -> Path | None:
    """The folder of a model that was fetched before, or None."""
    from faster_whisper.utils import download_model

    try:
        folder = Path(download_model(name, local_files_only=True))
    except Exception:  # noqa: BLE001 - the hub's client raises many kinds; all mean that it is not here
        return None
    return None if recognisers.of(folder) is None else folder  # a download that was interrupted goes on


def _from_hub(name: str, settings: Settings, log: Callable[[str], None] | None) -> Path:
    from faster_whisper.utils import available_models, download_model

    if not _known(name):
        raise ModelError(
            f"No model is called {name}.",
            f"Choose one of {', '.join(available_models())}, or name a folder.",
            kind="unknown_model",
        )
    here = _in_hub_cache(name)
    if here is not None:
        return here
    if settings.offline:
        raise _nothing_here(f"{name} would have to be fetched, which --offline forbids.")
    try:
        return Path(_patiently(functools.partial(download_model, name), name, log))
    except Exception as error:
        raise ModelError(
            f"The speech model {name} could not be fetched ({type(error).__name__}).",
            f"Connect to the network and try again, or run: {_INSTALL}",
            kind="not_fetched",
        ) from error


def _patiently(fetch: Callable[[], str], name: str, log: Callable[[str], None] | None) -> str:
    """The result of a download in another thread, so that every second something is said of it."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(fetch)
        for second in itertools.count():
            if log is not None:
                log(f"fetching the speech model {name} from huggingface.co, kept for later runs ({second} s)")
            with contextlib.suppress(concurrent.futures.TimeoutError):
                return running.result(timeout=1)
    raise AssertionError


def _cores() -> int:
    from pipeline.transcribe.layout import cores

    return cores()


def _memory_gb() -> float:
    from pipeline.transcribe.layout import memory_bytes

    return memory_bytes() / 1e9
