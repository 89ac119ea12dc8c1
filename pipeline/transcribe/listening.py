"""One pass over the sound: speech probabilities, and the samples laid down where any part can be read.

Samples go into a nameless scratch file (115 MB an hour) that the system removes with the process, however
it ends. Reading from it gives every chunk exactly the same samples in whatever order chunks are decoded,
which seeking in a compressed file does not.
"""

from __future__ import annotations

import array
import queue
import tempfile
import threading
from typing import TYPE_CHECKING, Any

from pipeline.errors import WorkspaceError
from pipeline.transcribe.plan import FRAME_MS, make_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np

    from pipeline.transcribe.plan import Chunk, Plan

SAMPLES_PER_MS = 16
_FRAME = FRAME_MS * SAMPLES_PER_MS
_CONTEXT = 64  # samples of the frame before, which Silero wants to see
_FRAMES_AT_ONCE = 1_024


class Scratch:
    """16-bit samples of a whole recording, on disk; ``complete`` once all of them are there."""

    complete = False

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(dir=scratch_folder(), prefix="earmark-")  # noqa: SIM115 - closed below
        except OSError as error:
            raise no_room(error) from error
        self._lock = threading.Lock()
        self.length = 0

    def append(self, block: np.ndarray) -> None:
        """Add float samples at the end."""
        import numpy as np

        try:
            self._file.write((block * 32768).astype(np.int16).tobytes())
        except OSError as error:
            raise no_room(error) from error
        self.length += len(block)

    def read(self, start_ms: int, end_ms: int) -> np.ndarray:
        """The samples between two times as float32."""
        import numpy as np

        first, last = start_ms * SAMPLES_PER_MS, min(end_ms * SAMPLES_PER_MS, self.length)
        with self._lock:
            self._file.seek(first * 2)
            data = self._file.read(max(0, last - first) * 2)
        return np.frombuffer(data, dtype=np.int16).astype(np.float32) / 32768

    def sound_of(self, chunk: Chunk) -> np.ndarray:
        """The samples of a chunk: its pieces, one after another."""
        import numpy as np

        return np.concatenate([self.read(start, end) for start, end in chunk.pieces])

    def finish(self) -> None:
        """All samples are there."""
        self.complete = True

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()


def no_room(error: OSError) -> WorkspaceError:
    return WorkspaceError(
        f"The decoded sound cannot be laid down on the disk that holds {scratch_folder()} ({error.strerror}).",
        "Free 120 MB for each hour of the recording and run the same command again.",
        kind="disk_full",
    )


def scratch_folder() -> str:
    """Where samples are laid down: the user's cache folder, for the system's temporary one is often in memory."""
    import platformdirs

    try:
        return str(platformdirs.user_cache_path("earmark", ensure_exists=True))
    except OSError:
        return tempfile.gettempdir()


def listen(blocks: Iterable[np.ndarray], scratch: Scratch, on_ms: Callable[[int], None]) -> Plan:
    """Lay all samples into ``scratch`` and plan their decoding; ``on_ms`` is told how far it is.

    Decoding of the file and detection of speech run side by side, in two threads.
    """
    probabilities = array.array("d")
    for frames in _ahead(_kept(blocks, scratch)):
        probabilities.extend(frames)
        on_ms(len(probabilities) * FRAME_MS)
    scratch.finish()
    return make_plan(probabilities, scratch.length // SAMPLES_PER_MS)


def lay_down(blocks: Iterable[np.ndarray], scratch: Scratch, on_ms: Callable[[int], None]) -> None:
    """Lay all samples into ``scratch`` without listening to them: their plan is known already."""
    for block in _kept(blocks, scratch):
        on_ms(scratch.length // SAMPLES_PER_MS)
        del block
    scratch.finish()


def _kept(blocks: Iterable[np.ndarray], scratch: Scratch) -> Iterator[np.ndarray]:
    for block in blocks:
        scratch.append(block)
        yield block


def _ahead(blocks: Iterator[np.ndarray]) -> Iterator[list[float]]:
    """Speech probabilities of blocks that another thread takes from their source."""
    waiting: queue.Queue[Any] = queue.Queue(maxsize=4)

    def produce() -> None:
        try:
            for block in blocks:
                waiting.put(block)
            waiting.put(None)
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            waiting.put(error)

    threading.Thread(target=produce, daemon=True).start()

    def consume() -> Iterator[np.ndarray]:
        while (item := waiting.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    return speech_probabilities(consume())


def speech_probabilities(blocks: Iterable[np.ndarray]) -> Iterator[list[float]]:
    """Silero's probability of speech for each 32 ms, in constant memory.

    The same network that faster-whisper runs over a whole recording at once; its state is carried from
    block to block here. A last incomplete frame is filled with silence.
    """
    import numpy as np
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    state: dict[str, np.ndarray] = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
    context = np.zeros(_CONTEXT, np.float32)
    for samples in _even(blocks, _FRAME * _FRAMES_AT_ONCE):
        frames = np.pad(samples, (0, -len(samples) % _FRAME)).reshape(-1, _FRAME)
        before = np.vstack([context[None], frames[:-1, -_CONTEXT:]])
        found, state["h"], state["c"] = session.run(None, {"input": np.concatenate([before, frames], axis=1), **state})
        context = frames[-1, -_CONTEXT:]
        yield [round(float(value), 4) for value in found.ravel()]


def _even(blocks: Iterable[np.ndarray], size: int) -> Iterator[np.ndarray]:
    """The same samples in blocks of one size, the last one excepted."""
    import numpy as np

    held: list[np.ndarray] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += len(block)
        if count < size:
            continue
        joined = np.concatenate(held)
        whole = len(joined) // size * size
        for at in range(0, whole, size):
            yield joined[at : at + size]
        held, count = [joined[whole:]], len(joined) - whole
    if count:
        yield np.concatenate(held)
