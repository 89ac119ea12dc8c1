"""Media files opened alike wherever they are: files alone, whatever their tags hold."""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import InputContainer


def opened(path: str | PathLike[str]) -> "InputContainer":
    """A media file's container, to be closed by whoever asked for it.

    The file protocol alone is allowed: a playlist in disguise must not open other things. Raises what PyAV raises.
    """
    import av

    only = {"protocol_whitelist": "file"}
    container: InputContainer
    try:  # before PyAV 19, tags that are not UTF-8 failed unless they were told to be ignored
        container = av.open(f"file:{path}", options=only, metadata_errors="ignore")
    except TypeError:
        container = av.open(f"file:{path}", options=only)
    return container
