"""Workers on other machines: what they must have in common with this one, asked before anything begins.

What a worker hears is kept under a key that names the model's weights and the libraries that compute. A worker with
others would hear everything for nobody, and one that keeps it elsewhere too; either would show only in the end.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import __version__, files
from pipeline.cache import opened
from pipeline.errors import EarmarkError, UsageError
from pipeline.run.many.jobs import Task, model_of, sees, store_for
from pipeline.transcribe import checkpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.engine import Engine
    from pipeline.run.desk import Request

_KIND = "greeting"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a worker says of itself; ``reaches`` and ``model`` are "" where all is well, else say what is not."""

    sees: bool
    versions: tuple[tuple[str, str], ...]
    reaches: str
    model: str


def versions() -> tuple[tuple[str, str], ...]:
    """What has to be the same wherever one archive is heard."""
    return (("earmark", __version__), ("its listening", str(checkpoints.CODE_SCHEMA)), *checkpoints.versions())


def greet(path: str, token: str, task: Task, model: str | None) -> Greeting:
    """In a worker: whether it sees a file of the driver's, reaches the shared cache, and has the same model."""
    found = sees(path, token)
    reaches = "" if found or task.cache is None else _reaches(task, token)
    return Greeting(found, versions(), reaches, _model(task, model))


def all_see(engine: Engine, request: Request, model: str | None) -> bool:
    """Whether all of an engine's workers see the workspace; ``model`` is the version of the model that hears here.

    Raises UsageError where they could not do what they will be asked to do.
    """
    if engine.near:
        return True
    token = secrets.token_hex(16)
    path = request.workspace.cache / f".seen-{token[:8]}"
    files.write(path, token.encode())
    shared = opened(request.cache, request.workspace.cache) if request.cache is not None else None
    try:
        if shared is not None:
            shared.put(_KIND, token, token.encode())
        answers = engine.everywhere(greet, str(path), token, Task(request.settings, request.cache, None), model)
    finally:
        path.unlink(missing_ok=True)
        if shared is not None:
            shared.discard(_KIND, token)
    if not answers:
        raise UsageError(
            "No worker of the cluster answered within two minutes.",
            "Look whether they run, and whether others' work keeps them busy; then run the same command again.",
            kind="engine",
        )
    if broken := [one for one in answers if isinstance(one, BaseException)]:
        raise UsageError(
            f"The engine's workers cannot load this earmark ({type(broken[0]).__name__}: {broken[0]}).",
            f"Install it where they run, in the same version: pip install earmark=={__version__}",
            kind="engine",
        )
    _demand_the_same(answers)
    everybody = all(one.sees for one in answers)
    if not everybody:
        _demand_shared(answers, request.cache)
    return everybody


def _demand_the_same(answers: Sequence[Greeting]) -> None:
    ours = versions()
    if others := [answer.versions for answer in answers if answer.versions != ours]:
        other = ", ".join(
            f"{name} {it} (here {mine})" for (name, it), (_, mine) in zip(others[0], ours, strict=True) if it != mine
        )
        raise UsageError(
            f"{_some(answers, lambda one: one.versions == ours)} other versions: {other}.",
            "Install the same where they run (`pip freeze` here lists it): what they hear is kept under these.",
            kind="versions",
        )
    if without := Counter(answer.model for answer in answers if answer.model):
        raise UsageError(
            f"{_some(answers, lambda one: not one.model)} not the speech model of this machine: "
            f"{without.most_common(1)[0][0]}",
            "Install it where they run, as here, or name a folder that all of them see with --model.",
            kind="model",
        )


def _demand_shared(answers: Sequence[Greeting], cache: str | None) -> None:
    if cache is None:
        raise UsageError(
            f"{_some(answers, lambda one: one.sees)} no sight of this workspace.",
            "Put it into a folder that they share under the same path, or name a cache they all reach: --cache s3://…",
            kind="not_shared",
        )
    if cut_off := [answer.reaches for answer in answers if answer.reaches]:
        raise UsageError(
            f"{_some(answers, lambda one: not one.reaches)} no way to the shared cache {cache}: {cut_off[0]}",
            "The address must mean the same there as here: a folder under the same path, a store with its credentials "
            "in the workers' environment.",
            kind="not_shared",
        )


def _some(answers: Sequence[Greeting], is_well: Callable[[Greeting], bool]) -> str:
    """How a sentence begins that says what some of the workers have."""
    several = sum(not is_well(one) for one in answers)
    return f"{several} of the cluster's {len(answers)} workers {'has' if several == 1 else 'have'}"


def _reaches(task: Task, token: str) -> str:
    try:
        there = store_for(task).get(_KIND, token)
    except EarmarkError as error:
        return str(error)
    return "" if there == token.encode() else "what this machine puts there is not there for them."


def _model(task: Task, wanted: str | None) -> str:
    if wanted is None:  # this machine has none either: only recordings that come with words will do
        return ""
    try:
        found = model_of(task.settings)
    except EarmarkError as error:
        return str(error)
    return "" if found.version == wanted else f"its {found.name} has other weights."
