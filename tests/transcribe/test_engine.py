"""Whole runs with a played decoding process: what is kept, what is decoded again, what comes out."""

import contextlib
import itertools

import pytest

from pipeline.errors import UsageError
from pipeline.records import Progress, Settings
from pipeline.transcribe import ModelChoice, hear_again, parts_not_heard, transcribe

AUDIO = "a" * 64


@pytest.fixture
def hear(memory, choice):
    def call(**options):
        return transcribe(
            "talk.wav",
            audio_sha256=AUDIO,
            open_samples=None,
            settings=options.pop("settings", Settings(language="en")),
            store=options.pop("store", memory),
            on_progress=options.pop("on_progress", lambda _: None),
            model=options.pop("model", choice),
            **options,
        )

    return call


def numbers(transcript):
    return [int(word.text) for word in transcript.words]


def test_every_word_is_there_once_in_order_with_its_own_time(talk, reader, play, hear):
    play(talk, reader())

    transcript = hear()

    assert numbers(transcript) == [number for number, _, _ in talk.words]
    for word, (_, start, end) in zip(transcript.words, talk.words, strict=True):
        assert abs(word.start_ms - start) <= 1
        assert abs(word.end_ms - end) <= 1
    assert transcript.doubtful == ()
    assert transcript.kind == "whisper"


def test_words_keep_order_inside_their_segments(talk, reader, play, hear):
    play(talk, reader())

    transcript = hear()

    for segment in transcript.segments:
        assert segment.start_ms == segment.words[0].start_ms
        assert segment.end_ms == segment.words[-1].end_ms
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(transcript.words))


def test_a_second_run_opens_and_decodes_nothing(talk, reader, play, hear):
    play(talk, reader())
    first = hear()
    started = play(talk, reader())

    assert hear() == first
    assert started == []


def test_what_is_known_already_is_ordered_before_the_first_message(talk, reader, play, hear):
    """With plan and language at hand the decoding process has nothing to say until it is told what to do."""
    play(talk, reader(), dies_after=1)
    with pytest.raises(KeyboardInterrupt):
        hear()
    started = play(talk, reader())
    hear()

    assert started[0].ordered_at_once


@pytest.mark.parametrize("settings", [Settings(language="en"), Settings()])
def test_what_an_earlier_run_left_is_looked_for_once(talk, reader, play, hear, memory, settings):
    """A store may be on another machine: each batch is asked for once, whether plan and language were known or not."""
    asked = []
    real = memory.get
    memory.get = lambda kind, key: asked.append((kind, key)) or real(kind, key)
    for dies_after in (1, None):
        asked.clear()
        play(talk, reader(), dies_after=dies_after)
        with contextlib.suppress(KeyboardInterrupt):
            hear(settings=settings)
        heard = [key for kind, key in asked if kind == "heard"]

        assert len(heard) == len(set(heard)) > 1


@pytest.mark.parametrize("dies_after", [0, 1, 2])
def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(talk, reader, play, hear, memory, dies_after):
    play(talk, reader(), dies_after=dies_after)
    with pytest.raises(KeyboardInterrupt):
        hear()
    assert memory.puts.count("heard") == dies_after

    started = play(talk, reader())
    resumed = hear()

    assert set(started[0].asked).isdisjoint(range(dies_after))
    other = type(memory)()
    play(talk, reader())
    assert hear(store=other) == resumed
    assert other.kept == memory.kept


def test_wanted_spans_come_first_and_change_no_word(talk, reader, play, hear, memory):
    play(talk, reader())
    plain = hear()
    started = play(talk, reader())

    transcript = hear(store=type(memory)(), first_ms=[(150_000, 151_000)])

    assert started[0].asked[0] != 0
    assert sorted(started[0].asked) == list(range(len(started[0].asked)))
    assert transcript == plain


def test_only_wanted_spans_are_decoded_until_nothing_more_is_wanted(talk, reader, play, hear, memory):
    """What was not listened to is marked, and the part is not kept as if it were the whole."""
    started = play(talk, reader())
    parts, wishes = [], [[(30_000, 31_000)], []]

    transcript = hear(
        first_ms=[(150_000, 151_000)], on_part=lambda part: parts.append(part) or wishes.pop(0), only_first=True
    )

    assert len(parts) == 2
    assert parts[1] == transcript
    assert started[0].asked == [2, 0]
    assert any(word.start_ms <= 150_000 <= word.end_ms + 800 for word in transcript.words)
    assert {doubt.why for doubt in transcript.doubtful} == {"this part of the recording was not listened to"}
    assert parts_not_heard(parts[0])[0][0] < 30_000
    assert parts_not_heard(transcript)[-1][1] > 200_000
    assert "transcript" not in memory.puts


def test_a_part_becomes_the_whole_later_with_the_very_same_bytes(talk, reader, play, hear, memory):
    play(talk, reader())
    hear(first_ms=[(150_000, 151_000)], on_part=lambda _: (), only_first=True)
    started = play(talk, reader())

    resumed = hear()

    assert started[0].asked
    assert 2 not in started[0].asked
    other = type(memory)()
    play(talk, reader())
    assert hear(store=other) == resumed
    assert other.kept == memory.kept


def test_the_same_part_again_decodes_nothing(talk, reader, play, hear):
    play(talk, reader())
    first = hear(first_ms=[(150_000, 151_000)], on_part=lambda _: (), only_first=True)
    started = play(talk, reader())

    assert hear(first_ms=[(150_000, 151_000)], on_part=lambda _: (), only_first=True) == first
    assert started == []


def test_with_the_whole_wanted_the_part_is_told_and_the_rest_follows(talk, reader, play, hear):
    started = play(talk, reader())
    parts = []

    transcript = hear(first_ms=[(150_000, 151_000)], on_part=lambda part: parts.append(part) or [(0, 1)])

    assert len(parts) == 1
    assert parts_not_heard(parts[0])
    assert started[0].asked[0] == 2
    assert parts_not_heard(transcript) == ()
    assert numbers(transcript) == [number for number, _, _ in talk.words]


def test_what_goes_wrong_with_a_part_is_raised(talk, reader, play, hear):
    play(talk, reader())

    def fail(part):
        raise UsageError(f"cannot use {part.kind}")

    with pytest.raises(UsageError, match="cannot use whisper"):
        hear(first_ms=[(150_000, 151_000)], on_part=fail)


def test_a_sentence_that_batched_decoding_lost_is_heard_again(talk, reader, play, hear):
    play(talk, reader(misses=range(100, 108)))

    transcript = hear()

    assert numbers(transcript) == [number for number, _, _ in talk.words]
    assert transcript.doubtful == ()


def test_a_sentence_before_which_decoding_always_stops_is_heard_from_its_first_word_on(talk, reader, play, hear):
    decoder = reader()
    decoder._one = lambda sound, one=decoder._one: _stopped(one(sound), set(range(100, 112)))
    play(talk, decoder)

    assert numbers(hear()) == [number for number, _, _ in talk.words]


def _stopped(found, lost):
    """The decoder ends at the lost words, unless it begins with them."""
    from dataclasses import replace

    if found.words and int(found.words[0].text) in lost:
        return found
    return replace(found, words=tuple(word for word in found.words if int(word.text) not in lost))


def test_a_sentence_that_nobody_can_hear_is_marked(talk, reader, play, hear):
    decoder = reader()
    decoder._one = lambda sound, one=decoder._one: _without(one(sound), set(range(100, 108)))
    play(talk, decoder)

    transcript = hear()

    (doubt,) = transcript.doubtful
    assert doubt.start_ms < talk.words[101][1] < doubt.end_ms
    assert "no words" in doubt.why


def _without(found, lost):
    from dataclasses import replace

    return replace(found, words=tuple(word for word in found.words if int(word.text) not in lost))


def test_a_silent_recording_gives_a_transcript_without_segments(talk, reader, play, hear):
    talk.samples[:] = 0
    play(talk, reader())

    transcript = hear()

    assert transcript.segments == ()
    assert transcript.duration_ms > 0
    assert hear() == transcript


def test_a_recording_of_unlikely_words_is_marked_from_end_to_end(talk, reader, play, hear):
    decoder = reader()
    decoder._one = lambda sound, one=decoder._one: _unlikely(one(sound))
    play(talk, decoder)

    transcript = hear()

    (doubt,) = transcript.doubtful
    assert (doubt.start_ms, doubt.end_ms) == (0, transcript.duration_ms)
    assert "language" in doubt.why


def _unlikely(found):
    from dataclasses import replace

    return replace(found, words=tuple(replace(word, probability=0.4) for word in found.words))


def test_the_language_is_the_likeliest_over_several_windows(talk, reader, play, hear):
    play(talk, reader())

    assert hear(settings=Settings()).language == "de"


def bilingual(reader, quotes):
    """Hears German well, and numbers among ``quotes`` only in English; in German those come out as unlikely words."""

    class Bilingual(reader):
        def decode(self, sounds, options):
            return [self._said(found, options.language) for found in super().decode(sounds, options)]

        def languages(self, sounds):
            alone = len(sounds) == 1 and any(int(word.text) in quotes for word in self._one(sounds[0]).words)
            return {"en": 0.9} if alone else super().languages(sounds)

        def _said(self, found, language):
            from dataclasses import replace

            def word(one):
                if int(one.text) not in quotes:
                    return replace(one, probability=0.95)
                return replace(one, probability=0.9 if language == "en" else 0.3)

            return replace(found, words=tuple(map(word, found.words)))

    return Bilingual()


def test_a_stretch_in_another_language_is_written_in_its_own(talk, reader, play, hear):
    """Windows that are mostly in it; what stays in the wrong language at its edges is marked."""
    play(talk, bilingual(reader, range(100, 300)))

    transcript = hear(settings=Settings())

    assert transcript.language == "de"
    own = [word for word in transcript.words if 150 < int(word.text) < 250]
    assert all(word.probability > 0.8 for word in own)
    assert not any(doubt.start_ms < own[-1].end_ms and own[0].start_ms < doubt.end_ms for doubt in transcript.doubtful)
    wrong = [word for word in transcript.words if word.probability == 0.3]
    assert all(any(d.start_ms <= word.start_ms < d.end_ms for d in transcript.doubtful) for word in wrong)
    assert numbers(transcript) == [number for number, _, _ in talk.words]


def test_a_language_that_was_asked_for_is_kept_to(talk, reader, play, hear):
    """What is in another one is unlikely in it, and marked."""
    play(talk, bilingual(reader, range(100, 300)))

    transcript = hear(settings=Settings(language="de"))

    assert all(word.probability == 0.3 for word in transcript.words if 150 < int(word.text) < 250)
    assert {doubt.why for doubt in transcript.doubtful} == {"the recogniser is unsure of these words"}


@pytest.mark.parametrize(
    ("language", "name"),
    [("tlh", "base"), ("de", "tiny.en")],
)
def test_a_language_that_the_model_does_not_know_is_refused(hear, language, name):
    with pytest.raises(UsageError, match=language):
        hear(settings=Settings(language=language), model=ModelChoice(name, "/nowhere", "v", "why"))


@pytest.mark.parametrize(
    "change",
    [{"settings": Settings(language="de")}, {"settings": Settings(language="en", beam_size=1)}, {"model": "other"}],
)
def test_what_changes_words_changes_their_key(talk, reader, play, hear, change):
    play(talk, reader())
    hear()
    if change.get("model"):
        change = {"model": ModelChoice("other", "/nowhere", "w" * 64, "why")}
    started = play(talk, reader())

    hear(**change)

    assert started[0].asked


def test_workers_do_not_change_the_key(talk, reader, play, hear):
    play(talk, reader())
    hear()
    started = play(talk, reader())

    hear(settings=Settings(language="en", workers=2))

    assert started == []


def test_progress_counts_recorded_time_up_to_the_end(talk, reader, play, hear):
    play(talk, reader())
    told: list[Progress] = []

    hear(on_progress=told.append)

    heard = [progress for progress in told if progress.stage == "transcribe"]
    assert heard[-1].done == heard[-1].total > 200_000
    assert [progress.done for progress in heard] == sorted(progress.done for progress in heard)
    assert all(progress.unit == "audio_ms" for progress in told)


def test_a_second_opinion_replaces_only_the_words_of_its_span(talk, reader, play, hear, memory):
    """The second model writes every number as a word of its own."""
    play(talk, reader())
    first = hear()
    second = reader()
    second._one = lambda sound, one=second._one: _spelled(one(sound))
    play(talk, second)
    span = (talk.words[200][1], talk.words[207][2])

    again = hear_again(
        first,
        [span],
        "talk.wav",
        audio_sha256=AUDIO,
        open_samples=None,
        settings=Settings(),
        store=memory,
        on_progress=lambda _: None,
        model=ModelChoice("better", "/nowhere", "b" * 64, "why"),
    )

    changed = [n for n, (a, b) in enumerate(zip(first.words, again.words, strict=True)) if a.text != b.text]
    assert changed == list(range(200, 208))
    assert again.words[200].text == "n201"
    assert again.model == "reader and better"


def _spelled(found):
    from dataclasses import replace

    spelled = [
        replace(word, text=f"n{word.text}" if 201 <= int(word.text) <= 208 else word.text) for word in found.words
    ]
    return replace(found, words=tuple(spelled))


def test_a_second_opinion_needs_no_speech_to_have_been_found(talk, reader, play, memory, choice):
    """A publisher's transcript of a recording in which the detector hears nobody; its words stay."""
    from pipeline.records import Segment, Transcript, Word

    talk.samples[:] = 0
    started = play(talk, reader())
    first = Transcript("publisher", (Segment(1_000, 2_000, (Word("hello", 1_000, 2_000),)),), 200_000)

    again = hear_again(
        first,
        [(500, 2_500)],
        "talk.wav",
        audio_sha256=AUDIO,
        open_samples=None,
        settings=Settings(),
        store=memory,
        on_progress=lambda _: None,
        model=choice,
    )

    assert again.words == first.words
    assert started[0].asked == [0]


def test_no_span_means_no_second_opinion(talk, reader, play, hear, memory, choice):
    play(talk, reader())
    first = hear()
    started = play(talk, reader())

    again = hear_again(
        first,
        [],
        "talk.wav",
        audio_sha256=AUDIO,
        open_samples=None,
        settings=Settings(),
        store=memory,
        on_progress=lambda _: None,
        model=choice,
    )

    assert again == first
    assert started == []
