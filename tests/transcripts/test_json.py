"""JSON transcripts of many makers give the same words, times and speakers."""

import json

import pytest

from pipeline import transcripts
from pipeline.errors import InputError

SAID = [("It", 1.0, 1.2), ("scales.", 1.2, 2.0)]


def words(scale=1, text="word", start="start", end="end", **more):
    return [{text: said, start: first * scale, end: last * scale, **more} for said, first, last in SAID]


TIMED = {
    "whisper": {"text": " It scales.", "language": "en", "segments": [
        {"id": 0, "start": 1.0, "end": 2.0, "text": " It scales.", "words": [
            {"word": " It", "start": 1.0, "end": 1.2, "probability": 0.9}, {"word": " scales.", "start": 1.2, "end": 2.0, "probability": 0.5}]}]},
    "a list of segments": [{"start": 1.0, "end": 2.0, "text": "It scales.", "words": words()}],
    "openai": {"language": "english", "segments": [{"start": 1.0, "end": 2.0, "text": "It scales."}], "words": words()},
    "podcast": {"version": "1.0.0", "segments": [{"speaker": "Anna", "startTime": f, "endTime": e, "body": w} for w, f, e in SAID]},
    "assemblyai": {"utterances": [{"speaker": "A", "start": 1000, "end": 2000, "text": "It scales.", "words": words(1000, "text")}],
                   "words": words(1000, "text")},
    "deepgram": {"results": {"channels": [{"alternatives": [{"transcript": "it scales", "words": [
        {"word": w.lower().strip("."), "punctuated_word": w, "start": f, "end": e, "confidence": 0.9, "speaker": 0} for w, f, e in SAID]}]}]}},
    "amazon": {"results": {"transcripts": [{"transcript": "It scales."}], "items": [
        {"type": "pronunciation", "start_time": "1.0", "end_time": "1.2", "alternatives": [{"content": "It", "confidence": "0.9"}]},
        {"type": "pronunciation", "start_time": "1.2", "end_time": "2.0", "alternatives": [{"content": "scales", "confidence": "0.9"}]},
        {"type": "punctuation", "alternatives": [{"content": "."}]}]}},
    "google": {"results": [{"alternatives": [{"transcript": "It scales.", "words": [
        {"word": w, "startTime": f"{f}s", "endTime": f"{e}s"} for w, f, e in SAID]}]}]},
    "rev": {"monologues": [{"speaker": 0, "elements": [
        {"type": "text", "value": "It", "ts": 1.0, "end_ts": 1.2, "confidence": 0.9}, {"type": "punct", "value": " "},
        {"type": "text", "value": "scales", "ts": 1.2, "end_ts": 2.0}, {"type": "punct", "value": "."}]}]},
    "youtube": {"events": [{"tStartMs": 0, "dDurationMs": 9000, "id": 1}, {"tStartMs": 1000, "dDurationMs": 1000, "segs": [
        {"utf8": "It"}, {"utf8": " scales.", "tOffsetMs": 200}]}]},
    "speechmatics": {"results": [{"type": "word", "start_time": f, "end_time": e, "alternatives": [{"content": w, "speaker": "S1"}]} for w, f, e in SAID]},
}  # fmt: skip
CUES = {
    "whisper.cpp": {"result": {"language": "en"}, "transcription": [
        {"timestamps": {"from": "00:00:01,000", "to": "00:00:02,000"}, "offsets": {"from": 1000, "to": 2000}, "text": " It scales."}]},
    "with durations": [{"text": "It scales.", "start": 1.0, "duration": 1.0}],
    "in milliseconds": [{"text": "It scales.", "start": 1000, "end": 2000}],
    "named milliseconds": [{"text": "It scales.", "start_ms": 1000, "end_ms": 2000}],
    "clock times": {"cues": [{"text": "It scales.", "start": "00:00:01.000", "end": "00:00:02,000"}]},
    "deep": {"data": {"transcript": {"segments": [{"text": "It scales.", "start": 1, "end": 2}]}}},
}  # fmt: skip


def read(data):
    return transcripts.parse(json.dumps(data), "t.json")


@pytest.mark.parametrize("maker", TIMED)
def test_words_keep_their_own_times(maker):
    made = read(TIMED[maker])

    assert [(w.text, w.start_ms, w.end_ms) for w in made.words] == [("It", 1000, 1200), ("scales.", 1200, 2000)]
    assert made.words_timed
    assert made.duration_ms == 2000


@pytest.mark.parametrize("maker", CUES)
def test_segments_keep_their_times(maker):
    made = read(CUES[maker])

    assert [(s.text, s.start_ms, s.end_ms) for s in made.segments] == [("It scales.", 1000, 2000)]
    assert not made.words_timed


@pytest.mark.parametrize(
    ("maker", "speaker"),
    [("podcast", "Anna"), ("assemblyai", "A"), ("deepgram", "Speaker 0"), ("rev", "Speaker 0"), ("speechmatics", "S1")],
)
def test_speakers_are_kept(maker, speaker):
    assert {segment.speaker for segment in read(TIMED[maker]).segments} == {speaker}


def test_probabilities_and_language_are_kept():
    made = read(TIMED["whisper"])

    assert [word.probability for word in made.words] == [0.9, 0.5]
    assert made.language == "en"


def test_rows_of_single_words_become_turns():
    rows = [{"speaker": who, "startTime": at, "endTime": at + 0.3, "body": word}
            for who, at, word in [("A", 0, "It"), ("A", 1, "scales."), ("B", 2, "No."), ("B", 9, "It"), ("B", 10, "stops.")]]  # fmt: skip

    assert [(s.speaker, s.text) for s in read({"segments": rows}).segments] == [
        ("A", "It scales."),
        ("B", "No."),
        ("B", "It stops."),
    ]


def test_a_speaker_may_be_a_record_of_its_own():
    rows = [{"start": 1, "end": 2, "text": "It scales.", "speaker": {"id": "a", "name": "Anna"}}]

    assert read(rows).segments[0].speaker == "Anna"


def test_words_beside_segments_that_differ_from_them_are_left_out():
    data = {"segments": [{"start": 1.0, "end": 2.0, "text": "It surely scales."}], "words": words()}

    assert not read(data).words_timed


def test_a_long_turn_ends_at_a_sentence():
    rows = [{"word": f"w{n}." if n == 50 else f"w{n}", "start": n / 4, "end": n / 4 + 0.2} for n in range(200)]

    assert [len(segment.words) for segment in read(rows).segments] == [51, 120, 29]


def test_punctuation_before_any_word_is_dropped():
    items = [{"type": "punctuation", "alternatives": [{"content": "."}]}, *TIMED["amazon"]["results"]["items"]]

    assert read({"results": {"items": items}}).segments[0].text == "It scales."


def test_times_that_are_no_times_are_passed_over():
    rows = [
        {"start": "soon", "text": "No."},
        {"start": "1", "end": "2", "text": "It scales."},
        {"start": 3, "end": 4, "text": "It stops."},
    ]

    assert [(s.start_ms, s.text) for s in read(rows).segments] == [(1000, "It scales."), (3000, "It stops.")]


@pytest.mark.parametrize(
    "data",
    [{}, [], {"text": "It scales."}, [1, 2], {"segments": []}, {"segments": [{"start": 1}]}, {"segments": {"a": 1}}, [[[]]],
     [{"start": None, "text": "x"}], [{"start": True, "text": "x"}], [{"start": float("nan"), "text": "x"}], [{"start": 1e300, "text": "x"}]],
)  # fmt: skip
def test_json_without_timed_words_is_refused(data):
    with pytest.raises(InputError) as caught:
        read(data)

    assert caught.value.kind == "no_cues"


def test_json_that_is_not_whole_is_refused():
    with pytest.raises(InputError) as caught:
        transcripts.parse('{"segments": [{"start": 1, "te', "t.json")

    assert caught.value.kind == "json"


def test_very_deep_json_is_refused():
    with pytest.raises(InputError):
        transcripts.parse('{"a":' * 100_000 + "1" + "}" * 100_000, "t.json")
