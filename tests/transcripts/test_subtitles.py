"""WebVTT, SRT and ASS: who said what when, each thing once."""

import pytest

from pipeline import transcripts
from pipeline.errors import InputError


def rows(text):
    """(start, end, speaker, words) of every segment."""
    made = transcripts.parse(text, "t.vtt")
    return [(s.start_ms, s.end_ms, s.speaker, s.text) for s in made.segments]


def test_webvtt_with_everything_that_may_stand_in_it():
    text = (
        "\ufeffWEBVTT - a title\r\nKind: captions\r\nLanguage: de-CH\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\n"
        "NOTE not said\r\n\r\nintro-1\r\n00:01.000 --> 00:02.500 align:start position:10%\r\n"
        "<v.loud Anna Berg>It &amp; <i>that</i> <c.yellow>scale</c></v>\r\n\r\n"
        "01:00:02.000 --> 01:00:04.000\r\nIt &lt;stops&gt;\r\non two lines\r\n"
    )
    made = transcripts.parse(text, "t.vtt")

    assert rows(text) == [
        (1_000, 2_500, "Anna Berg", "It & that scale"),
        (3_602_000, 3_604_000, None, "It <stops> on two lines"),
    ]
    assert (made.language, made.duration_ms, made.words_timed, made.timed) == ("de-CH", 3_604_000, False, True)


def test_two_voices_in_one_cue_share_its_time():
    text = "WEBVTT\n\n00:00.000 --> 00:10.000\n<v A>one two</v>\n<v B>one two</v>\n"
    first, second = transcripts.parse(text, "t.vtt").segments

    assert (first.speaker, second.speaker) == ("A", "B")
    assert first.end_ms == second.start_ms
    assert (first.start_ms, second.end_ms) == (0, 10_000)


def test_words_share_their_cues_time_by_their_letters():
    text = "WEBVTT\n\n00:00.000 --> 00:10.000\nabc a abcde\n"
    words = transcripts.parse(text, "t.vtt").words

    assert [(w.text, w.start_ms, w.end_ms) for w in words] == [("abc", 0, 3333), ("a", 3333, 5000), ("abcde", 5000, 10_000)]  # fmt: skip


def test_rolling_captions_say_each_line_once_with_its_own_times():
    text = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n"
        "00:00:00.000 --> 00:00:02.000 align:start position:0%\n \nso<00:00:00.500><c> it</c><00:00:01.000><c> scales</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nso it scales\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nso it scales\nas<00:00:03.000><c> the</c><00:00:03.500><c> square</c>\n\n"
        "00:00:04.000 --> 00:00:04.010\nas the square\n \n\n"
        "00:00:04.010 --> 00:00:06.000\nas the square\n[Music]\n"
    )
    made = transcripts.parse(text, "t.vtt")

    assert [s.text for s in made.segments] == ["so it scales", "as the square", "[Music]"]
    assert [(w.text, w.start_ms, w.end_ms) for w in made.words][:4] == [
        ("so", 0, 500),
        ("it", 500, 1000),
        ("scales", 1000, 2000),
        ("as", 2010, 3000),
    ]
    assert made.words_timed


def test_rolling_captions_without_tags_say_each_line_once():
    text = (
        "1\n00:00:00,000 --> 00:00:02,000\nit scales\n\n2\n00:00:02,000 --> 00:00:04,000\nit scales\nas the square\n\n"
        "3\n00:00:04,000 --> 00:00:06,000\nas the square\nand stops\n"
    )

    assert [row[3] for row in rows(text)] == ["it scales", "as the square", "and stops"]


def test_what_is_said_twice_stays_twice():
    text = (
        "WEBVTT\n\n00:00.000 --> 00:01.000\nYeah.\n\n00:01.000 --> 00:01.050\nYeah.\n\n00:01.050 --> 00:02.000\nYeah.\n"
    )

    assert len(rows(text)) == 3


def test_the_same_cue_twice_is_one():
    cue = "00:00.000 --> 00:01.000\nIt scales.\n\n"

    assert len(rows(f"WEBVTT\n\n{cue}00:05.000 --> 00:06.000\nIt stops.\n\n{cue}")) == 2


def test_srt_with_tags_and_missing_empty_lines():
    text = (
        "1\n00:00:01,000 --> 00:00:02,500\n<font color='red'>It</font> {\\an8}scales\n2\n00:00:03,000 --> 00:00:04,000\n"
        "<b>in 2024\n2025</b>\n\n\n3\n0:00:05 --> 0:00:06\nas said\n"
    )

    assert rows(text) == [
        (1_000, 2_500, None, "It scales"),
        (3_000, 4_000, None, "in 2024 2025"),
        (5_000, 6_000, None, "as said"),
    ]


def test_cues_out_of_order_and_across_each_other_are_put_in_order():
    text = (
        "WEBVTT\n\n00:05.000 --> 00:07.000\nthird\n\n00:01.000 --> 00:06.000\nfirst\n\n00:02.000 --> 00:03.000\nsecond\n\n"
        "00:09.000 --> 00:08.000\nfourth\n"
    )

    assert rows(text) == [
        (1_000, 6_000, None, "first"),
        (2_000, 3_000, None, "second"),
        (5_000, 7_000, None, "third"),
        (9_000, 9_000, None, "fourth"),
    ]


def test_names_before_a_colon_are_speakers_in_a_meetings_captions():
    text = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nAnna Berg: It scales.\n\n2\n00:00:03.000 --> 00:00:04.000\n"
        "Carl: So: it does.\n\n3\n00:00:05.000 --> 00:00:06.000\nNobody: knows\n\n4\n00:00:07.000 --> 00:00:08.000\nCarl: Why not?\n"
    )

    assert [row[2:] for row in rows(text)] == [
        ("Anna Berg", "It scales."),
        ("Carl", "So: it does."),
        ("Nobody", "knows"),
        ("Carl", "Why not?"),
    ]


def test_a_label_holds_until_the_next():
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nAnna: It scales.\n\n2\n00:00:03,000 --> 00:00:04,000\nAs the square.\n\n"
        "3\n00:00:05,000 --> 00:00:06,000\nCarl: No.\n\n4\n00:00:07,000 --> 00:00:08,000\n>> It stops.\n"
    )

    assert [row[2:] for row in rows(text)] == [
        ("Anna", "It scales."),
        ("Anna", "As the square."),
        ("Carl", "No."),
        (None, "It stops."),
    ]


def test_a_colon_now_and_then_names_nobody():
    text = "WEBVTT\n\n" + "".join(
        f"00:{n:02d}.000 --> 00:{n:02d}.900\n{'The question is: why' if n == 3 else 'it scales'} {n}\n\n"
        for n in range(9)
    )

    assert {row[2] for row in rows(text)} == {None}
    assert rows(text)[3][3] == "The question is: why 3"


def test_ass_is_read():
    text = (
        "[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname\nStyle: Default,Arial\n\n[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,Anna,0,0,0,,{\\i1}It{\\i0} scales,\\Nshe says\n"
    )

    assert rows(text) == [(1_000, 2_500, "Anna", "It scales, she says")]


@pytest.mark.parametrize("styles", ["", "[V4+ Styles]\nFormat: Name\n", "[V4 Styles]\nFormat: Name\n"])
def test_ass_and_ssa_are_read_with_and_without_styles(styles):
    """Nobody speaks a style, nor a margin that is no number."""
    text = (
        f"[Script Info]\n{styles}[Events]\n"
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.50,Default,Anna,x,0,0,,It scales\n"
    )

    assert rows(text) == [(1_000, 2_500, "Anna", "It scales")]


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n",
        "1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n",
        "[Script Info]\nbroken",
        "a --> b",
    ],
)
def test_captions_without_words_are_refused(text):
    with pytest.raises(InputError) as caught:
        transcripts.parse(text, "t.vtt")

    assert caught.value.kind == "no_cues"
    assert caught.value.next_step


def test_a_cue_of_nothing_but_spaces_is_passed_over():
    assert (
        rows("WEBVTT\n\n00:01.000 --> 00:02.000\n&nbsp;\n\n00:03.000 --> 00:04.000\nIt scales.\n")[-1][3]
        == "It scales."
    )
