"""What docs/threats.md promises is shown by tests that exist, some of them here."""

import ast
import base64
import os
import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from fake_report import fake_report

from pipeline import find, report
from pipeline.cache import Cache, forget, items, prune, verify
from pipeline.keys import key

ROOT = Path(__file__).parents[2]
THREATS = (ROOT / "docs" / "threats.md").read_text("utf-8")
LOADERS = {"pickle", "marshal", "shelve", "dill", "joblib", "cloudpickle"}
# what reads a dangerous form all the same, and why that is safe
WATCHED = {
    "pipeline/voices/weights.py: pickle": "it lets through tensors, ordered dicts and plain values by name, alone"
}
SOURCES = sorted((ROOT / "pipeline").rglob("*.py"))
EVIL = "</script><script>alert(1)</script><style>*{}</style><iframe src=//x>"


def test_every_test_that_the_threat_model_names_exists():
    """And every row that promises something names one."""
    names = set(re.findall(r"`(test_\w+)`", THREATS))
    there = {
        name
        for path in (ROOT / "tests").rglob("*.py")
        for name in re.findall(r"^\s*def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    rows = [line for line in THREATS.splitlines() if line.startswith("| ") and not line.startswith("| from")]

    assert len(names) > 20
    assert names - there == set()
    assert [row for row in rows if "test_" not in row] == []


def pages():
    made = fake_report()
    evil = replace(made, recordings=tuple(replace(one, title=EVIL) for one in made.recordings))
    yield report.page(evil, clips={}, version=EVIL)
    yield report.index([], version=EVIL)
    yield find.page(EVIL, (), clips={}, recordings=1, version=EVIL)


@pytest.mark.parametrize("page", [*pages()], ids=["report", "index", "find"])
def test_every_page_forbids_what_is_not_its_own(page):
    """The policy stands before any style or script, and every one of those in the page is one that it names."""
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy[1].replace("&#39;", "'").split(";"))

    assert policy.start() < page.index("<style>")
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "connect-src" not in rules
    assert "unsafe" not in policy[1]
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        hashes = {"'sha256-" + base64.b64encode(sha256(body.encode()).digest()).decode() + "'" for body in bodies}
        assert hashes <= set(rules.get(rule, "").split()), tag
    assert EVIL not in page


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_planted_link_leads_nowhere(tmp_path):
    """A link in a shared cache is replaced or left alone; what it leads to is neither written nor removed."""
    mine = tmp_path / "mine.txt"
    mine.write_text("precious")
    os.utime(mine, (1, 1))
    cache = Cache(tmp_path / "cache")
    cache.put("clip", key(n=1), b"sound")
    cache.path("clip", key(n=1)).unlink()
    for place in (cache.path("clip", key(n=1)), cache.media / ("0" * 64 + ".mp3"), cache.root / "clip" / ".tmp-x"):
        place.symlink_to(mine)
    (cache.root / "elsewhere").symlink_to(tmp_path)

    assert [item.path for item in items(cache)] == []
    verify(cache, everything=True)
    prune(cache, recordings=True)
    forget(cache, "0" * 64)
    cache.put("clip", key(n=1), b"other sound")

    assert mine.read_text() == "precious"
    assert cache.get("clip", key(n=1)) == b"other sound"
    assert not cache.path("clip", key(n=1)).is_symlink()


def runs(node):
    """What of a piece of program could run what it reads."""
    match node:
        case ast.Import(names=names):
            return [name.name for name in names if name.name.partition(".")[0] in LOADERS]
        case ast.ImportFrom(module=module) if module and module.partition(".")[0] in LOADERS:
            return [module]
        case ast.Call(func=ast.Name(id="eval" | "exec" as name)):
            return [name]
        case ast.Call(func=ast.Attribute(attr="load" as name, value=ast.Name(id="yaml"))):
            return [] if "BaseLoader" in ast.unparse(node) else [name]
        case ast.keyword(arg="shell" | "allow_pickle" as name):
            return [name]
    return []


def test_nothing_that_is_kept_can_run():
    """No room loads pickled objects, evaluates text, lets YAML build objects or gives a text to a shell."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        for name in runs(node)
    ]
    assert set(found) == set(WATCHED)


def test_every_package_is_pinned_by_hash():
    """In both lists each package has one exact version and its hashes, and make installs nothing else."""
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        blocks = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
        assert len(blocks) > 20
        for block in blocks:
            assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", block), block
            assert "--hash=sha256:" in block, block
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for line in re.findall(r"-m pip install .*", makefile):
        assert "--require-hashes" in line or "--no-deps" in line
