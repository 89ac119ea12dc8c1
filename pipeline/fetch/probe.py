"""Is this file a whole recording, and what does it say of itself? Looked at without decoding it."""

import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline import media
from pipeline.fetch.privacy import plain
from pipeline.records import Chapter, Published

TAIL_MS = 5_000
# Forms whose length stands in their head; elsewhere it is an estimate, which proves nothing.
_DECLARED = {"flac", "wav", "aiff", "w64"}
_LISTS = {"hls", "applehttp", "dash", "concat", "imf", "sdp", "rtsp"}  # forms that only point at media elsewhere
_ENDINGS = {
    "mp3": ".mp3",
    "ogg": ".ogg",
    "wav": ".wav",
    "flac": ".flac",
    "aac": ".aac",
    "mpegts": ".ts",
    "aiff": ".aiff",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """``duration_ms`` as the file has it, ``declared`` where its head says so and it is no estimate.

    ``reached_ms`` is where its last packet of sound ends (None: not read).
    ``suffix`` is the ending that its form deserves, ``published`` what its own tags say.
    """

    audio: bool
    duration_ms: int | None = None
    reached_ms: int | None = None
    declared: bool = False
    suffix: str = ".bin"
    published: Published = field(default_factory=Published)

    @property
    def missing_ms(self) -> int:
        """How much of the declared length is not there; 0 where none is declared or nothing was read."""
        if self.duration_ms is None or self.reached_ms is None or not self.declared:
            return 0
        return max(0, self.duration_ms - self.reached_ms)


def probe(path: Path, *, through: bool) -> Probe | None:
    """What the file holds, None where it is no media; ``through`` looks for its end, at most 3 s for 3 hours."""
    import av

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            container = media.opened(path)
    except (av.error.FFmpegError, OSError, ValueError):
        return None
    with container:
        if not container.streams.audio or not _LISTS.isdisjoint(container.format.name.split(",")):
            return Probe(audio=False)
        stream = container.streams.audio[0]
        duration_ms = container.duration // 1000 if container.duration else None
        if stream.duration and stream.time_base:
            duration_ms = round(float(stream.duration * stream.time_base) * 1000)
        return Probe(
            audio=True,
            duration_ms=duration_ms,
            reached_ms=_reached_ms(container, stream, duration_ms) if through else None,
            declared=_declares(container.format.name, path),
            suffix=_suffix(container.format.name),
            published=_tags(container),
        )


def _reached_ms(container: Any, stream: Any, duration_ms: int | None) -> int:
    """Where the last packet of sound ends, found at the end where the form can be sought in, else by reading all."""
    import av

    if duration_ms and duration_ms > 2 * TAIL_MS and container.format.name != "mp3":  # whose seeking is a guess
        try:
            container.seek(round((duration_ms - TAIL_MS) / 1000 / stream.time_base), stream=stream)
            reached_ms = _last_ms(container, stream)
            if reached_ms >= duration_ms - TAIL_MS:
                return reached_ms
            container.seek(stream.start_time or 0, stream=stream)
        except (av.error.FFmpegError, OSError, ValueError):
            return _last_ms(container, stream)
    return _last_ms(container, stream)


def _last_ms(container: Any, stream: Any) -> int:
    import av

    reached_ms = 0
    try:
        for packet in container.demux(stream):
            if packet.pts is not None and packet.time_base is not None:
                end = packet.pts + (packet.duration or 0) - (stream.start_time or 0)
                reached_ms = max(reached_ms, round(float(end * packet.time_base) * 1000))
    except (av.error.FFmpegError, OSError, ValueError):
        return reached_ms  # what cannot be read on does not count
    return reached_ms


def _declares(name: str, path: Path) -> bool:
    """Whether the form's head says how long it is; an MP3 does so where its encoder wrote a first frame for it."""
    if name != "mp3":
        return name in _DECLARED or "mp4" in name or "webm" in name
    with path.open("rb") as stream:
        head = stream.read(10)
        if head[:3] == b"ID3":  # its size has seven bits a byte (ID3v2.4.0 structure, section 3.1)
            size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            stream.seek(10 + size)
        frame = stream.read(4096)
    return b"Xing" in frame or b"Info" in frame or b"VBRI" in frame


def _suffix(name: str) -> str:
    if "mp4" in name:
        return ".m4a"
    if "webm" in name:
        return ".webm"
    return _ENDINGS.get(name, ".bin")


def _tags(container: Any) -> Published:
    """Title, date and chapters that the file itself carries."""
    tags = {str(key).lower(): value for key, value in container.metadata.items()}
    day = plain(tags.get("date") or tags.get("tdrc") or tags.get("creation_time"), 10)
    chapters = tuple(
        Chapter(max(0, round(float(row["start"] * row["time_base"]) * 1000)), title)
        for row in (container.chapters() if hasattr(container, "chapters") else ())
        if (title := plain((row.get("metadata") or {}).get("title"), 1000))
    )
    return Published(
        title=plain(tags.get("title"), 1000) or None,
        description=plain(tags.get("description") or tags.get("synopsis") or tags.get("comment"), 100_000) or None,
        date=day if len(day) == 10 and day[4] == day[7] == "-" else None,
        chapters=chapters[:1000],
    )


def cut_off(path: Path) -> bool:
    """Whether an Ogg or WAV file shows by itself that its end is missing.

    An Ogg stream marks its last page (RFC 3533, section 6); a WAV file says its length at its beginning.
    """
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(8)
        if head[:4] == b"RIFF":
            said = int.from_bytes(head[4:], "little") + 8
            return size + 1 < said < 0xFFFFFF00  # the largest numbers mean: not known when it was written
        if head[:4] != b"OggS":
            return False
        stream.seek(max(0, size - 65_307))  # the largest page there can be
        tail = stream.read()
    last = tail.rfind(b"OggS")
    return last < 0 or last + 5 >= len(tail) or not tail[last + 5] & 4


_BEGINNINGS = (b"OggS", b"RIFF", b"ID3", b"fLaC", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf3")


def begins_well(path: Path) -> bool:
    """Whether a file that cannot be read begins as a recording does: then it is the rest that is missing."""
    with path.open("rb") as stream:
        head = stream.read(8)
    return head.startswith(_BEGINNINGS) or head[4:] == b"ftyp"


def looks_like_page(path: Path) -> bool:
    """Whether a file is a web page and no recording."""
    with path.open("rb") as stream:
        head = stream.read(1024).lstrip().lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<?xml"))
