"""Notes from the clipboard: read by the program that each system has for it, as HTML where that holds more."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from pipeline import files
from pipeline.errors import InputError, UsageError

PATIENCE_S = 10
_POWERSHELL = ("powershell", "-NoProfile", "-NonInteractive", "-Command")
_UTF8 = "[Console]::OutputEncoding = [System.Text.Encoding]::UTF8; "
TEXT = {
    "darwin": (("pbpaste",),),
    "win32": ((*_POWERSHELL, _UTF8 + "Get-Clipboard -Raw"),),
    "linux": (
        ("wl-paste", "--no-newline"),
        ("xclip", "-selection", "clipboard", "-o"),
        ("xsel", "--clipboard", "--output"),
    ),
}
HTML = {
    "darwin": (("osascript", "-e", "the clipboard as «class HTML»"),),
    "win32": ((*_POWERSHELL, _UTF8 + "Get-Clipboard -TextFormatType Html"),),
    "linux": (
        ("wl-paste", "--no-newline", "--type", "text/html"),
        ("xclip", "-selection", "clipboard", "-t", "text/html", "-o"),
    ),
}
_STRUCTURE = re.compile(r"<(?:li|h[1-6]|blockquote|td|a\s[^<>]{0,1000}href)\b", re.IGNORECASE)
_MAC = re.compile(r"«data HTML([0-9A-Fa-f]{2,})»")
_FRAGMENT = re.compile(r"<!--\s?StartFragment\s?-->(.*?)<!--\s?EndFragment\s?-->", re.DOTALL)
_TITLE = re.compile(r"title:[ \t]*(\S.{0,200})", re.IGNORECASE)


def saved(folder: Path) -> Path:
    """The clipboard's notes as a file in ``folder``, named after their title or first words.

    Raises UsageError where the system has no program that reads its clipboard, InputError where it holds no text.
    """
    text = _first(TEXT)
    if text is None:
        raise UsageError(
            "The clipboard cannot be read on this machine.",
            "On Linux install wl-clipboard or xclip; or save the notes as a file and name it.",
            kind="no-clipboard",
        )
    if not text.strip():
        raise InputError("The clipboard holds no text.", "Copy your notes again, all of them.", kind="empty")
    page = _structured(_first(HTML) or "")
    path = folder / f"{name_of(text)}{'.html' if page else '.md'}"
    files.write(path, (page or text).encode("utf-8", "replace"))
    return path


def name_of(text: str) -> str:
    """A file's name from the notes' title, or else their first words, so that the same notes have the same name."""
    title = next((found[1] for line in text.splitlines()[:20] if (found := _TITLE.match(line))), None)
    line = title or next((line for line in text.splitlines() if re.search(r"[^\W\d_]", line)), "")
    words = re.findall(r"[^\W_]+", line.casefold())
    first = next((at for at, word in enumerate(words) if word.isalpha()), len(words))  # past a time
    return "-".join(["pasted", *words[first : first + 8]])[:60].rstrip("-")


def _first(programs: dict[str, tuple[tuple[str, ...], ...]]) -> str | None:
    """What the first of these programs gives that is here and succeeds."""
    for command in programs.get(sys.platform, programs["linux"]):
        path = shutil.which(command[0])
        if path is None:
            continue
        try:
            done = subprocess.run([path, *command[1:]], capture_output=True, timeout=PATIENCE_S, check=True)  # noqa: S603 - a fixed command, no shell
        except (OSError, subprocess.SubprocessError):
            continue
        return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    return None


def _structured(page: str) -> str | None:
    """The copied part of a page, where it has lists, headings or links that plain text would lose."""
    found = _MAC.search(page)
    if found:
        page = bytes.fromhex(found[1][: len(found[1]) // 2 * 2]).decode("utf-8", "replace")
    fragment = _FRAGMENT.search(page)
    page = fragment[1] if fragment else page
    return f"<!DOCTYPE html>\n{page}" if _STRUCTURE.search(page) else None
