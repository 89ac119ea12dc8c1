"""What the README says is so."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path

import pytest
import typer

from pipeline import errors
from pipeline.cli import FAULT, app
from pipeline.cli.checking import PARTIAL

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOP = typer.main.get_command(app)


def examples() -> list[str]:
    """Every earmark command line in the README's code, and in the commands' own help."""
    lines = re.findall(r"^    (earmark .+)$", README, re.MULTILINE) + re.findall(r"`(earmark [^`]+)`", README)
    for command in _leaves(TOP):
        if command.epilog:
            lines += [part.strip() for part in re.split(r"Examples?:| · ", command.epilog) if part.strip()]
    return sorted({line for line in lines if "|" not in line})


def _leaves(command):
    for child in getattr(command, "commands", {}).values():
        yield from _leaves(child) if getattr(child, "commands", None) else (child,)


def test_there_are_examples():
    """The list that the next test walks is not empty."""
    assert len(examples()) > 8


@pytest.mark.parametrize("line", examples())
def test_every_command_line_shown_exists(line):
    """Each command in the README and in --help exists, with the options it is shown with."""
    words = [word for word in shlex.split(line) if word != "…"][1:]
    command = TOP
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}

    shown = [word.split("=")[0] for word in words if word.startswith("--") and not word[2:3].isspace()]

    assert set(shown) <= known


def test_every_command_is_in_the_readme():
    """A command that nobody is told of does not exist."""
    assert [name for name in TOP.commands if f"earmark {name}" not in README] == []


def test_every_exit_code_is_in_the_readme():
    """The table of exit codes is whole."""
    codes = {
        kind.exit_code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.EarmarkError)
    }
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}

    assert listed == (codes | {0, FAULT, PARTIAL})


def test_every_file_that_the_readme_links_is_there():
    """Pictures and documents are where the README says."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]

    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_simulated_table_is_what_the_simulation_gives():
    """The archive of ten thousand episodes: the README shows the simulation's own words, and calls them simulated."""
    place = ROOT / "tests" / "benchmarks" / "simulate_archive.py"
    spec = importlib.util.spec_from_file_location("simulate_archive", place)
    simulation = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = simulation  # dataclasses look their module up
    spec.loader.exec_module(simulation)
    before, table, _ = README.partition("\n".join(simulation.table(simulation.World())))

    assert table
    assert "simulated, not measured" in before[-800:]


def test_every_program_that_the_readme_names_is_there():
    """A path in a command, and a make target, exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    paths = re.findall(r"(?:python|T=)\s?(tests/[\w/.]+)", README)
    targets = re.findall(r"`make ([a-z-]+)", README)

    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


def _there(name, sources):
    """Whether a path or a name of the program, as a page has it in code, exists."""
    if re.fullmatch(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|toml)", name):
        return any((ROOT / above / name).exists() for above in ("", "pipeline")) or any((ROOT / "pipeline").rglob(name))
    if re.fullmatch(r"[A-Za-z_]\w*(?:\(\))?", name):
        return re.search(rf"\b{re.escape(name.removesuffix('()'))}\b", sources) is not None
    return True


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "docs/threats.md"])
def test_every_place_that_a_page_sends_to_exists(page):
    """Whoever adds something is sent to files and functions that are there; one is the newcomer's own."""
    sources = "\n".join(path.read_text("utf-8") for path in ROOT.glob("[pt]*/**/*.py"))
    named = set(re.findall(r"`([^`\n]+)`", (ROOT / page).read_text("utf-8"))) - {"pipeline/documents/_opml.py"}

    assert len(named) > 10
    assert [name for name in sorted(named) if not _there(name, sources)] == []
