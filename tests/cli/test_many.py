"""What the terminal says at the end of an archive."""

from pathlib import Path

import pytest

from pipeline import engine
from pipeline.cli import many
from pipeline.run.desk import Request
from pipeline.run.many import CheckJob, Outcome, Plan, Summary
from pipeline.run.workspace import Workspace


def jobs(count: int) -> list[CheckJob]:
    place = Workspace(Path("space"))
    return [CheckJob(Request(Path(f"n{number}.md"), place)) for number in range(count)]


@pytest.mark.parametrize(("failing", "named"), [(0, 0), (3, 3), (25, 20)])
def test_the_summary_names_what_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failing: int, named: int
) -> None:
    """With the kind of each failure, up to twenty of them: their own lines went by long before."""
    asked = jobs(26)
    failure = engine.Failure("not_found", "There is nothing at that place.", exit_code=3)
    done = Summary(("x.html", "x.json"), "x", 0, None)
    outcomes = [Outcome(job, failure if number < failing else done) for number, job in enumerate(asked)]
    monkeypatch.setattr(many, "run_all", lambda *_, **__: iter(outcomes))

    code = many.run(asked, Plan(), quiet=False)

    said = capsys.readouterr().out
    assert code == (7 if failing else 0)
    assert said.count("  failed: n") == named
    assert ("and 5 more" in said) == (failing > 20)
    assert f"{26 - failing} of 26 checked" in said
