"""Decoding within this process, for a worker of an archive: nobody waits at its keyboard, and if the decoder
crashes, it takes nothing with it but the worker.

What a worker does for one piece of work it keeps for the next: the loaded model, and the samples of the
recording, in a file that all workers of a machine share.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
import time
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.transcribe import checkpoints, child
from pipeline.transcribe.listening import Scratch, no_room, scratch_folder
from pipeline.transcribe.processor import keep_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.transcribe.decoding import Decoder

_CORES: ContextVar[int] = ContextVar("_CORES", default=0)
_FORGOTTEN_S = 6 * 3600.0
_KEPT_MODELS = 2  # the one that hears, and the one that hears again

_idle: list[tuple[tuple[str, str, int, int], Decoder]] = []
_idle_lock = threading.Lock()


@contextlib.contextmanager
def in_this_process(cores: int) -> Iterator[None]:
    """Within this block, decoding happens in this process, on so many cores."""
    before = _CORES.set(cores)
    try:
        yield
    finally:
        _CORES.reset(before)


def cores_here() -> int:
    """The cores that decoding in this process may use; 0 where it belongs into a process of its own."""
    return _CORES.get()


class Here:
    """What ``process.Child`` is, played by threads of this process."""

    def __init__(self, job: child.Job) -> None:
        keep_memory()
        self._job = job
        self._said: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._orders: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._stopped = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def send(self, message: object) -> None:
        """Give the worker its orders."""
        self._orders.put(message)

    def messages(self, tick_s: float) -> Iterator[Any]:
        """What it has to say as it comes, and None whenever ``tick_s`` passed without; raises what it raised."""
        while True:
            try:
                message = self._said.get(timeout=tick_s)
            except queue.Empty:
                yield None
                continue
            if message is self:
                return
            if isinstance(message, BaseException):
                raise message
            yield message

    def stop(self) -> None:
        """End with the batch that is being decoded."""
        self._stopped = True
        self._orders.put(None)
        self._thread.join()

    def _work(self) -> None:
        try:
            with (
                contextlib.closing(KeptSound(self._job.audio_sha256, fresh=self._job.plan is None)) as sound,
                _borrowed() as load,
            ):
                child.work(_Ends(self), self._job, sound, load)
            self._said.put(self)
        except BaseException as error:  # noqa: BLE001 - raised again where the messages are taken
            self._said.put(error)


class _Ends:
    """The worker's end of the line."""

    def __init__(self, line: Here) -> None:
        self._line = line

    def send(self, message: object) -> None:
        if self._line._stopped:  # noqa: SLF001 - two ends of one thing
            raise InterruptedError
        self._line._said.put(message)  # noqa: SLF001 - as above

    def recv(self) -> Any:
        orders = self._line._orders.get()  # noqa: SLF001 - as above
        if orders is None:
            raise InterruptedError
        return orders


@contextlib.contextmanager
def _borrowed() -> Iterator[Any]:
    """A way to load a model that first looks among those this process has loaded before."""
    taken: list[tuple[tuple[str, str, int, int], Decoder]] = []

    def load(job: child.Job) -> Decoder:
        key = (job.model_path, job.compute_type, job.layout.workers, job.layout.threads)
        with _idle_lock:
            found = next((pair for pair in _idle if pair[0] == key), None)
            if found is not None:
                _idle.remove(found)
        whisper = child.checked(job, found[1]) if found else child.loaded(job)
        taken.append((key, whisper))
        return whisper

    try:
        yield load
    finally:
        with _idle_lock:
            _idle[:] = [*taken, *_idle][:_KEPT_MODELS]


class KeptSound(Scratch):
    """16-bit samples of a whole recording in a file that the workers of this machine share while they need it."""

    shared = True

    def __init__(self, audio_sha256: str, *, fresh: bool = False) -> None:
        self._lock = threading.Lock()
        self._path = sound_path(audio_sha256)
        self._making: Path | None = None
        self.length = 0
        kept = None if fresh else self._kept()
        if kept is None:
            self._make()
        else:
            self._file = kept
            self.complete = True
            self.length = os.fstat(kept.fileno()).st_size // 2

    def _kept(self) -> Any:
        try:
            os.utime(self._path)
            return self._path.open("rb")
        except OSError:
            return None

    def _make(self) -> None:
        _sweep(self._path.parent)
        try:
            files.make_folder(self._path.parent)
            self._making = files.temporary_for(self._path)
            self._file = self._making.open("xb+")
        except OSError as error:
            raise no_room(error) from error

    def finish(self) -> None:
        """All samples are there: from now on other workers find them."""
        if self._making is not None:
            self._file.flush()
            with contextlib.suppress(OSError):  # somebody else was quicker, and on Windows is reading
                self._making.replace(self._path)
                self._making = None
        self.complete = True

    def close(self) -> None:
        """Leave the file to the others; one that is not whole goes."""
        self._file.close()
        if self._making is not None:
            with contextlib.suppress(OSError):
                self._making.unlink()


def sound_path(audio_sha256: str) -> Path:
    """Where a recording's samples lie while workers of this machine decode it."""
    return Path(scratch_folder()) / "sounds" / f"{checkpoints.key(audio_sha256, kind='sound')}.s16"


def drop_sound(audio_sha256: str) -> None:
    """Give back the disk space of a recording that is decoded."""
    with contextlib.suppress(OSError):
        sound_path(audio_sha256).unlink()


def _sweep(folder: Path) -> None:
    """Drop the samples that killed runs left."""
    files.sweep(folder)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - path.stat().st_mtime > _FORGOTTEN_S:
                    path.unlink()
