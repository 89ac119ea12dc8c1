"""Plain-text transcripts: copied panels, exports, and typed text without times."""

import pytest

from pipeline import transcripts
from pipeline.errors import InputError

PANEL = "Transcript\n0:00\nIt scales as\n0:05\nthe square of it\n1:02:03\nand it stops\nEnglish (auto-generated)\n"
WITH_SPEAKERS = {
    "otter": "Anna Berg  0:03\nIt scales.\nAs the square.\n\nCarl  1:02:03\nIt stops.\n\nTranscribed by https://otter.ai\n",
    "rev": "Anna Berg (00:03):\nIt scales.\nAs the square.\n\nCarl (01:02:03):\nIt stops.\n",
    "rev on one line": "Anna Berg: (00:03)\nIt scales. As the square.\n\nCarl: (01:02:03)\nIt stops.\n",
    "named after": "Anna Berg [00:00:03]: It scales. As the square.\nCarl [01:02:03]: It stops.\n",
    "descript": "[00:00:03] Anna Berg: It scales. As the square.\n\n[01:02:03] Carl: It stops.\n\n[01:02:09] Carl: No.\n",
    "dashes": "00:00:03 - Anna Berg: It scales. As the square.\n01:02:03 - Carl: It stops.\n01:02:09 - Carl: No.\n",
    "name below": "00:00:03\nAnna Berg:\nIt scales.\nAs the square.\n01:02:03\nCarl:\nIt stops.\n",
    "time first": "00:03 Anna Berg\nIt scales. As the square.\n01:02:03 Carl\nIt stops.\n01:03:00 Anna Berg\nYes.\n01:04:00 Carl\nNo.\n01:05:00 Anna Berg\nYes.\n01:06:00 Carl\nNo.\n",
    "ranges": "00:00:03 --> 00:00:09\nAnna Berg: It scales. As the square.\n\n01:02:03 --> 01:02:09\nCarl: It stops.\n\n01:02:10 --> 01:02:11\nCarl: No.\n",
}  # fmt: skip


def rows(text):
    made = transcripts.parse(text, "t.txt")
    assert made.timed
    return [(s.start_ms, s.speaker, s.text) for s in made.segments]


def test_youtubes_panel_is_read():
    assert rows(PANEL) == [
        (0, None, "It scales as"),
        (5_000, None, "the square of it"),
        (3_723_000, None, "and it stops"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "0:00\n0 seconds\nIt scales as\n0:05\n5 seconds\nthe square of it\n1:02:03\n1 hour, 2 minutes, 3 seconds\nand it stops\n",
        "0:00It scales as\n0:05the square of it\n1:02:03and it stops\n",
        "0:00 It scales as\n0:05 the square of it\n1:02:03 and it stops\n",
        "[0:00] It scales as\n[0:05] the square of it\n[1:02:03] and it stops\n",
        "(0:00)\nIt scales as\n(0:05)\nthe square of it\n(1:02:03)\nand it stops\n",
        "0:00\r\nIt scales as\r\n0:05\r\nthe square\r\nof it\r\n\r\n1:02:03\r\nand it stops",
    ],
)
def test_however_it_was_copied(text):
    assert rows(text) == rows(PANEL)


@pytest.mark.parametrize("maker", WITH_SPEAKERS)
def test_exports_keep_their_speakers(maker):
    made = [
        (start, speaker, text) for start, speaker, text in rows(WITH_SPEAKERS[maker]) if text not in ("No.", "Yes.")
    ]

    assert made == [(3_000, "Anna Berg", "It scales. As the square."), (3_723_000, "Carl", "It stops.")]


def test_what_only_looks_like_a_time_is_words():
    assert rows("0:00\nIt scales\n12:75 to nobody\n0:05\nas the square\n") == [
        (0, None, "It scales 12:75 to nobody"),
        (5_000, None, "as the square"),
    ]


def test_a_cue_ends_where_the_next_begins_or_where_slow_speech_would():
    made = transcripts.parse("0:00\none two three\n0:01\nfour\n0:50\nfive\n", "t.txt")

    assert [(s.start_ms, s.end_ms) for s in made.segments] == [(0, 1_000), (1_000, 2_000), (50_000, 51_000)]
    assert not made.words_timed


def test_typed_text_without_times_keeps_words_and_speakers_and_says_so():
    text = "Anna Berg: It scales.\nAs the square.\n\nCarl: At 9:30 it stops.\n\nAnna Berg: No.\n"
    made = transcripts.parse(text, "t.txt")

    assert not made.timed
    assert made.duration_ms == 0
    assert [(s.speaker, s.text) for s in made.segments] == [
        ("Anna Berg", "It scales. As the square."),
        ("Carl", "At 9:30 it stops."),
        ("Anna Berg", "No."),
    ]


def test_names_above_their_words_are_speakers():
    made = transcripts.parse("ANNA:\nIt scales.\n\nCARL:\nIt stops.\nSoon.\n", "t.txt")

    assert [(s.speaker, s.text) for s in made.segments] == [("ANNA", "It scales."), ("CARL", "It stops. Soon.")]


@pytest.mark.parametrize("text", ["", "\ufeff \n", "***\n", "0:00\n0:05\n"])
def test_text_without_words_is_refused(text):
    with pytest.raises(InputError) as caught:
        transcripts.parse(text, "t.txt")

    assert caught.value.kind in ("empty", "no_cues")


@pytest.mark.parametrize(
    ("spoken", "menu"),
    [
        (("0 Sekunden", "5 Sekunden", "1 Stunde, 2 Minuten und 3 Sekunden"), "Deutsch (automatisch erzeugt)"),
        (
            ("0 seconde", "5 secondes", "1 heure, 2 minutes et 3 secondes"),
            "Français (France) (générés automatiquement)",
        ),
        (("0 секунд", "5 секунд", "1 час 2 минуты 3 секунды"), "Русский (создано автоматически)"),
        (("0 秒", "5 秒", "1 時間 2 分 3 秒"), "日本語 (自動生成)"),
        (("0 segundos", "5 segundos", "1 hora, 2 minutos y 3 segundos"), "5 personas lo dijeron"),
    ],
)
def test_a_panel_copied_in_another_language_holds_only_what_was_said(spoken, menu):
    """The times in words and the menu's last line are the reader's; a last line that is no menu stays."""
    lines = ("It scales as", "5 people knew", "and it stops")
    text = "Head\n" + "".join(
        f"{at}\r\n{says}\r\n{line}\r\n"
        for at, says, line in zip(("0:00", "0:05", "1:02:03"), spoken, lines, strict=True)
    )
    said = [one for _, _, one in rows(text + menu + "\r\n")]

    kept = menu if "(" not in menu else ""
    assert said == ["It scales as", "5 people knew", f"and it stops {kept}".strip()]


def test_a_line_of_numbers_that_is_said_stays():
    """Few lines that look like times in words are speech."""
    text = "0:05\n5 people came\n0:09\nand stayed\n0:14\nfor 14 days\n0:20\nin all\n"
    assert [one for _, _, one in rows(text)] == ["5 people came", "and stayed", "for 14 days", "in all"]


@pytest.mark.parametrize(
    "text",
    [
        "The kiln\nTue, Mar 03, 2026 9:00AM • 58:20\n\nSPEAKERS\nAnna Berg, Carl\n\nAnna Berg  0:03\nIt scales.\n\nCarl  1:02:03\nIt stops.\n",
        "Anna Berg: 00:03\tIt scales.\n\nCarl: 01:02:03\tIt stops.\n",
        "# The kiln\n\n**Anna Berg:** [00:00:03] It scales.\n\n**Carl:** [01:02:03] It stops.\n",
        "**Anna Berg** [00:00:03](https://example.org/a?t=3)\nIt scales.\n\n**Carl** [01:02:03](https://example.org/a?t=3723)\nIt stops.\n",
    ],
    ids=["an export with a dated head", "name, colon, time", "bold names", "linked times"],
)  # fmt: skip
def test_heads_bold_names_and_links_of_exports(text):
    assert rows(text) == [(3_000, "Anna Berg", "It scales."), (3_723_000, "Carl", "It stops.")]
