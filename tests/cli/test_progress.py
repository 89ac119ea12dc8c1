"""How far a run is, said in words."""

import io

import pytest
from rich.console import Console

from pipeline.cli.progress import _on_lines, facts
from pipeline.records import Progress


@pytest.mark.parametrize(
    ("progress", "seconds", "text"),
    [
        (Progress("transcribe", 600_000, 6_000_000, "audio_ms"), 20, "10:00 of 1:40:00 · 30× real time · 3:00 left"),
        (Progress("fetch", 5_000_000, 10_000_000, "bytes"), 5, "5.0 of 10.0 MB · 0:05 left"),
        (Progress("fetch", 5_000_000, 0, "bytes"), 5, "5.0 MB"),
        (Progress("clips", 3, 12), 0.5, "3 of 12"),
        (Progress("align", 0, 0), 3, ""),
    ],
)
def test_progress_says_what_is_done_how_fast_and_what_is_left(progress: Progress, seconds: float, text: str) -> None:
    """Audio time, × real time and the time left, as far as they are known."""
    assert facts(progress, seconds) == text


def test_away_from_a_terminal_each_stage_is_a_line_and_a_long_one_more() -> None:
    """A log gets a line a stage, and one every five seconds of a long stage."""
    now = iter([0.0, 1.0, 5.5, 6.0])
    out = io.StringIO()
    show = _on_lines(Console(file=out, width=80), clock=lambda: next(now))

    for done in (0, 1, 2, 3):
        show(Progress("clips", done, 12))

    assert out.getvalue().splitlines() == ["Cutting clips…", "  2 of 12 · 0:28 left"]
