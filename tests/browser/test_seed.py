"""A real writer's 87 notes on a three-hour episode, with its sound: the page that has to carry a publishing day.

The notes, their captions and the spoken episode are not ours and lie beside the checkout (or where EARMARK_EVAL and
EARMARK_AUDIO say); without them nothing here runs.
"""

import difflib
import os
from pathlib import Path

import pytest

from pipeline import decisions, run
from pipeline.run.workspace import Workspace

BESIDE = Path(__file__).parents[3] / "shared"
SEED = Path(os.environ.get("EARMARK_EVAL") or BESIDE / "eval") / "seed"
EPISODE = Path(os.environ.get("EARMARK_AUDIO") or BESIDE / "audio") / "seed_episode.opus"
# every clip decoded as the page's player would: what its file says, and how long it really is
CLIPS = """() => Promise.all([...document.querySelectorAll("noscript[data-clip-id]")].map((holder) => new Promise((done) => {
  const [, mime, data] = holder.textContent.match(/src="data:([^;]+);base64,([^"]+)"/);
  const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
  const audio = new Audio(URL.createObjectURL(new Blob([bytes], { type: mime })));
  const said = (holder.dataset.end - holder.dataset.start) / 1000;
  audio.onloadedmetadata = () => done([said, audio.duration]);
  audio.onerror = () => done([said, null]);
})))"""


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """The check by the captions, clips cut from the episode."""
    if not (SEED / "notes.md").exists() or not EPISODE.exists():
        pytest.skip("the notes and the episode do not lie here")
    root = tmp_path_factory.mktemp("seed")
    return run.check(
        run.Request(
            SEED / "notes.md",
            Workspace(root),
            sources=(str(EPISODE),),
            transcripts=(SEED / "captions.vtt",),
            refine="off",
            allow_outside=True,
        )
    )


@pytest.fixture
def it(opened, checked):
    return opened(checked.outputs.html.read_text(encoding="utf-8"), permissions=["clipboard-read", "clipboard-write"])


def test_mail_carries_it(checked):
    """15 MB for a hundred notes."""
    assert checked.outputs.html.stat().st_size <= 15_000_000 * len(checked.report.notes.notes) / 100


def test_every_clip_is_decoded_and_as_long_as_it_says(it):
    """One for nearly every note."""
    found = it.page.evaluate(CLIPS)
    assert len(found) >= 80
    assert [pair for pair in found if pair[1] is None or abs(pair[0] - pair[1]) > 0.1] == []


def test_valley_is_heard_as_value_and_its_letters_alone_are_changed(it, checked):
    """Among the first three; two keys hear and accept it."""
    first = it.page.locator("#cards > .card .gist").all_text_contents()[:3]
    assert any("Valley" in text and "value" in text for text in first)
    key = next(f.id for f in checked.report.verification.findings if f.written == "Valley" and f.proposed == "value")
    it.page.click(f"#card-{key} summary")
    it.page.focus(f"#card-{key}")
    it.press("Space")
    it.until("!!document.querySelector('#play.on') && document.querySelector('#clock').textContent.startsWith('3:04')")
    it.press("Enter")
    before = checked.report.notes.text
    _, after = it.download("#corrected")
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    changed = [(before[a:b], after[c:d]) for tag, a, b, c, d in steps if tag != "equal"]
    start = next(f.start_char for f in checked.report.verification.findings if f.id == key)
    assert after == before[:start] + "value" + before[start + len("Valley") :]
    assert len("".join(old + new for old, new in changed)) <= len("Valleyvalue")


def test_every_decision_by_key_and_all_of_it_back_in_the_notes(it, checked):
    """Enter where something is proposed, else keep; the page's file is the program's."""
    cards = it.page.locator("#cards > .card").count()
    for _ in range(cards):
        it.press("Enter" if it.page.locator(".card[aria-current] [data-do=fix]").count() else "2")
    assert it.text("#lede") == "All decided"
    name, text = it.download("#save")
    applied = decisions.apply(checked.report.notes, checked.report, decisions.parse(text, name))
    _, corrected = it.download("#corrected")
    assert corrected == applied.text
    # of two that overlap, one is left, and the page says so
    assert {left.why for left in applied.left} <= {"it overlaps another correction"}
    for left in applied.left:
        assert "overlaps" in it.page.text_content(f"[data-ids~='{left.finding}'] .news")


def test_two_people_merge_their_pages(opened, it, tmp_path):
    """The second's decisions join the first's."""
    it.press("2")
    _, mine = it.download("#save-page")
    hers = opened(mine)
    hers.press("2")
    _, both = hers.download("#save-page")
    path = tmp_path / "hers.html"
    path.write_bytes(both.encode())
    it.page.set_input_files("#load-file", str(path))
    it.until("document.querySelector('#say').textContent.startsWith('1 decision added')")
    assert it.text("#progress-word").startswith("2 of")


def test_axe_finds_nothing_in_it(it, axe):
    """Closed notes included."""
    found = axe.run(it.page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []
