"""A file's bytes → text, with an error that says which line is not UTF-8."""

from pathlib import Path

from pipeline.errors import InputError

MAX_BYTES = 64_000_000
_BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"OggS", b"ID3", b"RIFF", b"\xd0\xcf\x11\xe0")


def data_of(path: Path) -> bytes:
    """The file's bytes; raises `InputError` for a folder, a missing file, one too large or not readable."""
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder.", "Name a file in it.", kind="folder")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(
                f"{path} is larger than {MAX_BYTES // 1_000_000} MB.",
                "Check that this is the right file.",
                kind="too_large",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.", "Check the name and the folder.", kind="no_file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path} cannot be read ({reason}).", "Check its permissions.", kind="unreadable") from error


def decoded(data: bytes, name: str) -> str:
    """The text of a file in UTF-8, its BOM kept; raises `InputError` where it is something else."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError(f"{name} is in UTF-16, not in UTF-8.", "Save it again as UTF-8.", kind="encoding")
    if data.startswith(_BINARY):
        raise InputError(f"{name} is not a text file.", "Name a file of text.", kind="not_text")
    zero = data.find(b"\0")
    if zero >= 0:
        raise InputError(
            f"{name} is not a text file: line {_line(data, zero)} holds a zero byte.",
            "Name a file of text, or save it again as UTF-8.",
            kind="not_text",
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        raise InputError(
            f"{name} is not UTF-8: line {line} holds the byte 0x{data[error.start]:02x}.",
            "Open it in your editor and save it again as UTF-8.",
            kind="encoding",
        ) from error


def _line(data: bytes, offset: int) -> int:
    before = data[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
