"""The page's scripts decide and correct exactly as the program does; run by node or deno."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fake_report import NOTES, fake_report

from pipeline import decisions
from pipeline.decisions import Conflict, Decision, Decisions, Seen
from pipeline.report.page import _script
from pipeline.report.text import utf16

TEMPLATES = Path(__file__).parents[2] / "pipeline" / "templates"
# deno comes with the package, since yt-dlp needs it
DENO = shutil.which("deno", path=Path(sys.executable).parent) or shutil.which("deno")
COMMAND = [node] if (node := shutil.which("node")) else [DENO, "run", "--quiet"] if DENO else None
needs_node = pytest.mark.skipif(COMMAND is None, reason="install node or deno to run the page's scripts by themselves")


def run(script, *names, given=None):
    """What ``script`` logs as JSON after these files have been read."""
    code = "\n".join((TEMPLATES / name).read_text("utf-8") for name in names)
    code += f"\nconst given = {json.dumps(given)};\nconsole.log(JSON.stringify({script}));"
    done = subprocess.run([*COMMAND, "-"], input=code, capture_output=True, check=False, encoding="utf-8", timeout=60)
    assert not done.stderr
    return json.loads(done.stdout)


def test_no_script_can_end_the_element_it_stands_in():
    """A script that names its own closing tag would stop there."""
    for path in TEMPLATES.glob("*.js"):
        assert "</script" not in path.read_text("utf-8").lower()


@pytest.mark.skipif(DENO is None, reason="deno, which comes with yt-dlp's needs, also lints")
@pytest.mark.parametrize(
    "script", [_script(), *((TEMPLATES / one).read_text("utf-8") for one in ("index.js", "find.js"))]
)
def test_scripts_as_the_pages_run_them_have_no_lint(tmp_path, script):
    """The report's files together, so that what one defines and no other uses is found."""
    path = tmp_path / "page.js"
    path.write_text(script, encoding="utf-8")
    done = subprocess.run([DENO, "lint", path], check=False, capture_output=True, env=os.environ | {"NO_COLOR": "1"})
    assert done.returncode == 0, done.stderr.decode()


@needs_node
def test_script_and_program_agree_on_what_stands():
    """Replaced, undone, agreed and conflicting decisions, in any order of time."""

    def one(identity, finding, action, text=None, *, at="2026-01-01", replaces=()):
        return Decision(identity, finding, action, text, "AB", at, tuple(replaces), Seen("word", "w", None, "p"))

    made = Decisions("n.md", (
        one("1", "a", "fix"), one("2", "a", "keep", replaces=["1"], at="2026-01-02"),
        one("3", "b", "fix"), one("4", "b", "undo", replaces=["3"]),
        one("5", "c", "fix"), one("6", "c", "keep"),
        one("7", "d", "edit", "x"), one("8", "d", "edit", "x", at="2026-01-03"),
        one("9", "e", "undo"), one("10", "e", "query", "?"),
    ))  # fmt: skip
    ours = {
        finding: sorted(d.id for d in held.decisions) if isinstance(held, Conflict) else held.id
        for finding, held in decisions.standing(made).items()
    }
    theirs = run(
        "Object.fromEntries([...standing(usable(given))].map(([id, held]) => "
        "[id, held.decision ? held.decision.id : held.conflict.map((one) => one.id).sort()]))",
        "decide.js",
        given=json.loads(decisions.dumps(made)),
    )
    assert theirs == ours == {"a": "2", "c": ["5", "6"], "d": "8", "e": "10"}


@needs_node
@pytest.mark.parametrize(
    "spoilt",
    [None, [], {"schema_version": 2, "decisions": []}, {"schema_version": 1, "decisions": [{"id": "1"}]},
     {"schema_version": 1, "decisions": [{"id": "1", "finding": "f", "action": "burn"}]},
     {"schema_version": 1, "decisions": [{"id": "1", "finding": "f", "action": "edit"}]}],
)  # fmt: skip
def test_the_page_refuses_what_the_program_refuses(spoilt):
    """Nothing is taken from a file that is not one of ours."""
    assert run("usable(given)", "decide.js", given=spoilt) is None


@needs_node
def test_a_corrected_file_is_the_same_from_page_and_program():
    """Characters outside the Basic Multilingual Plane before a correction move nothing."""
    text = NOTES.replace("A long episode", "🗼🗼 A long episode")
    report = fake_report(text)
    ids = ("word-valley", "time-4", "join-sea", "name-1", "name-2", "hedge-tower")
    made = Decisions("", tuple(Decision(f"d{n}", one, "edit", "Ω🗼") for n, one in enumerate(ids) if one != "time-4"))
    units = utf16(text)
    edits = [
        [units(change.start_char), units(change.end_char), change.new]
        for change in decisions.apply(report.notes, report, made).done
    ]
    assert len(edits) == 5
    wanted = decisions.apply(report.notes, report, made).text
    assert run("corrected(given[0], given[1])", "text.js", given=[text, edits]) == wanted


@needs_node
@pytest.mark.parametrize(
    ("text", "ms"),
    [("1: 30", 90_000), ("1: 01: 30", 3_690_000), ("75:30", 4_530_000), ("0:05", 5_000), ("90", 90_000),
     ("1:99", None), ("1:5", None), ("soon", None), ("", None), ("1:2:3:4", None)],
)  # fmt: skip
def test_a_typed_time_is_understood(text, ms):
    """Colons with or without a space; anything else is no time."""
    assert run("parseTime(given)", "text.js", given=text) == ms


@needs_node
def test_a_time_is_spelt_with_the_writers_separator():
    """One hour more than an hour."""
    assert run("[[90000, '1: 30'], [3690000, '1: 30'], [3690000, '0:01']].map(([ms, like]) => spellTime(ms, like))", "text.js") == [
        "1: 30", "1: 01: 30", "1:01:30",
    ]  # fmt: skip


@needs_node
def test_rich_text_keeps_paragraphs_bold_lists_and_links_and_links_times():
    """Each note is a paragraph of its own, though no empty line stands between; times point at their second."""
    text = "# Head\n\n(0: 15) One **bold** *it* `co<de`.\n(1: 00) Two [site](https://a.example/?x=1&y=2) 1 < 2.\n\n- a\n- b\n"
    times = [
        [text.index("0: 15"), text.index("0: 15") + 5, "https://v.example/?t=15"],
        [text.index("1: 00"), text.index("1: 00") + 5, None],
    ]
    starts = [text.index("(0: 15"), text.index("(1: 00")]
    html = run("richText(given[0], given[1], given[2])", "text.js", given=[text, times, starts])
    assert html.split("\n") == [
        "<h1>Head</h1>",
        '<p>(<a href="https://v.example/?t=15">0: 15</a>) One <strong>bold</strong> <em>it</em> <code>co&#60;de</code>.</p>',
        '<p>(1: 00) Two <a href="https://a.example/?x=1&#38;y=2">site</a> 1 &#60; 2.</p>',
        "<ul><li>a</li><li>b</li></ul>",
    ]


@needs_node
def test_rich_text_makes_no_script_links_and_no_markup_of_the_writers():
    """A javascript: address is shown, not linked."""
    text = '[x](javascript:alert(1)) <img src=x onerror=alert(1)> [y](https://a.example/"onx=1) \ue0000\ue001z\ue002'
    html = run("richText(given, [], [0])", "text.js", given=text)
    assert "<img" not in html
    assert "href" not in html


@needs_node
@pytest.mark.parametrize("part", ["[", "**", "*a", "`", "(1: 00) ", "[a](", "__a", "\n- "])
def test_rich_text_of_a_very_long_line_ends(part):
    """A megabyte of what opens and never closes takes no longer than a megabyte of anything."""
    assert (
        len(
            run(
                "richText(given.repeat(Math.ceil(1e6 / given.length)), [], [0]).length.toString()",
                "text.js",
                given=part,
            )
        )
        >= 6
    )


@needs_node
def test_the_word_being_said_is_found():
    """The last word that has begun; none before the first, none in a long silence."""
    words = [{"ms": 1000}, {"ms": 1300}, {"ms": 9000}]
    assert run("[500, 1000, 1299, 1300, 6000, 9100].map((ms) => wordAt(given, ms)?.ms ?? null)", "text.js", given=words) == [
        None, 1000, 1000, 1300, None, 9000,
    ]  # fmt: skip
