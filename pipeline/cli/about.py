"""`earmark --version`: what a bug report needs to say."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version

from rich.console import Console

from pipeline import __version__
from pipeline.errors import EarmarkError
from pipeline.records import Settings

LIBRARIES = ("faster-whisper", "ctranslate2", "onnxruntime", "av", "numpy", "yt-dlp", "pydub", "rapidfuzz", "jinja2")


def show(out: Console) -> None:
    """Print the versions of earmark, Python, the libraries that matter, and the model a run would choose."""
    from pipeline import transcribe

    out.print(f"earmark {__version__}", highlight=False)
    out.print(f"  Python {sys.version.split()[0]} on {platform.platform()}", highlight=False)
    for name in LIBRARIES:
        out.print(f"  {name} {_version(name)}", highlight=False)
    try:
        choice = transcribe.choose_model(Settings(offline=True))
        out.print(f"  model {choice.name} ({choice.version[:12]})", highlight=False)
    except EarmarkError:
        out.print("  no model installed yet", highlight=False)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
