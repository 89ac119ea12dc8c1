"""Over the sound once: speech probabilities, and the samples laid down where any part can be read.

Samples go into a nameless scratch file (115 MB an hour) that the system removes with the process, however
it ends. Reading from it gives every chunk exactly the same samples in whatever order chunks are decoded,
which seeking in a compressed file does not. A file that can be entered anywhere is always read section by
section, each after a seek to its beginning, so that one section's samples are the same without the others.
"""

from __future__ import annotations

import array
import itertools
import queue
import tempfile
import threading
from typing import TYPE_CHECKING, Any

from pipeline.errors import WorkspaceError
from pipeline.transcribe.plan import FRAME_MS
from pipeline.transcribe.sections import HEAD_FRAMES, HEAD_MS, SECTION_MS, extended, make_plan, planned, unplanned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np

    from pipeline.transcribe.plan import Chunk
    from pipeline.transcribe.sections import Plan

    Numbered = Iterator[tuple[int, np.ndarray]]
    """Blocks of ``HEAD_FRAMES`` frames, the last one of a recording excepted, each with its section's number."""

SAMPLES_PER_MS = 16
_FRAME = FRAME_MS * SAMPLES_PER_MS
_CONTEXT = 64  # samples of the frame before, which Silero wants to see
_BLOCK = HEAD_FRAMES * _FRAME
_BLOCKS = SECTION_MS // HEAD_MS


class Scratch:
    """16-bit samples of a recording or of parts of it, on disk; ``complete`` once all of them are there."""

    complete = False
    shared = False  # whether others read it too, and want all of it

    def __init__(self) -> None:
        try:
            self._file = tempfile.TemporaryFile(dir=scratch_folder(), prefix="earmark-")  # noqa: SIM115 - closed below
        except OSError as error:
            raise no_room(error) from error
        self._lock = threading.Lock()
        self.length = 0

    def append(self, block: np.ndarray) -> None:
        """Add float samples at the end."""
        self.write(block, self.length)

    def write(self, block: np.ndarray, at: int) -> None:
        """Put float samples at their place; what is left out before it is silence and takes no room."""
        import numpy as np

        data = (block * 32768).astype(np.int16).tobytes()
        with self._lock:
            try:
                self._file.seek(at * 2)
                self._file.write(data)
            except OSError as error:
                raise no_room(error) from error
        self.length = max(self.length, at + len(block))

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


class Listener:
    """Listens to a recording, section by section where its file can be entered anywhere, else from end to end.

    ``open_samples`` is called with the path, and for a section with ``start_ms`` and ``end_ms`` too. ``on_ms`` is told
    how much was listened to. Decoding of the file and detection of speech run side by side, in two threads.
    """

    def __init__(self, open_samples: Any, path: str, scratch: Scratch, on_ms: Callable[[int], None]) -> None:
        self._open = open_samples
        self._path = path
        self._scratch = scratch
        self._on_ms = on_ms
        self._told_ms = 0
        self._laid: dict[int, int] = {}  # sections, and how many samples of each are laid down

    def to_all(self, *, entered: bool) -> Plan:
        """Lay all samples down and plan their decoding; ``entered`` section by section."""
        probabilities = array.array("d")
        for _, frames in probabilities_of(_ahead(self._sections() if entered else self._straight())):
            probabilities.extend(frames)
            self._tell(len(frames))
        self._scratch.finish()
        return make_plan(probabilities, self._scratch.length // SAMPLES_PER_MS, entered=entered)

    def to_none(self, about_ms: int) -> Plan:
        """The plan of a recording of about this length before anything is planned; its end tells how long it is."""
        last = about_ms // SECTION_MS
        while self._lay(last) == _BLOCKS * _BLOCK:
            last += 1
        while not self._scratch.length and last:
            last -= 1
            self._lay(last)
        return unplanned(self._scratch.length // SAMPLES_PER_MS)

    def to_some(self, plan: Plan, sections: Iterable[int]) -> Plan:
        """Lay the samples of some sections down, and plan these too."""
        wanted = set(sections)
        pieces = [(n, _BLOCKS if n in wanted else 1) for n in sorted(wanted | {n + 1 for n in wanted})]
        heard = {number: array.array("d") for number, _ in pieces}
        numbered = (item for number, blocks in pieces for item in self._section(number, blocks))
        for number, frames in probabilities_of(_ahead(numbered)):
            heard[number].extend(frames)
            self._tell(len(frames))
        found = {n: planned(n, heard[n] + heard[n + 1][:HEAD_FRAMES], plan.duration_ms) for n in wanted}
        return extended(plan, found)

    def lay_down(self, plan: Plan, chunks: Iterable[Chunk]) -> None:
        """Lay the samples of some chunks down where they are not, without listening to them; all, where it must be."""
        if self._scratch.complete:
            return
        if self._scratch.shared or not plan.entered:
            self._lay_all_down(plan)
            return
        for chunk in chunks:
            for section in range(chunk.start_ms // SECTION_MS, (chunk.end_ms - 1) // SECTION_MS + 1):
                needed = min(chunk.end_ms - section * SECTION_MS, SECTION_MS) * SAMPLES_PER_MS
                if self._laid.get(section, 0) < needed:
                    self._lay(section, _BLOCKS if needed > _BLOCK else 1)

    def _lay_all_down(self, plan: Plan) -> None:
        for _ in self._sections() if plan.entered else self._straight():
            self._tell(HEAD_FRAMES)
        self._scratch.finish()

    def _tell(self, frames: int) -> None:
        self._told_ms += frames * FRAME_MS
        self._on_ms(self._told_ms)

    def _lay(self, section: int, blocks: int = _BLOCKS) -> int:
        """Lay a section down, or its beginning; how many samples that are."""
        laid = 0
        for _, block in self._section(section, blocks):
            laid += len(block)
            self._tell(len(block) // _FRAME)
        return laid

    def _sections(self) -> Numbered:
        """All sections, up to the one in which the recording ends."""
        for section in itertools.count():
            yield from self._section(section)
            if self._laid[section] < _BLOCKS * _BLOCK:
                return

    def _section(self, section: int, blocks: int = _BLOCKS) -> Numbered:
        """A section's samples, or those of its beginning; they are laid down and given on."""
        begin_ms = section * SECTION_MS
        sound = self._open(self._path, start_ms=begin_ms, end_ms=begin_ms + SECTION_MS)
        laid = 0
        for block in itertools.islice(_even(sound, _BLOCK), blocks):
            if not self._scratch.complete:
                self._scratch.write(block, begin_ms * SAMPLES_PER_MS + laid)
            laid += len(block)
            yield section, block
        self._laid[section] = max(laid, self._laid.get(section, 0))

    def _straight(self) -> Numbered:
        """All samples from one reading."""
        for number, block in enumerate(_even(self._open(self._path), _BLOCK)):
            self._scratch.append(block)
            yield number // _BLOCKS, block


def _ahead(blocks: Numbered) -> Numbered:
    """The same blocks, which another thread takes from their source."""
    waiting: queue.Queue[Any] = queue.Queue(maxsize=4)

    def produce() -> None:
        try:
            for block in blocks:
                waiting.put(block)
            waiting.put(None)
        except BaseException as error:  # noqa: BLE001 - handed over to the thread that waits
            waiting.put(error)

    threading.Thread(target=produce, daemon=True).start()
    while (item := waiting.get()) is not None:
        if isinstance(item, BaseException):
            raise item
        yield item


def speech_probabilities(blocks: Iterable[np.ndarray]) -> Iterator[list[float]]:
    """Silero's probability of speech for each 32 ms of a recording, in constant memory."""
    numbered = ((number // _BLOCKS, block) for number, block in enumerate(_even(blocks, _BLOCK)))
    return (frames for _, frames in probabilities_of(numbered))


def probabilities_of(blocks: Numbered) -> Iterator[tuple[int, list[float]]]:
    """Silero's probability of speech for each 32 ms, with the number of its section.

    The same network that faster-whisper runs over a whole recording at once; its state is carried from
    block to block here, and begins anew with each section. A last incomplete frame is filled with silence.
    """
    import numpy as np
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    state: dict[str, np.ndarray] = {}
    context = np.zeros(0, np.float32)
    before: int | None = None
    for number, samples in blocks:
        if number != before:
            state = {name: np.zeros((1, 1, 128), np.float32) for name in ("h", "c")}
            context = np.zeros(_CONTEXT, np.float32)
            before = number
        frames = np.pad(samples, (0, -len(samples) % _FRAME)).reshape(-1, _FRAME)
        left = np.vstack([context[None], frames[:-1, -_CONTEXT:]])
        found, state["h"], state["c"] = session.run(None, {"input": np.concatenate([left, frames], axis=1), **state})
        context = frames[-1, -_CONTEXT:]
        yield number, [round(float(value), 4) for value in found.ravel()]


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
