"""How long `find` takes over 500 hours of transcript, by hand: python tests/benchmarks/find_500_hours.py [HOURS [FOLDER]].

250 made-up recordings of two hours (9,000 words an hour, words as frequent as Zipf has them, small words real) and
the six conversations of tests/quality among them. Prints how long the index takes to make, to bring up to date, and
to search: in a process of its own ("cold", imports and opening included) and again in the same one ("warm").
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "quality"))

import find_suite as suite

from pipeline import embed, find
from pipeline.embed import reading
from pipeline.records import Recording, Segment, Transcript, Word

VOCABULARY, WORDS_AN_HOUR, HOURS_EACH, SENTENCE = 40_000, 9_000, 2, 14


def vocabulary():
    """Real words first (the most frequent), then made-up ones."""
    real = list(
        dict.fromkeys(
            word.text.lower().strip(".,?!") for one in suite.recordings().values() for word in one.transcript.words
        )
    )
    chance = np.random.default_rng(1)
    parts = ["ba", "ler", "ti", "mon", "sha", "re", "gu", "den", "pol", "vi", "ster", "ka", "no", "fel", "dra", "ing"]
    made = {"".join(chance.choice(parts, size=chance.integers(2, 5))) for _ in range(2 * VOCABULARY)}
    return np.array([*real, *sorted(made)][:VOCABULARY])


def recording(number, words):
    """Two hours of words, the same for the same number."""
    chance = np.random.default_rng(number)
    picked = words[np.minimum(chance.zipf(1.15, WORDS_AN_HOUR * HOURS_EACH), len(words)) - 1].tolist()
    segments = []
    for at in range(0, len(picked), SENTENCE):
        said = picked[at : at + SENTENCE]
        said[-1] += "."
        timed = tuple(Word(text, (at + n) * 400, (at + n) * 400 + 380) for n, text in enumerate(said))
        segments.append(Segment(timed[0].start_ms, timed[-1].end_ms, timed))
    heard = Transcript("whisper", tuple(segments), HOURS_EACH * 3_600_000, language="en")
    return Recording(f"s{number}", f"Recording {number}", f"{number}.mp3", heard)


QUESTIONS = [one for one in suite.questions() if one.kind != "other words"][::6]


def ask(path, stamps, *, meaning):
    """Seconds a question takes, and the share that comes first."""
    known = suite.recordings()
    took, right = [], 0
    for one in QUESTIONS:
        name, start_ms, end_ms = suite.place(one.answer, known)
        if one.kind != "half":
            start_ms, end_ms = suite.turn(name, start_ms, known)
        began = time.perf_counter()
        found = find.find(one.text, path=path, stamps=stamps, read=lambda _: None, meaning=meaning, limit=10)
        took.append(time.perf_counter() - began)
        best = found.hits[0] if found.hits else None
        right += bool(best and best.key == name and best.quote_start_ms < end_ms and best.quote_end_ms > start_ms)
    return took, right / len(QUESTIONS)


def main(hours, folder):
    """Make, refresh, search; print what it took."""
    words, known = vocabulary(), suite.recordings()
    count = hours // HOURS_EACH
    stamps = {f"s{number}": "1" for number in range(count)} | dict.fromkeys(known, "1")
    path, meaning = (
        Path(folder) / "find.sqlite",
        find.Meaning(embed.name(), embed.remembering(), embed.remembering, reading.load()),
    )

    def read(key):
        return known[key] if key in known else recording(int(key[1:]), words)

    for label, wanted in (("made", stamps), ("nothing new", stamps), ("one new", stamps | {"s99999": "1"})):
        began, used = time.perf_counter(), time.process_time()
        with find.Index(path) as index:
            index.refresh(wanted, read, meaning=meaning)
            passages = index.count()
        print(
            f"{label}: {time.perf_counter() - began:.2f} s, {time.process_time() - used:.2f} s of processor", flush=True
        )
    print(f"{passages} passages, {path.stat().st_size / 1e6:.0f} MB", flush=True)
    stamps |= {"s99999": "1"}
    for label, by in (("words and vectors", meaning), ("words alone", None)):
        used = time.process_time()
        took, right = ask(path, stamps, meaning=by)
        each = (time.process_time() - used) / len(took)
        print(
            f"warm, {label}: median {np.median(took):.2f} s, most {max(took):.2f} s, {each:.2f} s of processor; first {right:.3f}"
        )
    code = (
        "import sys; from pathlib import Path; from pipeline import embed, find; from pipeline.embed import reading\n"
        "stamps = dict(line.split() for line in sys.stdin)\n"
        "m = find.Meaning(embed.name(), embed.remembering(), embed.remembering, reading.load())\n"
        f"print(len(find.find({QUESTIONS[0].text!r}, path=Path(sys.argv[1]), stamps=stamps, read=lambda _: None, meaning=m).hits))"
    )
    for _ in range(3):
        began = time.perf_counter()
        listed = "\n".join(f"{key} {stamp}" for key, stamp in stamps.items())
        subprocess.run(
            [sys.executable, "-c", code, str(path)], check=True, input=listed, text=True, stdout=subprocess.DEVNULL
        )
        print(f"cold: {time.perf_counter() - began:.2f} s", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:  # a folder of one's own keeps the index for the next time
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 500, sys.argv[2] if len(sys.argv) > 2 else place)
