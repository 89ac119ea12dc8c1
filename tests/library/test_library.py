"""A recording that is kept comes back as it was, and what cannot be read counts as not kept."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline import library
from pipeline.records import Chapter, Doubtful, Published, Recording, Segment, Transcript, Word

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_MS = st.integers(0, 10**9)
_WORD = st.builds(Word, _TEXT, _MS, _MS, st.none() | st.floats(0, 1, width=64))
_SEGMENT = st.builds(Segment, _MS, _MS, st.lists(_WORD, max_size=4).map(tuple), st.none() | _TEXT)
_TRANSCRIPT = st.builds(
    Transcript,
    st.sampled_from(["whisper", "publisher", "captions", "file"]),
    st.lists(_SEGMENT, max_size=4).map(tuple),
    _MS,
    st.none() | _TEXT,
    st.none() | _TEXT,
    st.booleans(),
    st.lists(st.builds(Doubtful, _MS, _MS, _TEXT), max_size=2).map(tuple),
)
_PUBLISHED = st.builds(Published, title=st.none() | _TEXT, chapters=st.just((Chapter(0, "Start"),)))
_RECORDING = st.builds(Recording, _TEXT, _TEXT, _TEXT, _TRANSCRIPT, st.none() | _TEXT, st.none() | _TEXT, _PUBLISHED)

HEARD = Transcript("whisper", (Segment(0, 900, (Word("Hello.", 0, 900, 0.5),)),), 1_000)
RECORDING = Recording("r1", "Title", "talk.mp3", HEARD, audio_sha256="ab" * 32)


class Shelf(dict):
    """A store in memory that counts what is written."""

    puts = 0

    def get(self, kind, key):
        return super().get((kind, key))

    def put(self, kind, key, data):
        self.puts += 1
        self[kind, key] = data


@given(_RECORDING)
def test_what_is_encoded_is_decoded(recording):
    """Every recording comes back equal."""
    assert library.decode(library.encode(recording)) == recording


@given(st.binary(max_size=60))
def test_any_other_bytes_are_no_recording(data):
    """Bytes that nobody encoded give None, never an exception."""
    assert library.decode(data) is None


def test_every_cut_and_another_version_reads_as_none():
    """A cut or later artefact is no recording."""
    data = library.encode(RECORDING)

    assert data.startswith(b"[1,")
    assert library.decode(b"[2," + data[3:]) is None
    assert [n for n in range(len(data)) if library.decode(data[:n]) is not None] == []


def test_uneven_columns_are_no_recording():
    """A segment with more words than times is refused."""
    data = library.encode(RECORDING)

    assert library.decode(data.replace(b'["Hello."]', b'["Hello.","you"]')) is None


def test_a_better_transcript_takes_the_place_of_the_older_one():
    """The key follows the sound where there is one, else the words."""
    other = replace(HEARD, model="base")
    better = replace(RECORDING, transcript=other)
    bare, bare_other = (replace(r, audio_sha256=None) for r in (RECORDING, better))

    assert library.key(better) == library.key(RECORDING)
    assert library.key(RECORDING).startswith("ab" * 16 + "-")
    assert library.key(bare) != library.key(bare_other)


def test_keeping_the_same_again_writes_nothing():
    """An unchanged recording leaves its artefact, and so the search index, alone."""
    shelf = Shelf()
    name = library.keep(shelf, RECORDING)
    library.keep(shelf, RECORDING)

    assert shelf.puts == 1
    assert library.read(shelf, name) == RECORDING
    assert library.read(shelf, "0" * 64) is None
