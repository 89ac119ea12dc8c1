"""Written times are read, and spelt again as the writer spells them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import timecode

READ = {
    "1:30": 90,
    "1: 30": 90,
    "(1: 30)": 90,
    "(1: 01: 30)": 3690,
    "1:01:30": 3690,
    "01:01:30": 3690,
    "00:00:32": 32,
    "0:05": 5,
    "[12:30]": 750,
    "[[12:30]]": 750,
    "**[48:18]**": 2898,
    "`12:30`": 750,
    "@5:20": 320,
    "[@5:20]": 320,
    "75:30": 4530,
    "125:30": 7530,
    "12：30": 750,
    "1h02m": 3720,
    "1h2m3s": 3723,
    "1h 2m": 3720,
    "12m30s": 750,
    "12m 30s": 750,
    "90m": 5400,
    "2h": 7200,
    "1h5s": 3605,
    "0h0s": 0,
    "45s": 45,
    "1 hour 2 minutes": 3720,
    "1 hour and 2 minutes": 3720,
    "12 min 5 sec": 725,
    "1 hr, 2 min": 3720,
    "12'30\"": 750,
    "12′30″": 750,
    "01.02.30": 3750,
    "t=3690": 3690,
    "t=3690s": 3690,
    "?t=750": 750,
    "&t=1h2m3s": 3723,
    "750": 750,
    "~12:30": 750,
}
NOT_TIMES = ["", "16:9", "3:1", "1:60", "1:75:00", "1h75m", "h", "m", "GPT-7", "12.30", "2024-01-02", "1:2:3", "12:30 pm",
             "one:30", "t=", "t=t=5", "12:30 13:00", "٣:٣٠", "1" * 5000, ":" * 5000]  # fmt: skip
SPELT = [
    ("1: 30", 3_690_000, "1: 01: 30"),
    ("(1: 01: 30)", 90_000, "(1: 30)"),
    ("12:30", 65_000, "1:05"),
    ("05:30", 65_000, "01:05"),
    ("05:30", 3_723_000, "01:02:03"),
    ("00:00:32", 65_000, "00:01:05"),
    ("0:05:30", 65_000, "0:01:05"),
    ("1:02:03", 65_000, "1:05"),
    ("75:30", 3_723_000, "62:03"),
    ("[12:30]", 65_999, "[1:05]"),
    ("00:01:02.500", 3_723_456, "01:02:03.456"),
    ("1h02m", 300_000, "5m"),
    ("1h02m", 7_200_000, "2h00m"),
    ("1h02m", 3_723_000, "1h02m03s"),
    ("12m30s", 3_723_000, "1h02m03s"),
    ("12m30s", 65_000, "1m05s"),
    ("90m", 3_720_000, "62m"),
    ("45s", 3_723_000, "3723s"),
    ("1 hour 2 minutes", 65_000, "1 minute 5 seconds"),
    ("1 hour 1 minute", 7_320_000, "2 hours 2 minutes"),
    ("1 hr 2 min", 3_723_000, "1 hr 2 min 3 sec"),
    ("1h", 0, "0m"),
    ("12'30\"", 65_000, "1'05\""),
    ("01.02.30", 65_000, "00.01.05"),
    ("t=3690", 65_000, "t=65"),
    ("t=1h2m3s", 3_665_000, "t=1h1m5s"),
    ("750", 65_000, "65"),
    ("no time", 65_000, "1:05"),
    ("1:30", -5, "0:00"),
]


@pytest.mark.parametrize(("text", "seconds"), READ.items())
def test_every_spelling_is_read(text, seconds):
    assert timecode.parse(text) == seconds * 1000


@pytest.mark.parametrize("text", NOT_TIMES)
def test_what_is_no_time_is_none(text):
    assert timecode.parse(text) is None


@pytest.mark.parametrize("text", READ)
def test_a_spelling_read_and_spelt_again_is_the_same(text):
    assert timecode.spell(timecode.parse(text), like=text) == text


@pytest.mark.parametrize(("like", "ms", "spelt"), SPELT)
def test_another_time_is_spelt_in_the_same_way(like, ms, spelt):
    assert timecode.spell(ms, like) == spelt


def test_fractions_of_a_second_are_kept():
    assert timecode.parse("00:01:02.5") == 62_500
    assert timecode.parse("00:01:02,250") == 62_250


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0:00"), (59_999, "0:59"), (3_723_000, "1:02:03"), (36_000_000, "10:00:00"), (-5_000, "-0:05")],
)
def test_times_are_displayed_short(ms, shown):
    assert timecode.display(ms) == shown


@pytest.mark.parametrize(
    ("text", "seconds"), [("14:32", 52_320), ("09:05:10", 32_710), ("24:00", None), ("75:30", None), ("x", None)]
)
def test_times_of_day_are_read(text, seconds):
    assert timecode.daytime(text) == (None if seconds is None else seconds * 1000)


@pytest.mark.parametrize(
    ("like", "spelt"),
    [("14:32", "0:10"), ("09:32", "00:10"), ("9.32", "0.10"), ("14:32:00", "0:10:05"), ("x", "0:10:05")],
)
def test_times_of_day_are_spelt_over_midnight(like, spelt):
    assert timecode.spell_daytime(20 * 60_000 + 5_000, like, started_ms=timecode.daytime("23:50")) == spelt


@settings(derandomize=True, deadline=None)
@given(st.integers(0, 359_999), st.sampled_from(sorted(READ)))
def test_any_time_in_any_spelling_is_read_back(seconds, like):
    spelt = timecode.spell(seconds * 1000, like)

    assert timecode.parse(spelt) == seconds * 1000
    assert timecode.spell(timecode.parse(spelt), like=spelt) == spelt


@settings(derandomize=True, deadline=None)
@given(st.text(alphabet="0123456789:：.hms t='\"[]()@ ", max_size=14))
def test_whatever_is_read_as_a_time_is_spelt_as_it_was(text):
    ms = timecode.parse(text)

    if ms is not None:
        assert timecode.spell(ms, like=text) == text


@settings(derandomize=True, deadline=None)
@given(st.text(max_size=80), st.integers(-10, 10**9))
def test_any_text_is_taken_without_complaint(text, ms):
    assert timecode.parse(text) is None or timecode.parse(text) >= 0
    assert timecode.spell(ms, like=text)
