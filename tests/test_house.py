"""The house rules that a program can check."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
LONGEST_FUNCTION, LONGEST_MODULE = 40, 300

# what is longer, and why that is better than shorter
LONG_FUNCTIONS = {
    "cli/checking.py: check": "typer reads a command's options from its parameters, and this command has thirty",
    "cli/find.py: find": "its parameters are the command's options",
    "cli/listening.py: listen": "its parameters are the command's options",
    "run/__init__.py: check": "the whole job, meant to be read from top to bottom",
}
LONG_MODULES = {
    "run/hearing.py": "every way in which a recording comes to its words, side by side",
    "run/many/driver.py": "one loop over pieces of work, with what it knows of them",
}
# what is written past `pipeline/files.py`, and why that is better than through it
OTHER_WRITERS = {
    "audio/encoding.py": "into memory",
    "fetch/download.py": "what a broken download goes on from; the next one reads or drops it",
    "fetch/keep.py": "a recording, too large for memory: beside its place, then renamed",
    "transcribe/here.py": "decoded sound, too large for memory: beside its place, then renamed",
    "transcribe/listening.py": "decoded sound in a file without a name",
    "transcribe/packaged.py": "a model, too large for memory: in a folder beside its place, then renamed",
}
WRITES = {
    "write_text",
    "write_bytes",
    "touch",
    "symlink_to",
    "copyfile",
    "TemporaryFile",
    "NamedTemporaryFile",
    "mkdtemp",
}
# a name of another program's comment, not a silenced check
SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover|fmt:\s*off)(?P<codes>[^#]*)")


def name_of(path):
    return path.relative_to(ROOT / "pipeline").as_posix()


def long_functions():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > LONGEST_FUNCTION:
                    yield f"{name_of(path)}: {node.name}"


def long_modules():
    return [name_of(path) for path in SOURCES if path.read_text("utf-8").count("\n") > LONGEST_MODULE]


def test_no_function_is_too_long_without_a_reason():
    """And no reason outlives its function."""
    assert set(long_functions()) == set(LONG_FUNCTIONS)


def test_no_module_is_too_long_without_a_reason():
    """And no reason outlives its module."""
    assert set(long_modules()) == set(LONG_MODULES)


def comments(path):
    with tokenize.open(path) as file:
        for token in tokenize.generate_tokens(file.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def test_everything_that_is_silenced_has_its_reason():
    """In the program and in its tests, beside it, and naming what it silences."""
    bare = []
    for path in (*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))):
        for line, comment in comments(path):
            found = SILENCED.search(comment)
            if found is None:
                continue
            rest = comment[found.start("codes") :]
            codes = re.match(r"\s*[:\[]\s*[A-Za-z0-9\-, ]+?\]?(?=\s+(-|#)|$)", rest)
            reason = rest[codes.end() :].strip(" -#") if codes else ""
            if not reason:
                bare.append(f"{path.relative_to(ROOT)}:{line}: {comment}")
    assert bare == []


def test_every_module_says_what_it_is_for():
    """One plain sentence first."""
    assert [name_of(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


@pytest.mark.parametrize("room", sorted(path.name for path in (ROOT / "pipeline").iterdir() if path.is_dir()))
def test_every_room_is_in_the_layers(room):
    """A new room must say where it belongs."""
    if room in {"sample", "schema", "templates", "__pycache__"}:
        return
    contract = (ROOT / "pyproject.toml").read_text("utf-8").partition("[tool.importlinter]")[2]
    assert re.search(rf'["| ]{room}["| ]', contract)


def opens_to_write(call):
    """Whether a call changes what a file holds: by name, or by the mode that it opens with."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    modes = [
        one.value for one in (*call.args, *(more.value for more in call.keywords)) if isinstance(one, ast.Constant)
    ]
    return name in WRITES or (
        name == "open"
        and any(
            isinstance(mode, str) and re.fullmatch("[rwxab+]{1,4}", mode) and set(mode) - set("rb") for mode in modes
        )
    )


def test_files_are_written_through_one_door():
    """Whole or not at all, with one sentence for a full disk; no other module writes without a reason."""
    calls = {
        name_of(path): [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for path in SOURCES
    }
    writers = {name for name, made in calls.items() if any(opens_to_write(call) for call in made)}

    assert writers == {"files.py", *OTHER_WRITERS}
