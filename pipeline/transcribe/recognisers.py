"""The recognisers there are, told apart by what lies in a model's folder; a new one is a line in ``RECOGNISERS``."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.transcribe.decoding import Whisper

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.transcribe.decoding import Decoder
    from pipeline.transcribe.layout import Layout


class Recogniser(NamedTuple):
    """Who reads which folders.

    ``parts`` are the files without which a folder is none of its models; the first holds the weights, whose hash is
    part of every key. ``load`` is given the folder, how numbers are computed, and on how many threads. ``packages``
    are those whose versions can change what is heard, besides the ones that are in every key already.
    """

    name: str
    parts: tuple[str, ...]
    load: Callable[[str, str, Layout], Decoder]
    packages: tuple[str, ...] = ()


RECOGNISERS = (
    Recogniser(
        "a Whisper model converted for CTranslate2",
        ("model.bin", "config.json", "tokenizer.json"),  # without its tokenizer one would be fetched unasked
        Whisper,
    ),
)


def version(folder: Path, weights: Callable[[Path], str]) -> str:
    """What tells a model from every other: the hash that ``weights`` gives of a file, and its recogniser's packages."""
    recogniser = of(folder) or RECOGNISERS[0]
    releases = [f"{name}={metadata.version(name)}" for name in recogniser.packages]
    return " ".join((weights(folder / recogniser.parts[0]), *releases))


def missing(folder: Path, parts: tuple[str, ...]) -> list[str]:
    """Which of a recogniser's files a folder lacks."""
    return [part for part in parts if not (folder / part).is_file()]


def of(folder: Path) -> Recogniser | None:
    """Who reads a folder, None where nobody does."""
    return next((one for one in RECOGNISERS if not missing(folder, one.parts)), None)


def loaded(path: str, compute_type: str, layout: Layout) -> Decoder:
    """The model in a folder, loaded; a folder that nobody reads is given to the first, who says what is wrong."""
    recogniser = of(Path(path)) or RECOGNISERS[0]
    return recogniser.load(path, compute_type, layout)
