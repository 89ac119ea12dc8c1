"""Progress on a terminal as bars, elsewhere as a plain line every few seconds."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from pipeline.records import OnProgress, Progress

SILENCE_S = 4.0  # what runs tells of itself each second, so that nobody is left longer than five without a sign of life

NAMES = {
    "fetch": "Fetching",
    "decode": "Decoding",
    "model": "Loading the model",
    "listen": "Finding the speech",
    "transcribe": "Listening",
    "hear_again": "Listening again",
    "voices": "Telling voices apart",
    "archive": "Listening to all",
    "align": "Placing the notes",
    "verify": "Checking quotes and names",
    "index": "Reading transcripts",
    "clips": "Cutting clips",
    "report": "Writing the report",
}


@contextmanager
def shown(console: Console, *, quiet: bool) -> Iterator[OnProgress]:
    """A callback that shows how far a run is, in the way that suits where the output goes."""
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with Bars(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[facts]}"),
            console=console,
            transient=True,
        ) as bars:
            yield _on_bars(bars)
    else:
        yield _on_lines(console)


def _on_bars(bars: Bars) -> OnProgress:
    tasks: dict[str, tuple[TaskID, float]] = {}

    def show(progress: Progress) -> None:
        if progress.stage not in tasks:
            for task, _ in tasks.values():
                bars.update(task, total=1, completed=1)
            task = bars.add_task(NAMES.get(progress.stage, progress.stage), total=None, facts="")
            tasks[progress.stage] = (task, time.monotonic())
        task, began = tasks[progress.stage]
        bars.update(
            task,
            total=progress.total or None,
            completed=progress.done,
            facts=facts(progress, time.monotonic() - began),
        )

    return show


def _on_lines(console: Console, clock: Callable[[], float] = time.monotonic) -> OnProgress:
    stage, began, last = "", 0.0, 0.0

    def show(progress: Progress) -> None:
        nonlocal stage, began, last
        now = clock()
        if progress.stage != stage:
            stage, began, last = progress.stage, now, now
            console.print(NAMES.get(stage, stage) + "…", highlight=False)
        elif now - last >= SILENCE_S:
            last = now
            console.print(f"  {facts(progress, now - began)}", highlight=False)

    return show


def facts(progress: Progress, seconds: float) -> str:
    """What is done, how fast, and how long the rest will take."""
    parts = [_amount(progress)]
    if progress.message:  # a stage that knows better, such as one that went on from what was kept
        return " · ".join(filter(None, (*parts, progress.message)))
    if progress.unit == "audio_ms" and seconds > 1 and progress.done:
        parts.append(f"{progress.done / 1000 / seconds:.0f}× real time")
    if progress.total and progress.done and seconds > 1:
        left = seconds * (progress.total - progress.done) / progress.done
        parts.append(f"{_span(left)} left")
    return " · ".join(filter(None, parts))


def _amount(progress: Progress) -> str:
    if progress.unit == "audio_ms":
        done, total = _span(progress.done / 1000), _span(progress.total / 1000)
        return f"{done} of {total}" if progress.total else done
    if progress.unit == "bytes":
        done, total = f"{progress.done / 1e6:.1f}", f"{progress.total / 1e6:.1f} MB"
        return f"{done} of {total}" if progress.total else f"{done} MB"
    return f"{progress.done} of {progress.total}" if progress.total else ""


def _span(seconds: float) -> str:
    whole = max(0, round(seconds))
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
