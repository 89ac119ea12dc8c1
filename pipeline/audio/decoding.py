"""Media → samples, as a stream.

Positions are counted in decoded samples, because what containers say of themselves is often wrong:
an MP3's header may promise another length, a download may end in the middle. Time stamps are used
for two things alone, to find a place after a seek and to notice sound that is missing in the middle.
"""

from __future__ import annotations

import bisect
import contextlib
import functools
import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import media
from pipeline.audio.mixing import GAP_S, Mixer
from pipeline.errors import MediaError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet

SAMPLE_RATE = 16_000
"""Samples a second of everything that ``stream`` gives: what Whisper and Silero hear."""

_PREROLL_MS = 1_000
"""Sound decoded and thrown away before a place that was sought: Opus asks for 80 ms, MP3 for some frames."""

_POSTROLL_MS = 500
"""Sound decoded after an end: filters that change the rate look some milliseconds ahead."""

_SEEKABLE = {"ogg", "matroska,webm", "mov,mp4,m4a,3gp,3g2,mj2", "wav", "flac"}
"""Containers with an index or time stamps of their own. Others (MP3, ADTS) guess the place from the
bit rate, which is wrong for variable ones; they are read through once, without decoding, and remembered."""

_LANDMARK_S = 5

_PLAYLISTS = {"hls", "dash", "concat", "sdp", "rtsp", "lavfi", "tty", "image2"}


def stream(path: str | Path, *, start_ms: int = 0, end_ms: int | None = None) -> Iterator[np.ndarray]:
    """The sound of a media file as float32 blocks, mono, 16 kHz, between two times.

    Blocks are some ten seconds long; all but the last are equally long. Damaged stretches are left
    out (filled with silence where the container says how long they were), a file that ends early ends
    here early. Raises MediaError for a file that is not media, has no sound, or has none at all in it.
    """
    for block in pcm(path, rate=SAMPLE_RATE, start_ms=start_ms, end_ms=end_ms):
        yield block.astype("float32") / 32768


def pcm(path: str | Path, *, rate: int, start_ms: int = 0, end_ms: int | None = None) -> Iterator[np.ndarray]:
    """The same as ``stream`` as 16-bit samples at any rate."""
    begin, end = _samples(start_ms, rate), None if end_ms is None else _samples(end_ms, rate)
    heard = False
    for at, block in _placed(path, rate, start_ms, end_ms):
        heard = True
        first = max(0, begin - at)
        last = len(block) if end is None else min(len(block), end - at)
        if first < last:
            yield block[first:last]
        if end is not None and at + len(block) >= end:
            return
    if not heard and start_ms == 0:
        raise MediaError(
            f"There is no sound in {path}: not one sample of it can be decoded.",
            "Download the recording again, or play it to see whether it is damaged.",
            kind="empty",
        )


def duration_ms(path: str | Path) -> int:
    """How long a recording is, by the packets in it and not by what its header says.

    Nothing is decoded, so that three hours take about a second. Raises MediaError as ``stream`` does.
    """
    return measured(path)[0]


def measured(path: str | Path) -> tuple[int, bool]:
    """How long a recording is, and whether the time stamps in it are such that any part can be found by them.

    They are where each packet begins at the end of the one before, so that no sound is missing or said twice.
    """
    try:
        changed_ns = Path(path).stat().st_mtime_ns
    except OSError:
        changed_ns = 0
    return _measured(str(path), changed_ns)


@functools.lru_cache(maxsize=16)
def _measured(path: str, changed_ns: int) -> tuple[int, bool]:  # noqa: ARG001 - another file, another answer
    with _opened(path) as (container, source):
        end = counted = 0  # in whole time stamps: fractions would take longer than the reading
        base = source.time_base or Fraction(1, SAMPLE_RATE)
        origin = _origin(container, source)
        due, apart, even = int(origin / base), int(GAP_S / base), True
        for packet in _packets(container, source):
            lasts, stamp = packet.duration or 0, packet.pts
            counted += lasts
            if stamp is None:
                even = even and not packet.size  # the last packet of all is empty
                continue
            even = even and abs(stamp - due) <= apart and lasts > 0
            due = stamp + lasts
            end = max(end, due)
        length = end * base - origin
        if length <= 0:
            length = counted * base
    if length > 0:
        return round(length * 1000), even
    return sum(len(block) for block in pcm(path, rate=SAMPLE_RATE)) * 1000 // SAMPLE_RATE, False


def _samples(ms: int, rate: int) -> int:
    return ms * rate // 1000


@contextlib.contextmanager
def _opened(path: str | Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    """The container and its main sound; every failure of opening becomes a MediaError."""
    import av

    again = "Give an audio or video file, or a link to one."
    try:
        container = media.opened(path)
    except FileNotFoundError as error:
        raise MediaError(f"There is no file {path}.", "Check the path.", kind="missing") from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise MediaError(f"{path} is not a media file that can be read.", again, kind="not_media") from error
    with container:
        if _PLAYLISTS & set(container.format.name.split(",")):
            raise MediaError(f"{path} is a {container.format.name} list, not a recording.", again, kind="not_media")
        if not container.streams.audio:
            raise MediaError(f"{path} has no sound in it.", again, kind="no_audio")
        source = container.streams.best("audio") or container.streams.audio[0]
        source.codec_context.thread_count = 1  # the cores belong to the decoding of speech
        yield container, source  # type: ignore[misc]  # best() is typed for any stream; it was asked for sound


def _origin(container: InputContainer, source: AudioStream) -> Fraction:
    """The time stamp that counts as 0: where the file begins, or its sound, if that is soon after."""
    begin = Fraction(container.start_time or 0, 1_000_000)
    sound = (source.start_time or 0) * (source.time_base or Fraction(1, SAMPLE_RATE))
    return sound if 0 < sound - begin < GAP_S else begin


def _packets(container: InputContainer, source: AudioStream) -> Iterator[Packet[AudioStream]]:
    """Packets up to the end or to where the file breaks off."""
    import av

    packets = container.demux(source)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.EOFError):
            return
        except (av.FFmpegError, OSError):
            return
        yield packet


def _frames(container: InputContainer, source: AudioStream, path: str, start_ms: int) -> Iterator[AudioFrame]:
    """Decoded frames from a little before a time on; what cannot be decoded is passed over."""
    import av

    base = source.time_base or Fraction(1, SAMPLE_RATE)
    place = max(0, start_ms - _PREROLL_MS)
    target = _origin(container, source) + Fraction(place, 1000)
    landmark, sought = (None, False) if place == 0 else _sought(container, source, path, target)
    skipping = place > 0 and not sought
    shift = 0
    for packet in _packets(container, source):
        if landmark is not None:
            shift, landmark = landmark - (packet.pts or 0), None
        if skipping and packet.pts is not None and (packet.pts + shift + (packet.duration or 0)) * base < target:
            continue
        skipping = False
        try:
            frames = packet.decode()
        except (av.FFmpegError, ValueError):
            continue
        for frame in frames:
            if shift and frame.pts is not None:
                frame.pts += shift
            yield frame


def _sought(container: InputContainer, source: AudioStream, path: str, target: Fraction) -> tuple[int | None, bool]:
    """Move to a place a little before a time stamp.

    Gives the true time stamp of the next packet where the container will not know it, and whether that is
    the place itself; if not, packets before it are still to be passed over.
    """
    import av

    base = source.time_base or Fraction(1, SAMPLE_RATE)
    if container.format.name in _SEEKABLE:
        with contextlib.suppress(av.FFmpegError):
            container.seek(int(target / base), stream=source, backward=True, any_frame=False)
            return None, True
        return None, False
    marks = _landmarks(path, Path(path).stat().st_mtime_ns)
    number = bisect.bisect_right(marks, (int(target / base), 0)) - 1
    if number < 1:
        return None, False
    stamp, position = marks[number]
    with contextlib.suppress(av.FFmpegError):
        container.seek(position, unsupported_byte_offset=True)
        return stamp, False
    return None, False


@functools.lru_cache(maxsize=4)
def _landmarks(path: str, changed_ns: int) -> tuple[tuple[int, int], ...]:  # noqa: ARG001 - another file, another answer
    """Packets some seconds apart, as (time stamp, byte position): an index for files that have none."""
    marks: list[tuple[int, int]] = []
    with _opened(path) as (container, source):
        apart = int(_LANDMARK_S / (source.time_base or Fraction(1, SAMPLE_RATE)))
        for packet in _packets(container, source):
            if packet.pts is None or packet.pos is None or packet.pos < 0:
                continue
            if not marks or packet.pts >= marks[-1][0] + apart:
                marks.append((packet.pts, packet.pos))
    return tuple(marks)


def _placed(path: str | Path, rate: int, start_ms: int, end_ms: int | None = None) -> Iterator[tuple[int, np.ndarray]]:
    """Blocks of 16-bit mono samples without gaps, each with its position in the recording; a little more than asked."""
    enough_s = math.inf if end_ms is None else (end_ms + _POSTROLL_MS) / 1000
    with _opened(path) as (container, source):
        mixer = Mixer(rate, _origin(container, source), sought=start_ms > _PREROLL_MS)
        for frame in _frames(container, source, str(path), start_ms):
            yield from mixer.add(frame)
            if mixer.reached_s > enough_s:
                break
        yield from mixer.finish()
