"""What the terminal shows of an archive: one progress display, a line for each job, one summary."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.markup import escape

from pipeline import timecode
from pipeline.cli.checking import PARTIAL
from pipeline.cli.progress import shown
from pipeline.cli.screen import err, out, plain
from pipeline.engine import Failure
from pipeline.run.many import CheckJob, Outcome, Plan, Summary, run_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.engine import Engine
    from pipeline.run.many.jobs import Job


_NAMED = 20
"""Failed files that the summary names again."""


def run(jobs: Sequence[Job], plan: Plan, *, quiet: bool, as_json: bool = False, strict: bool = False) -> int:
    """Do all jobs, show what becomes of each, and return the exit code."""
    unchanged = to_decide = done = 0
    failed: list[tuple[str, Failure]] = []
    silent = quiet or as_json
    with shown(err, quiet=silent) as on_progress:

        def begin(count: int, engine: Engine) -> None:
            if not silent:
                err.print(_beginning(count, len(jobs), engine), highlight=False, markup=False)

        for outcome in run_all(jobs, plan, on_progress=on_progress, on_start=begin):
            if isinstance(outcome.result, Failure):
                failed.append((outcome.job.name, outcome.result))
                _show_failure(outcome, outcome.result, as_json=as_json)
                continue
            done += 1
            unchanged += not outcome.fresh
            to_decide += outcome.result.to_decide
            if as_json:
                plain(_json(outcome, outcome.result))
            elif outcome.fresh and not quiet:
                plain(_line(outcome, outcome.result))
    if not silent:
        _summarise(jobs, done, unchanged, to_decide, failed)
    if failed:
        return PARTIAL if done else failed[-1][1].exit_code
    return 1 if strict and to_decide else 0


def _beginning(count: int, jobs: int, engine: Engine) -> str:
    """What is about to happen, in a sentence."""
    before = f"{jobs - count} of {jobs} are done already; " if count < jobs else ""
    workers = f"{engine.slots} workers" if engine.slots > 1 else "one worker"
    cores = f" of {engine.cores} cores" if engine.cores > 1 else ""
    return f"{before}{count} to do, with {workers}{cores}. Stop at any time: the same command goes on from there."


def _line(outcome: Outcome, result: Summary) -> str:
    if not isinstance(outcome.job, CheckJob):
        return f"{result.title} ({timecode.display(result.duration_ms)}): {', '.join(result.files)}"
    waiting = f"{result.to_decide} to decide" if result.to_decide else "nothing to decide"
    return f"{outcome.job.name}: {result.notes} notes, {waiting}: {result.files[0]}"


def _json(outcome: Outcome, result: Summary) -> str:
    if isinstance(outcome.job, CheckJob):
        facts: dict[str, object] = {
            "report": result.files[0],
            "json": result.files[1],
            "model": result.model,
            "notes": result.notes,
            "verdicts": dict(result.verdicts),
            "to_decide": result.to_decide,
        }
    else:
        facts = {"files": result.files, "model": result.model}
    return json.dumps({"input": outcome.job.name, **facts, "unchanged": not outcome.fresh}, ensure_ascii=False)


def _show_failure(outcome: Outcome, failure: Failure, *, as_json: bool) -> None:
    if as_json:
        facts = {name: value for name, value in asdict(failure).items() if name != "details"}
        plain(json.dumps({"input": outcome.job.name, "failed": facts}, ensure_ascii=False))
    tries = f" (tried {failure.attempts} times)" if failure.attempts > 1 else ""
    err.print(f"[red]{escape(outcome.job.name)}:[/red] {escape(str(failure))}{tries}", highlight=False, soft_wrap=True)
    if failure.details:
        err.print(failure.details, highlight=False, markup=False, soft_wrap=True)


def _summarise(
    jobs: Sequence[Job], done: int, unchanged: int, to_decide: int, failed: list[tuple[str, Failure]]
) -> None:
    same = f" ({unchanged} of them before, and unchanged since)" if unchanged else ""
    checks = any(isinstance(job, CheckJob) for job in jobs)
    what = f"checked{same}, {to_decide} to decide in all" if checks else f"written down{same}"
    plain(f"{done} of {len(jobs)} {what}, {len(failed)} failed.")
    for name, failure in failed[:_NAMED]:  # its reason went by with the others' lines, perhaps hours ago
        plain(f"  failed: {name} ({failure.kind})")
    if len(failed) > _NAMED:
        plain(f"  and {len(failed) - _NAMED} more; the same command tries them again.")
    if checks and done:
        for page in sorted({str(job.request.workspace.reports / "index.html") for job in jobs}):
            out.print(f"All of them: {page}", highlight=False, markup=False, soft_wrap=True)
