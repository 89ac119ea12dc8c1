"""A worker for which memory runs out is reported as that, with what to lower."""

import pytest

from pipeline.errors import ModelError
from pipeline.transcribe import child, process


@pytest.mark.parametrize("code", [-9, -6, 0xC0000017])
def test_a_process_that_the_system_ended_ran_out_of_memory(code):
    """That is how Linux, macOS, the C++ library and Windows say it."""
    error = process._died(code)

    assert isinstance(error, ModelError)
    assert error.kind == "out_of_memory"
    assert "--model tiny" in error.next_step


def test_a_process_that_ended_otherwise_did_not():
    """Nobody is sent after memory that was there."""
    assert process._died(-11).kind == "decoder_died"


class Told(list):
    """A connection that keeps what is sent."""

    send = list.append


def starved(_path):
    raise MemoryError


def test_a_worker_that_is_given_no_memory_says_so(monkeypatch):
    """It is no fault of earmark's, and is not told as one."""
    monkeypatch.setattr(child.signal, "signal", lambda *_: None)
    told = Told()
    fields = dict.fromkeys(child.Job.__dataclass_fields__)
    job = child.Job(**fields | {"media_path": "x.wav", "open_samples": starved})
    child.main(told, job)

    assert [failed.error.kind for failed in told] == ["out_of_memory"]
