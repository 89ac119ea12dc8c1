"""Is this file a whole recording? Looked at without decoding it."""

import warnings
from dataclasses import dataclass
from pathlib import Path

SLACK_MS = 5_000


@dataclass(frozen=True, slots=True)
class Probe:
    """``duration_ms`` as the file declares it, ``reached_ms`` where its last packet of sound ends (None: not read)."""

    duration_ms: int | None
    reached_ms: int | None
    audio: bool

    @property
    def short(self) -> bool:
        """Whether sound ends clearly before the declared length."""
        if self.duration_ms is None or self.reached_ms is None:
            return False
        return self.duration_ms - self.reached_ms > max(SLACK_MS, self.duration_ms // 50)


def probe(path: Path, *, through: bool) -> Probe | None:
    """What the file holds, None where it is no media; ``through`` reads all its packets (about 1 s for 3 hours)."""
    import av

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            container = av.open(str(path), metadata_errors="ignore")
    except (av.error.FFmpegError, OSError, ValueError):
        return None
    with container:
        if not container.streams.audio:
            return Probe(None, None, audio=False)
        stream = container.streams.audio[0]
        duration_ms = container.duration // 1000 if container.duration else None
        if stream.duration and stream.time_base:
            duration_ms = round(float(stream.duration * stream.time_base) * 1000)
        if not through:
            return Probe(duration_ms, None, audio=True)
        reached_ms = 0
        start = stream.start_time or 0
        try:
            for packet in container.demux(stream):
                if packet.pts is None or packet.time_base is None:
                    continue
                end = packet.pts + (packet.duration or 0) - start
                reached_ms = max(reached_ms, round(float(end * packet.time_base) * 1000))
        except (av.error.FFmpegError, OSError):
            pass
        return Probe(duration_ms, reached_ms, audio=True)
