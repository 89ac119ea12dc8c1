"""Which stretches of a text count as quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotations import quoted_spans

CASES = [
    ("curly doubles", "She said “we are here” twice.", ["we are here"]),
    ("straight doubles", 'She said "we are here" twice.', ["we are here"]),
    ("singles", "A ‘small gloss’ and 'another gloss'.", ["small gloss", "another gloss"]),
    ("an apostrophe inside", "“It’s the speakers’ turn,” she said.", ["It’s the speakers’ turn,"]),
    ("an apostrophe inside singles", "‘I don’t know, it isn't mine’ she said.", ["I don’t know, it isn't mine"]),
    ("elisions", "’Tis the season, the speakers’ notes, ’90s music, rock 'n' roll.", []),
    ("contractions alone", "don't won't can’t the cooks’ and the waiters’ hats", []),
    ("German", "„Das ist gut“ und ‚halb gut‘", ["Das ist gut", "halb gut"]),
    ("French", "il dit « c’est la vie » et «bien sûr»", ["c’est la vie", "bien sûr"]),
    ("German guillemets", "er sagt »so auch« und geht", ["so auch"]),
    ("Swedish", "hon sade ”så här” och gick", ["så här"]),
    ("Japanese", "彼は「これは本だ」と言った", ["これは本だ"]),
    ("nested", "“outer ‘inner one’ rest”", ["outer ‘inner one’ rest", "inner one"]),
    ("nested straight", "\"a 'b c' d\"", ["a 'b c' d", "b c"]),
    ("mixed marks", '“opened curly, closed straight" she said', ["opened curly, closed straight"]),
    ("unclosed", 'an unclosed "what is this and no end', []),
    ("unclosed, then a new paragraph", 'unclosed "what is this\n\nand "fine quote" here', ["fine quote"]),
    ("unclosed, then a list item", '- unclosed "what\n- a "fine quote" here', ["fine quote"]),
    ("paragraph by paragraph", "“para one\n\n“para two ends”", ["para one", "para two ends"]),
    ("over a paragraph's end", "“para one\n\npara two ends”", ["para one\n\npara two ends"]),
    ("inline code", 'code `print("not me")` and "yes me"', ["yes me"]),
    ("fenced code", 'text\n\n```\n"not me"\n```\n\n"yes me"', ["yes me"]),
    ("a link's title", '[a link](http://x.example "not this") and "yes me"', ["yes me"]),
    ("a quote as a link", '["yes me"](http://x.example/a"b"c)', ["yes me"]),
    ("an attribute", '<a href="not me" title="nor me">text</a> "yes me"', ["yes me"]),
    ("inches and feet", 'a 12" screen, 5\'10" tall', []),
    ("in brackets and behind dashes", '("in parens")—"dash"', ["in parens", "dash"]),
    ("broken by the speech tag", '"I am," he said, "fine."', ["I am,", "fine."]),
    ("a block quote", "> quoted block\n> goes on\n\nrest", ["quoted block\n> goes on"]),
    ("a block quote with marks", '> he said "the words" there', ["the words"]),
    ("marks alone", '"" \'\' “” ‘’ « » " “', []),
    ("punctuation alone", '"..." and “—”', []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_finds_what_stands_between_marks(text, expected):
    """Each way of quoting yields the words between its marks, and nothing is made out of punctuation."""
    assert [span.text for span in quoted_spans(text)] == expected


IN_BLOCK = [
    ("from its first line", "first\n> second\n\nrest", True, ["first\n> second"]),
    ("deep in a list", "text\n            > quoted\n            > goes on", False, ["quoted\n            > goes on"]),
    ("with the first mark in the text too", "> first\n> second", True, ["first\n> second"]),
    ("with marks inside", 'he said "the words" there\n> and more', True, ["the words"]),
    ("that frames all notes", 'He said "the words" there\n> and more\n\n> still', None, ["the words"]),
]


@pytest.mark.parametrize(
    ("text", "in_block", "expected"), [case[1:] for case in IN_BLOCK], ids=[case[0] for case in IN_BLOCK]
)
def test_a_text_may_begin_within_a_block_quotation(text, in_block, expected):
    """What is quoted begins with the text, and where a block is a mere frame nothing of it is."""
    assert [span.text for span in quoted_spans(text, in_block=in_block)] == expected


def test_says_how_deep_a_quotation_stands():
    """An inner quotation counts the marks around it."""
    assert [(s.text, s.depth) for s in quoted_spans("“a ‘b c’ d” and “e f”")] == [
        ("a ‘b c’ d", 0),
        ("b c", 1),
        ("e f", 0),
    ]


def test_tells_the_style_of_the_marks():
    """Double, single and block quotations are told apart."""
    found = quoted_spans("“one” ‘two’ „drei“ ‚vier‘\n\n> five six")

    assert [span.style for span in found] == ["double", "single", "double", "single", "block"]


MARKS = st.text(alphabet="\"'“”‘’„‚«»‹›`<>[]()~-\n\r\t 90stab.,é日", max_size=120)


@given(st.one_of(MARKS, st.text(max_size=80)))
def test_spans_always_lie_inside_the_text(text):
    """Whatever the text: no crash, offsets inside it and in order, the text of a span what stands there."""
    for span in quoted_spans(text):
        assert 0 <= span.start_char < span.end_char <= len(text)
        assert text[span.start_char : span.end_char] == span.text == span.text.strip()


@given(
    st.lists(st.sampled_from(["we are here", "it's all gone", "no, not that", "twenty-five"]), min_size=1, max_size=5)
)
def test_round_trip(inside):
    """What is put between marks comes out, in order."""
    text = " and ".join(f"“{words}”" for words in inside)

    assert [span.text for span in quoted_spans(text)] == inside


@pytest.mark.parametrize("noise", ["“", '"a ', "‘a ", "](", "<a ", "`", "> ", "’s ", "«", "\n\n“", '" "', "```\n"])
def test_long_noise_is_read_in_linear_time(noise):
    """A megabyte of one mark ends; a quadratic scan would not."""
    assert isinstance(quoted_spans(noise * (300_000 // len(noise))), tuple)
