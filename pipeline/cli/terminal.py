"""The terminal itself: nothing that a title or a caption holds can command it, and any console can show any text."""

import codecs
import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console, ConsoleOptions
from rich.segment import Segment

_UNWRITABLE = "earmark_escaped"  # the name of the handler below, as `codecs` knows it


class Screen(Console):
    """A console on which text is text: characters that steer a terminal or turn text around are left out."""

    def render(self, renderable: Any, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is written, piece by piece; rich's own steering stays."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))


def harmless(text: str) -> str:
    """The text without control characters and direction overrides; line breaks and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char in "\n\t" or char.isprintable() or char.isspace())


def write_anything() -> None:
    r"""Let a console that knows few characters (Windows' cp1252, say) show the others as ``\u2192``.

    In JSON that is the character itself, so programs are told the same everywhere.
    """
    codecs.register_error(_UNWRITABLE, _escaped)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_UNWRITABLE)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end
