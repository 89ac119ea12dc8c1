"""A recording in sections: any of them alone is planned, laid down and decoded as it is within the whole."""

import contextlib
import itertools
import queue
import random
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played.networks import frames_with_sound

from pipeline import audio
from pipeline.records import Settings
from pipeline.transcribe import child, listening, parts_not_heard, run, transcribe
from pipeline.transcribe.listening import Listener, Scratch
from pipeline.transcribe.plan import FRAME_MS
from pipeline.transcribe.sections import (
    HEAD_FRAMES,
    HEAD_MS,
    SECTION_FRAMES,
    SECTION_MS,
    count_of,
    edge_in,
    extended,
    for_language,
    language_chunks,
    make_plan,
    planned,
    touched,
    unplanned,
)

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "episode.mp3"


def talk_of(seconds, seed):
    """Speech probabilities of talk with pauses of all lengths."""
    rng = random.Random(seed)
    found = []
    while len(found) * FRAME_MS < seconds * 1_000:
        found += [round(rng.uniform(0.6, 1.0), 2)] * rng.randrange(10, 300)
        found += [round(rng.uniform(0.0, 0.2), 2)] * rng.choice([2, 5, 12, 30, 100, 900])
    return found[: seconds * 1_000 // FRAME_MS]


def section(number, probabilities, duration_ms):
    at = number * SECTION_FRAMES
    return planned(number, probabilities[at : at + SECTION_FRAMES + HEAD_FRAMES], duration_ms)


@given(st.integers(1, 1_500), st.integers(0, 10**6), st.data())
@settings(deadline=None, max_examples=40)
def test_sections_found_in_any_order_make_the_plan_of_the_whole(seconds, seed, data):
    found = talk_of(seconds, seed)
    duration_ms = len(found) * FRAME_MS
    whole = make_plan(found, duration_ms, entered=True)
    part = unplanned(duration_ms)

    left = data.draw(st.permutations(range(count_of(duration_ms))))
    while left:
        some, left = left[:2], left[2:]
        part = extended(part, {number: section(number, found, duration_ms) for number in some})
        waiting = dict(part.unplanned)
        assert sorted(waiting.values()) == sorted(left)
        known = [batch for number, batch in enumerate(part.batches) if number not in waiting]
        assert [batch for batch in whole.batches if batch in known] == known
        stretches = [part.batches[number][0] for number in waiting]
        for batch in set(whole.batches) - set(known):
            assert any(s.start_ms <= batch[0].start_ms and batch[-1].end_ms <= s.end_ms for s in stretches) or any(
                a.start_ms <= batch[0].start_ms and batch[-1].end_ms <= b.end_ms
                for a, b in itertools.pairwise(stretches)
            )

    assert part == whole


def test_a_known_neighbour_says_where_what_is_unheard_begins_and_ends():
    found = talk_of(900, 4)
    duration_ms = len(found) * FRAME_MS
    part = extended(unplanned(duration_ms), {n: section(n, found, duration_ms) for n in (0, 2)})

    (number, middle) = part.unplanned[0]
    (chunk,) = part.batches[number]

    assert middle == 1
    assert chunk.start_ms == part.batches[number - 1][-1].end_ms or chunk.start_ms > SECTION_MS
    assert chunk.start_ms == section(1, found, duration_ms).start_ms
    assert chunk.end_ms == section(1, found, duration_ms).end_ms


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_an_edge_lies_early_in_its_section_and_in_a_pause_where_there_is_one(seed):
    head = talk_of(HEAD_MS // 1_000 + 1, seed)[:HEAD_FRAMES]

    at = edge_in(head)

    assert 0 < at < HEAD_MS
    assert head[at // FRAME_MS] < 0.5


def test_an_edge_in_talk_without_a_pause_lies_where_it_is_least_like_speech():
    head = [0.9] * HEAD_FRAMES
    head[500] = 0.6

    assert edge_in(head) // FRAME_MS == 500


def test_what_is_left_at_the_end_is_no_section_of_its_own_unless_it_has_a_head():
    assert count_of(0) == 1
    assert count_of(SECTION_MS + HEAD_MS - FRAME_MS) == 1
    assert count_of(SECTION_MS + HEAD_MS) == 2


def test_a_span_touches_the_section_it_lies_in_and_no_other_once_the_edges_are_known():
    found = talk_of(900, 4)
    duration_ms = len(found) * FRAME_MS
    edges = [section(n, found, duration_ms) for n in range(count_of(duration_ms))]
    part = extended(unplanned(duration_ms), {1: edges[1]})

    assert touched(part, [(edges[1].start_ms, edges[1].end_ms)]) == ()
    assert touched(part, [(edges[1].start_ms - 1, edges[1].end_ms)]) == (0,)
    assert touched(part, [(edges[2].start_ms, edges[2].start_ms + 1)]) == (2,)
    assert touched(unplanned(duration_ms), [(SECTION_MS + 1, SECTION_MS + 2)]) == (0, 1)


@pytest.mark.parametrize("seconds", [20, 300, 2_400])
def test_the_language_is_sought_in_the_same_windows_whatever_else_is_known(seconds):
    found = talk_of(seconds, 8)
    duration_ms = len(found) * FRAME_MS
    whole = make_plan(found, duration_ms, entered=True)
    picks = []
    for first in ((), (0,), (count_of(duration_ms) // 3,)):
        part = extended(unplanned(duration_ms), {n: section(n, found, duration_ms) for n in first})
        while sections := for_language(part):
            part = extended(part, {n: section(n, found, duration_ms) for n in sections})
        picks.append(language_chunks(part))

    assert for_language(whole) == ()
    assert set(picks) == {language_chunks(whole)}
    assert len(picks[0]) == min(5, sum(map(len, whole.batches)))


def test_speech_where_the_language_is_not_sought_is_found_by_listening_to_all():
    found = [0.0] * (2_400_000 // FRAME_MS)
    found[1_500:1_600] = [0.9] * 100
    found[-40:-20] = [0.9] * 20
    duration_ms = len(found) * FRAME_MS
    part = unplanned(duration_ms)
    rounds = 0
    while sections := for_language(part):
        part = extended(part, {n: section(n, found, duration_ms) for n in sections})
        rounds += 1

    assert language_chunks(part) == language_chunks(make_plan(found, duration_ms, entered=True))
    assert rounds <= 2


def known_batches(part):
    """The batches of a plan that do not stand for a section nobody listened to."""
    waiting = dict(part.unplanned)
    return [batch for number, batch in enumerate(part.batches) if number not in waiting]


# --- with sound ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_sample():
    """The sample's samples, again and again: eleven minutes."""
    once = np.concatenate(list(audio.stream(SAMPLE)))
    return np.resize(once, 660 * 16_000)


@pytest.fixture
def opened(long_sample):
    """A recording that can be entered anywhere; whoever opens it in the middle hears the same sound a little softer."""

    def stream(path, *, start_ms=0, end_ms=None):
        sound = long_sample[start_ms * 16 : None if end_ms is None else end_ms * 16]
        for at in range(0, len(sound), 70_000):
            yield sound[at : at + 70_000] * (0.9 if start_ms else 1.0)

    return stream


@pytest.fixture
def a_place(monkeypatch, tmp_path):
    monkeypatch.setattr(listening, "scratch_folder", lambda: str(tmp_path))


def test_some_sections_have_the_samples_and_the_plan_of_the_whole(a_place, opened):
    told = []
    with (
        contextlib.closing(Scratch()) as all_of_it,
        contextlib.closing(Scratch()) as some,
        contextlib.closing(Scratch()) as later,
    ):
        whole = Listener(opened, "", all_of_it, lambda _: None).to_all(entered=True)
        listener = Listener(opened, "", some, told.append)
        part = listener.to_some(listener.to_none(659_000), [1])
        known = known_batches(part)
        Listener(opened, "", later, lambda _: None).lay_down(whole, [c for batch in known for c in batch])

        assert part.duration_ms == whole.duration_ms == 660_000
        assert len(part.unplanned) == 3
        assert set(known) <= set(whole.batches)
        for chunk in (chunk for batch in known for chunk in batch):
            assert np.array_equal(some.sound_of(chunk), all_of_it.sound_of(chunk))
            assert np.array_equal(later.sound_of(chunk), all_of_it.sound_of(chunk))
        assert not some.complete
        assert told == sorted(told)
        assert told[-1] < 400_000
        assert listener.to_some(part, [0, 2, 3]) == whole


@pytest.mark.parametrize("about_ms", [0, 100_000, 660_000, 1_500_000])
def test_a_wrong_guess_of_the_length_does_not_matter(a_place, opened, about_ms):
    with contextlib.closing(Scratch()) as scratch:
        assert Listener(opened, "", scratch, lambda _: None).to_none(about_ms).duration_ms == 660_000


# --- the two ends of the line ---------------------------------------------------------------------------


class Line:
    """The decoding process, played by a thread of this one with everything real but the model and the detector."""

    def __init__(self, job, decoder):
        self.job = job
        self.said, self.orders = queue.SimpleQueue(), queue.SimpleQueue()
        self.sent = []
        threading.Thread(target=self._work, args=(decoder,), daemon=True).start()

    def _work(self, decoder):
        try:
            with contextlib.closing(Scratch()) as scratch:
                child.work(self, self.job, scratch, lambda _: decoder)
            self.said.put(None)
        except BaseException as error:  # noqa: BLE001 - raised where the messages are taken
            self.said.put(error)

    def messages(self, tick_s):
        while True:
            try:
                message = self.said.get(timeout=tick_s)
            except queue.Empty:
                yield None
                continue
            if message is None:
                return
            if isinstance(message, BaseException):
                raise message
            yield message

    # the parent sends orders, the thread sends what it has to say
    def send(self, message):
        self.sent.append(message)
        (self.orders if isinstance(message, child.Orders | child.Listen) else self.said).put(message)

    def recv(self):
        return self.orders.get(timeout=30)


@pytest.fixture
def hear(monkeypatch, a_place, memory, choice, reader):
    """Transcribe half an hour that is read off its samples; gives the transcript and what went over the line."""
    words = [(number, 500 + number * 450 + number // 8 * 900, 0) for number in range(1, 3_000)]
    words = [(number, start, start + 320) for number, start, _ in words]
    samples = np.zeros(words[-1][2] * 16 + 8_000, np.float32)
    for number, start, end in words:
        samples[start * 16 : end * 16] = number / 10_000

    def stream(path, *, start_ms=0, end_ms=None):
        sound = samples[start_ms * 16 : None if end_ms is None else end_ms * 16]
        yield from np.array_split(sound, max(1, len(sound) // 100_000)) if len(sound) else ()

    monkeypatch.setattr(listening, "probabilities_of", frames_with_sound)
    lines = []

    @contextlib.contextmanager
    def running(job):
        lines.append(Line(job, reader()))
        yield lines[-1]

    monkeypatch.setattr(run, "running", running)

    def call(**options):
        lines.clear()
        entered = options.pop("entered", True)
        made = transcribe(
            "talk.wav",
            audio_sha256="a" * 64,
            open_samples=stream,
            measure=lambda _: (len(samples) // 16, entered),
            settings=options.pop("settings", Settings()),
            store=options.pop("store", memory),
            on_progress=lambda _: None,
            model=choice,
            **options,
        )
        return made, [message for line in lines for message in line.sent]

    return call


def listened_ms(messages):
    return max((message.ms for message in messages if isinstance(message, child.Listened)), default=0)


def numbers(transcript):
    return [int(word.text) for word in transcript.words]


def test_a_part_is_heard_without_listening_to_the_rest(hear):
    wishes = [((1_000_000, 1_001_000),), ()]

    part, messages = hear(
        settings=Settings(language="en"),
        first_ms=((300_000, 301_000),),
        on_part=lambda _: wishes.pop(0),
        only_first=True,
    )

    assert listened_ms(messages) < part.duration_ms * 0.8
    assert any(word.start_ms <= 300_000 <= word.end_ms + 1_500 for word in part.words)
    assert any(word.start_ms <= 1_000_000 <= word.end_ms + 1_500 for word in part.words)
    assert len(parts_not_heard(part)) == 3


def test_a_part_becomes_the_whole_with_the_bytes_of_a_run_that_listened_to_all(hear, memory):
    plain, _ = hear(store=type(memory)())
    part, _ = hear(first_ms=((300_000, 301_000),), on_part=lambda _: (), only_first=True)
    decoded_before = {n for kind, n in memory.kept if kind == "heard"}
    again, messages = hear(first_ms=((300_000, 301_000),), on_part=lambda _: (), only_first=True)

    assert again == part
    assert messages == []
    assert set(part.words) < set(plain.words)
    whole, messages = hear()
    assert whole == plain
    assert numbers(whole) == list(range(1, 3_000))
    finished = [message.number for message in messages if isinstance(message, child.Finished)]
    assert len(finished) == len({n for kind, n in memory.kept if kind == "heard"}) - len(decoded_before)


def test_notes_first_then_the_rest_gives_the_whole(hear, memory):
    plain, _ = hear(store=type(memory)())
    parts = []

    whole, messages = hear(first_ms=((900_000, 901_000),), on_part=lambda part: parts.append(part) or ())

    assert whole == plain
    assert parts_not_heard(parts[0])
    first = next(message for message in messages if isinstance(message, child.Finished))
    assert first.heard.words[0].start_ms > 700_000
    kept = {at for at in memory.kept if at[0] == "speech"}
    assert len(kept) == 2  # of the part, and of the whole


def test_a_recording_that_cannot_be_entered_is_listened_to_from_end_to_end(hear):
    part, messages = hear(entered=False, first_ms=((300_000, 301_000),), on_part=lambda _: (), only_first=True)

    assert listened_ms(messages) >= part.duration_ms
    assert parts_not_heard(part)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["mp3", "ogg"])
def test_a_real_file_gives_a_part_the_samples_of_the_whole(a_place, long_sample, tmp_path, form):
    """Compressed sound depends on what was decoded before; here always on the same."""
    import av

    path = tmp_path / f"long.{form}"
    with av.open(str(path), "w") as out:
        stream = out.add_stream({"mp3": "libmp3lame", "ogg": "libopus"}[form], rate=48_000)
        frame = av.AudioFrame.from_ndarray(
            (np.repeat(long_sample, 3)[None] * 32_767).astype(np.int16), format="s16", layout="mono"
        )
        frame.sample_rate = 48_000
        fitting = av.AudioResampler(
            format=stream.codec_context.format.name,
            layout="mono",
            rate=48_000,
            frame_size=stream.codec_context.frame_size,
        )
        for one in (*fitting.resample(frame), *fitting.resample(None)):
            out.mux(stream.encode(one))
        out.mux(stream.encode(None))
    length_ms, entered = audio.measured(path)
    with contextlib.closing(Scratch()) as all_of_it, contextlib.closing(Scratch()) as some:
        whole = Listener(audio.stream, str(path), all_of_it, lambda _: None).to_all(entered=True)
        listener = Listener(audio.stream, str(path), some, lambda _: None)
        part = listener.to_some(listener.to_none(length_ms), [1])
        known = [chunk for batch in known_batches(part) for chunk in batch]

        assert entered
        assert set(known_batches(part)) <= set(whole.batches)
        assert known
        assert all(np.array_equal(some.sound_of(chunk), all_of_it.sound_of(chunk)) for chunk in known)
