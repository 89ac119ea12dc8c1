"""Half-remembered words lead to the words as they were said, with their time, link and neighbours."""

import dataclasses
import json
import sqlite3

import numpy as np
import pytest

from pipeline import find
from pipeline.errors import UsageError, WorkspaceError
from pipeline.find.passages import passages
from pipeline.records import Published, Recording, Segment, Transcript, Word

TALK = """\
Ann: Welcome back. The kettle was on all night.
Ben: The price of a mistake drops once you can undo it. That is why we keep the old version. Nobody reads it.
Ann: Is that so? I would have thought that people forget."""
SONG = "Cy: We walked to the harbour at dawn. Three boats were missing."


def recording(name, text, **facts):
    """Lines of ``SPEAKER: words``, one word a second."""
    segments, at_ms = [], 0
    for line in text.splitlines():
        speaker, _, said = line.partition(": ")
        words = tuple(Word(word, at_ms + 1_000 * n, at_ms + 1_000 * n + 900) for n, word in enumerate(said.split()))
        at_ms = words[-1].start_ms + 1_000
        segments.append(Segment(words[0].start_ms, words[-1].end_ms, words, speaker or None))
    language = facts.pop("language", "en")
    heard = Transcript("whisper", tuple(segments), at_ms, language=language, model="tiny.en")
    return Recording(name, name.title(), f"{name}.mp3", heard, **facts)


KEPT = {"talk": recording("talk", TALK, link="https://example.com/talk"), "song": recording("song", SONG)}


def search(question, kept=None, *, path=None, stamps=None, **options):
    """Find over recordings at hand."""
    kept = KEPT if kept is None else kept
    return find.find(
        question, path=path, stamps=dict.fromkeys(kept, "1") if stamps is None else stamps, read=kept.get, **options
    )


def test_the_words_come_back_verbatim_with_everything_around_them():
    """The exact words, who said them when, the whole sentence, one sentence on each side, a link to the second."""
    best = search("cost of a mistake drops when you undo it").hits[0]

    assert (best.words, best.speaker) == ("price of a mistake drops once you can undo it.", "Ben")
    assert (best.start_ms, best.quote_start_ms) == (9_000, 8_000)
    assert best.quote == "The price of a mistake drops once you can undo it."
    assert best.before == "The kettle was on all night."
    assert best.after == "That is why we keep the old version."
    assert best.link == "https://example.com/talk#t=8"
    assert best.by == "wording"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("mistakes dropping", "mistake drops"),  # another ending
        ("3 boats", "Three boats"),  # digits for a number
        ("the harber at dorn", "harbour at dawn."),  # as it sounds
        ("dawn harbour", "harbour at dawn."),  # in another order
        ("nobody um reads it", "Nobody reads it."),  # a filler
        ("IS THAT SO", "Is that so?"),  # small words alone
        ("undo", "undo"),  # one word
    ],
)
def test_words_are_found_though_remembered_wrongly(question, said):
    """Endings, numerals, spelling, order, fillers and capitals do not matter."""
    assert said in search(question).hits[0].quote


def test_nothing_alike_gives_nothing():
    """A question about something else has no hits, and no library none either."""
    assert search("quantum chromodynamics lattice").hits == ()
    assert search("mistake", {}).hits == ()
    assert search("mistake", {}).recordings == 0


@pytest.mark.parametrize("question", ["", "  ", "“…”", "--", "\x00"])
def test_a_question_without_a_word_is_refused(question):
    """Nothing to look for is a mistake in the command."""
    with pytest.raises(UsageError):
        search(question)


@pytest.mark.parametrize(
    "question",
    [
        '"',
        'price" OR *',
        "NEAR(a b)",
        "stems:price",
        "price AND NOT mistake",
        "a" * 30_000,
        "word " * 3_000,
        "日本",
        "ة",
    ],
)
def test_a_question_is_never_taken_for_a_command(question):
    """Signs that mean something to the search engine are mere text; long questions are cut."""
    assert isinstance(search(f"mistake {question}").hits, tuple)


def test_other_languages_are_found_by_their_own_stems():
    """German words are stemmed as German, Japanese is found character by character."""
    kept = {
        "de": recording("de", "Eva: Die Häuser am Hafen waren geschlossen.", language="de"),
        "ja": recording("ja", "Yu: 港は閉まっていた。", language="ja"),
        "en": KEPT["talk"],
    }

    assert search("Haus geschlossene", kept).hits[0].key == "de"
    assert search("港は閉", kept).hits[0].key == "ja"


def test_a_quote_is_of_one_speaker_where_its_words_are():
    """Passages end where another person speaks, and after a long silence."""
    made = passages(KEPT["talk"].transcript)

    assert [one.speaker for one in made] == ["Ann", "Ben", "Ann"]
    assert made[1].sentences == (0, 11, 19)


def test_long_speech_without_full_stops_is_cut():
    """Captions have no sentences; passages stay short all the same, and lose no word."""
    heard = recording("flat", ": " + "and so on it went " * 4_000).transcript
    made = passages(heard)

    assert sum(len(one.words) for one in made) == len(heard.words)
    assert max(len(one.words) for one in made) <= 40


def meaning(table):
    """An embedder that knows which words are of one kind."""
    kinds = sorted(set(table.values()))

    def embed(texts):
        rows = np.full((len(texts), len(kinds) + 1), 1e-6, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(".", "").split():
                row[kinds.index(table[word]) if word in table else -1] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    return find.Meaning("kinds", embed)


def test_other_words_for_the_same_are_found_by_meaning():
    """A question that shares no word with the answer finds it through vectors, and says so."""
    kinds = dict.fromkeys(["harbour", "boats", "port", "ships"], "sea") | dict.fromkeys(["missing", "gone"], "lost")

    best = search("ships gone", meaning=meaning(kinds)).hits[0]

    assert (best.key, best.by) == ("song", "meaning")
    assert best.words.endswith("Three boats were missing.")


def test_a_model_that_reads_in_context_has_the_last_word_about_sense_and_none_about_wording():
    """Its favourite comes first among what only means the same; words that were said outright stay first."""
    read = []

    def favour(texts):
        read.append(texts)
        return np.array([[1.0, 0.0]] + [[float("missing" in text), 0.0] for text in texts[1:]], dtype=np.float32)

    reader = dataclasses.replace(meaning({"harbour": "sea"}), read=favour)

    assert search("vessels vanished", meaning=reader).hits[0].words.endswith("Three boats were missing.")
    assert read[0][0] == "vessels vanished"
    assert "missing" not in search("the kettle was on all night", meaning=reader).hits[0].words


def test_the_reading_model_is_kept_when_words_are_remembered(tmp_path):
    """A search over an index in a file reads in context, too."""
    asked = []

    def read(texts):
        asked.append(len(texts))
        return np.ones((len(texts), 1), dtype=np.float32)

    kinds = meaning({"harbour": "sea", "port": "sea"})
    with_memory = dataclasses.replace(kinds, remembering=lambda _: kinds.embed, read=read)
    find.find("the port", path=tmp_path / "f.sqlite", stamps={"song": "1"}, read=KEPT.get, meaning=with_memory)

    assert asked


# --- the index ---------------------------------------------------------------------------------------


def test_only_what_is_new_is_read_again(tmp_path):
    """A second search reads nothing; a changed stamp, a new and a lost recording are followed."""
    path, read = tmp_path / "i" / "find.sqlite", []

    def ask(stamps):
        return find.find("harbour", path=path, stamps=stamps, read=lambda key: read.append(key) or KEPT.get(key))

    assert [hit.key for hit in ask({"song": "1"}).hits] == ["song"]
    ask({"song": "1"})
    ask({"song": "2", "talk": "1"})

    assert read == ["song", "song", "talk"]
    assert ask({"talk": "1"}).hits == ()
    assert b"harbour" not in path.read_bytes()  # nothing of a forgotten recording stays in the file
    assert b"kettle" in path.read_bytes()


def test_an_unreadable_recording_is_left_out_and_counted(tmp_path):
    """One that cannot be read does not hide the others, and is tried again."""
    stamps = {"song": "1", "lost": "1"}
    found = search("harbour", path=tmp_path / "f.sqlite", stamps=stamps)

    assert (len(found.hits), found.recordings, found.unreadable) == (1, 1, 1)


@pytest.mark.parametrize("damage", ["noise", "cut", "other tables", "pages"])
def test_a_damaged_index_is_made_anew_with_one_warning(tmp_path, damage):
    """Whatever is wrong with the file, the answer is right and the next search is calm."""
    path, said = tmp_path / "f.sqlite", []
    search("harbour", path=path)
    blob = path.read_bytes()
    path.write_bytes(
        {
            "noise": b"not a database at all" * 100,
            "cut": blob[: len(blob) // 2],
            "other tables": blob,
            "pages": blob[:4096] + b"\xff" * (len(blob) - 4096),
        }[damage]
    )
    if damage == "other tables":
        with sqlite3.connect(path) as db:
            db.execute("DROP TABLE passages")
        db.close()

    for _ in range(2):
        assert [hit.key for hit in search("harbour", path=path, warn=said.append).hits] == ["song"]
    assert len(said) == 1
    assert "made anew" in said[0]


def test_an_index_that_cannot_be_written_is_done_without(tmp_path):
    """Where a folder stands in the way, memory does, with a warning."""
    path, said = tmp_path / "f.sqlite", []
    path.mkdir()

    assert search("harbour", path=path, warn=said.append).hits
    assert "does without it" in said[0]


def test_a_run_that_does_not_let_go_is_named(tmp_path, monkeypatch):
    """Another run's lock gives a plain error, and its file is not thrown away."""
    path = tmp_path / "f.sqlite"
    search("harbour", path=path)
    monkeypatch.setattr("pipeline.find.index._WAIT_S", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(WorkspaceError, match="Another run"):
        search("harbour", path=path)
    other.execute("ROLLBACK")
    other.close()

    assert search("harbour", path=path).hits


def test_two_runs_may_make_one_index(tmp_path):
    """Both add the same recordings; each is there once."""
    path = tmp_path / "f.sqlite"
    with find.Index(path) as first, find.Index(path) as second:
        stamps = dict.fromkeys(KEPT, "1")

        def read(key):
            second.refresh({**stamps}, KEPT.get)  # the other run is quicker with everything
            return KEPT[key]

        first.refresh(stamps, read)

        assert first.recordings() == 2
        assert len(find.search(first, "harbour at dawn")) == 1


def test_another_models_vectors_take_the_place_of_the_old(tmp_path):
    """Vectors of one model are never compared with a question's by another."""
    path = tmp_path / "f.sqlite"
    kinds = dict.fromkeys(["boats", "ships"], "sea") | dict.fromkeys(["missing", "gone"], "lost")
    other = find.Meaning("three", lambda texts: np.eye(3, dtype=np.float32)[[len(text) % 3 for text in texts]])
    search("ships", path=path, meaning=other)

    assert search("ships gone", path=path, meaning=meaning(kinds)).hits[0].key == "song"


def counted(asked):
    """A meaning that remembers words, and writes down which it had to make."""

    def remembering(memory):
        def embed(texts):
            words = sorted({word.strip(".,?!").lower() for text in texts for word in text.split()})
            known = memory.recall(words)
            new = [word for word in words if word not in known]
            asked.extend(new)
            memory.keep({word: np.full(3, 1e-3 * len(word), dtype=np.float32) for word in new})
            return np.ones((len(texts), 3), dtype=np.float32) / np.sqrt(3)

        return embed

    return find.Meaning("counted", lambda _: pytest.fail("asked without a memory"), remembering)


def test_words_that_the_index_knows_are_not_made_again(tmp_path):
    """A second search makes only the vectors of words that are new to it."""
    path, first, second = tmp_path / "f.sqlite", [], []
    search("harbour at dawn", path=path, meaning=counted(first))
    search("harbour at midnight", path=path, meaning=counted(second))

    assert "harbour" in first
    assert second == ["midnight"]


def test_kept_vectors_of_words_are_the_vectors(tmp_path):
    """What is recalled is what was kept, to three digits, and what keeping it gave."""
    rows = {"dawn": np.array([1e-3, -2e-4, 4e-2], dtype=np.float32)}

    def remembering(memory):
        kept.update(memory.keep(rows))
        recalled.update(memory.recall(["dawn", "dusk"]))
        return lambda texts: np.ones((len(texts), 3), dtype=np.float32)

    recalled, kept = {}, {}
    with find.Index(tmp_path / "f.sqlite") as index:
        index.remembered(find.Meaning("m", lambda _: None, remembering))

    assert list(recalled) == ["dawn"]
    assert recalled["dawn"].tolist() == kept["dawn"].tolist()
    assert np.allclose(recalled["dawn"], rows["dawn"], rtol=1e-3)


def test_the_words_of_a_question_are_written_at_once(tmp_path):
    """One transaction keeps them all: each by itself waits for the disk."""
    statements = []

    def remembering(memory):
        memory._db.set_trace_callback(statements.append)  # what is sent to the disk
        memory.keep({word: np.ones(3, dtype=np.float32) for word in ("dawn", "dusk", "noon")})
        return lambda texts: np.ones((len(texts), 3), dtype=np.float32)

    with find.Index(tmp_path / "f.sqlite") as index:
        index.remembered(find.Meaning("m", lambda _: None, remembering))

    assert [each.split()[0] for each in statements] == ["BEGIN", "INSERT", "INSERT", "INSERT", "COMMIT"]


def test_the_words_of_what_is_forgotten_are_forgotten(tmp_path):
    """No vector of a word stays that only a lost recording may have had."""
    path, again = tmp_path / "f.sqlite", []
    search("harbour at dawn", path=path, meaning=counted([]))
    search("harbour", {"talk": KEPT["talk"]}, path=path, meaning=counted(again))

    assert "harbour" in again


# --- forms -------------------------------------------------------------------------------------------


def test_markdown_is_ready_to_paste_and_inert():
    """A block quote, who, where, and the time as a link; what was said cannot become markup."""
    kept = {
        "x": recording(
            "x", "<b>*A*</b>: [kettle](javascript:1) <img src=x> # `tick` 1. one", link="https://e.org/a?b=1"
        )
    }
    text = find.as_markdown(search("kettle", kept).hits[0])

    assert text.startswith("> \\[kettle\\](javascript:1) \\<img src=x\\> \\# \\`tick\\`")
    assert text.endswith("— \\<b\\>\\*A\\*\\</b\\>, X, [0:00](<https://e.org/a?b=1#t=0>)\n")
    assert len(text.splitlines()) == 3


def test_a_private_recording_has_no_link_and_no_source():
    """A feed that carries a secret is written nowhere."""
    secret = recording("x", SONG, link="https://e.org/?key=1", published=Published(private=True))
    hit = search("harbour", {"x": secret}).hits[0]

    assert hit.link is None
    assert "key=1" not in find.as_json("q", [hit], recordings=1) + find.as_csv([hit])


def test_a_sheet_holds_one_row_a_quote_and_no_formula():
    """What was said cannot become a formula in a spreadsheet."""
    hit = search("kettle", {"x": recording("x", "=cmd: =HYPERLINK(1) the kettle")}).hits[0]
    header, row = find.as_csv([hit]).split("\r\n")[:2]

    assert header.startswith("words,quote,speaker")
    assert "'=HYPERLINK(1) the kettle,'=cmd" in row


def test_json_is_whole():
    """Programs get the caution, all times in ms and the Markdown."""
    data = json.loads(find.as_json("harbour", search("harbour").hits, recordings=2))

    assert (data["schema_version"], data["recordings"]) == (1, 2)
    assert "um" in data["caution"]
    assert {"words", "start_ms", "quote", "before", "after", "link", "markdown", "found_by"} <= data["hits"][0].keys()


@pytest.mark.parametrize(("near", "hits"), [(0.2, 0), (0.9, 2)])
def test_words_that_no_recording_has_find_only_what_is_near_in_meaning(near, hits):
    """Something always lies nearest to made-up words; it is no passage that means them."""
    made_up = ("blorft", "zimmel")

    def vectors(texts):
        rows = [[near, (1 - near**2) ** 0.5] if set(text.split()) & {*made_up} else [1.0, 0.0] for text in texts]
        return np.array(rows, dtype=np.float32)

    found = search(" ".join(made_up), meaning=find.Meaning("fake", vectors)).hits

    assert min(len(found), 2) == hits
    assert search(f"{made_up[0]} kettle", meaning=find.Meaning("fake", vectors)).hits
