"""Change the program in one place and see whether a test notices: which promises no test keeps.

    python mutants.py ROOM HOW_MANY [SEED [own]]

ROOM is one of the four below. A sample of all possible changes is tried, each in a process of its own (POSIX only):
by the room's own tests, and what they do not notice by the galleries of ROOMS, which take minutes (``own``: not by them).
Prints what no test noticed, and the share that was.
"""

import ast
import copy
import importlib
import importlib.machinery
import os
import random
import resource
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = {
    "notes": (["notes"], ["tests/notes"], []),
    "words": (["words"], ["tests/words"], []),
    "verify": (
        ["verify"],
        ["tests/verify"],
        [
            "tests/quality/quotes_exact_test.py",
            "tests/quality/quotes_cases_test.py",
            "tests/quality/statements_exact_test.py",
            "tests/quality/statements_cases_test.py",
            "tests/quality/quotes_test.py",
            "tests/quality/quotes_statements_test.py",
            "tests/quality/statements_test.py",
        ],
    ),
    "cache": (
        ["cache", "keys.py", "files.py"],
        ["tests/cache", "tests/trust/test_files.py"],
        ["tests/trust/test_threats.py"],
    ),
}
PATIENCE_S, PATIENCE_WITH_GALLERIES_S = 30, 300  # of processor time: a busy machine is no endless loop
_SWAPS = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}  # fmt: skip - a table


def ways(tree):
    """Every change of one place: (the place's number in the walk, what becomes of it in words)."""
    silent = _said_only(tree)
    for number, node in enumerate(ast.walk(tree)):
        if number in silent:
            continue
        match node:
            case ast.Compare(ops=[one]) if type(one) in _SWAPS:
                yield number, f"{type(one).__name__} → {_SWAPS[type(one)].__name__}"
            case ast.BoolOp(op=one) | ast.BinOp(op=one) if type(one) in _SWAPS:
                yield number, f"{type(one).__name__} → {_SWAPS[type(one)].__name__}"
            case ast.UnaryOp(op=ast.Not()):
                yield number, "not dropped"
            case ast.Constant(value=bool() as value):
                yield number, f"{value} → {not value}"
            case ast.Constant(value=int() as value):
                yield number, f"{value} → {value + 1}"
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield number, "return None"
            case ast.If() | ast.IfExp() | ast.While():
                yield number, "never"
            case ast.Continue():
                yield number, "continue → break"


def _said_only(tree):
    """Numbers of the places that say something to a reader or a type checker alone."""
    nodes = {id(node): number for number, node in enumerate(ast.walk(tree))}
    quiet = set()
    for node in ast.walk(tree):
        notes = [
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
            *getattr(node, "decorator_list", []),
        ]
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            notes.append(node)
        for note in filter(None, notes):
            quiet |= {nodes[id(part)] for part in ast.walk(note)}
    return quiet


def changed(tree, number):
    """The tree with the place changed."""
    made = copy.deepcopy(tree)
    node = [*ast.walk(made)][number]
    match node:
        case ast.Compare(ops=[one]):
            node.ops = [_SWAPS[type(one)]()]
        case ast.BoolOp(op=one) | ast.BinOp(op=one):
            node.op = _SWAPS[type(one)]()
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=value):
            node.value = value + 1
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.If() | ast.IfExp() | ast.While():
            node.test = ast.Constant(False)
        case ast.Continue():
            node.__class__ = ast.Break
    return ast.fix_missing_locations(made)


def noticed(path, tree, number, tests, patience_s=PATIENCE_S):
    """Whether a test fails, or does not end, where this place of the module (None: nothing) is changed."""
    child = os.fork()
    if child == 0:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (patience_s, patience_s))
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        real = importlib.machinery.SourceFileLoader.get_code

        def get_code(loader, name):
            if Path(loader.path) == path:
                return compile(tree if number is None else changed(tree, number), str(path), "exec")
            return real(loader, name)

        importlib.machinery.SourceFileLoader.get_code = get_code
        code = 1
        try:
            code = int(
                pytest.main(
                    ["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", "-m", "not slow and not bench", *tests]
                )
            )
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1] != 0


def main():
    sources, tests, galleries = ROOMS[sys.argv[1]]
    galleries = [] if sys.argv[4:] == ["own"] else galleries
    os.chdir(ROOT)
    chance = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    paths = [
        path
        for one in sources
        for path in (
            [ROOT / "pipeline" / one] if one.endswith(".py") else sorted((ROOT / "pipeline" / one).rglob("*.py"))
        )
    ]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in paths}
    every = [(path, number, what) for path, tree in trees.items() for number, what in ways(tree)]
    sample = chance.sample(every, min(int(sys.argv[2]), len(every)))
    if noticed(paths[0], trees[paths[0]], None, tests):
        sys.exit("the tests fail without any change")
    missed = 0
    for done, (path, number, what) in enumerate(sample, 1):
        seen = noticed(path, trees[path], number, tests)
        if not seen and not (galleries and noticed(path, trees[path], number, galleries, PATIENCE_WITH_GALLERIES_S)):
            missed += 1
            node = [*ast.walk(trees[path])][number]
            line = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {what}: {ast.unparse(node)[:100]!r}"
            sys.stdout.write(f"not noticed: {line}\n")
        if done % 5 == 0 or done == len(sample):
            sys.stdout.write(f"{sys.argv[1]}: {done - missed} of {done} noticed, of {len(every)} possible\n")
            sys.stdout.flush()


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]
    import hypothesis.strategies  # noqa: F401 - loaded once, before the forks, as what follows
    import pytest

    for name in ("numpy", "msgspec", "yaml", "rapidfuzz", "jellyfish", "snowballstemmer", "py3langid", "pysubs2"):
        importlib.import_module(name)

    main()
