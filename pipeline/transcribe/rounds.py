"""What is decoded when: what somebody waits for first, round after round, then the rest in order."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.transcribe.plan import Chunk

Spans = tuple[tuple[int, int], ...]


class Rounds:
    """Wanted spans (start_ms, end_ms), and what is asked once they are decoded.

    ``ask`` says which spans are wanted next, () where none are; it runs in a thread, because it may take
    long, and meanwhile whoever decodes must be listened to. With ``only`` nothing else is decoded than what
    is wanted; else the rest follows at once, and ``ask`` is asked once.
    """

    def __init__(self, spans: Spans, ask: Callable[[], Spans] | None, *, only: bool) -> None:
        self._spans = spans
        self._ask = ask
        self._only = only
        self._question: _Question | None = None

    def first(self, batches: Sequence[tuple[Chunk, ...]], missing: Sequence[int]) -> tuple[int, ...] | None:
        """The batches to decode next; () where nothing more is to be, None while that is being found out."""
        while True:
            wanted = [number for number in missing if self._is_wanted(batches[number])]
            if wanted:  # the longest first: whoever waits for all of them waits least for the last one
                return tuple(sorted(wanted, key=lambda number: -sum(chunk.length_ms for chunk in batches[number])))
            if self._ask is None:
                return () if self._only else tuple(missing)
            if self._question is None:
                self._question = _Question(self._ask)
                if not self._only:
                    self._ask, self._spans = None, ()
                    return tuple(missing)
            if not self._question.is_answered():
                return None
            self._spans = self.answer()
            if not self._spans:
                self._ask = None

    def answer(self) -> Spans:
        """What was answered last, waited for; raises what the question raised."""
        question, self._question = self._question, None
        return question.answer() if question else ()

    def _is_wanted(self, batch: tuple[Chunk, ...]) -> bool:
        return any(start < batch[-1].end_ms and batch[0].start_ms < end for start, end in self._spans)


class _Question:
    """A call in a thread of its own, which no exit waits for."""

    def __init__(self, ask: Callable[[], Spans]) -> None:
        self._ask = ask
        self._spans: Spans = ()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def is_answered(self) -> bool:
        return not self._thread.is_alive()

    def answer(self) -> Spans:
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._spans

    def _run(self) -> None:
        try:
            self._spans = self._ask()
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is taken
            self._error = error
