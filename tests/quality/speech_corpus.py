"""Make tests/quality/speech: our own scripts spoken, and the words that Whisper hears in them.

    python tests/quality/speech_corpus.py speak AUDIO_DIR --with "python speak.py"
    python tests/quality/speech_corpus.py hear AUDIO_DIR [--model tiny.en] [--model base]

``speak`` hands each script to a text-to-speech program, which is no part of this project: called as
``PROGRAM SCRIPT OUT.mp3 -v NAME=VOICE …``, it writes OUT.mp3 and OUT.tsv (speaker, start, end, text; seconds).
The voices are Kokoro's and hibari's (both Apache-2.0). ``hear`` runs earmark's own transcription over the audio and
writes one JSON file for each script:

    {"name", "duration_ms", "utterances": [[speaker, start_ms, end_ms, text], …],
     "heard": {model: {"versions": {…}, "doubtful": [[start_ms, end_ms, why], …],
                       "words": [[text, start_ms, end_ms, probability], …]}}}

``--rough`` hears each recording as over a bad telephone line (300 to 3400 Hz, noise 12 dB below the speech); its words
stand under "MODEL rough".

The audio itself is not kept in the repository.
"""

import argparse
import csv
import hashlib
import json
import re
import shlex
import subprocess
import tempfile
import wave
from pathlib import Path

HERE = Path(__file__).parent
SPEECH = HERE / "speech"
SCRIPTS = (
    *sorted(SPEECH.glob("scripts/*.txt")),
    *sorted(HERE.glob("quotes_texts/*.txt")),
    *sorted(HERE.glob("find_texts/*.txt")),
)

# scripts that name no voices of their own: by their first speaker's name, or everybody's
_VOICES = {
    "MARA": "hibari:heart:1.0:pitch=80",
    "TOBIAS": "hibari:heart:1.0:pitch=-380",
    "INGRID": "kokoro:bf_emma",
    "PRIYA": "hibari:heart:1.1",
    "JONAS": "hibari:heart:0.97:pitch=-320",
    "ELIAS": "hibari:heart:1.05:pitch=-300",
    "NOOR": "hibari:heart:0.98:pitch=60",
    "HOST": "hibari:heart:1.05",
    "GUEST": "hibari:heart:1.0:pitch=-350",
}


def name_of(script: Path) -> str:
    """A script's name in the corpus: its folder's for texts of other suites, then its own."""
    folder = script.parent.name
    return script.stem if folder == "scripts" else f"{folder.removesuffix('_texts')}-{script.stem}"


def voices(script: Path) -> dict[str, str]:
    """The voice of every speaker in a script."""
    text = script.read_text("utf-8")
    named = re.search(r"^# voices: (.+)$", text, re.MULTILINE)
    if named:
        return dict(pair.split("=", 1) for pair in named[1].split())
    speakers = dict.fromkeys(line.partition(":")[0] for line in text.splitlines() if ":" in line)
    return {speaker: _VOICES[speaker] for speaker in speakers}


def speak(folder: Path, program: list[str]) -> None:
    """Speak every script that has not been spoken yet."""
    folder.mkdir(parents=True, exist_ok=True)
    for script in SCRIPTS:
        out = folder / f"{name_of(script)}.mp3"
        if not out.with_suffix(".done").exists():
            chosen = [item for pair in voices(script).items() for item in ("-v", "=".join(pair))]
            subprocess.run([*program, str(script), str(out), *chosen], check=True)
            out.with_suffix(".done").touch()


def hear(folder: Path, models: list[str], *, rough: bool = False) -> None:
    """Write what each model hears in each spoken script, beside what was said; what is there already stays."""
    ending = " rough" if rough else ""
    for script in SCRIPTS:
        media = folder / f"{name_of(script)}.mp3"
        if media.with_suffix(".done").exists():
            out = SPEECH / f"{name_of(script)}.json"
            kept = json.loads(out.read_text("utf-8"))["heard"] if out.exists() else {}
            sound = roughened(media) if rough else media
            missing = [model for model in models if model + ending not in kept]
            heard = kept | {model + ending: _heard(sound, model) for model in missing}
            out.write_text(_compact(name_of(script), media, heard), "utf-8")


def roughened(media: Path) -> Path:
    """The recording as over a bad telephone line, beside it; the noise is the same each time."""
    import numpy as np

    from pipeline import audio

    samples = np.concatenate(list(audio.stream(media)))
    spectrum = np.fft.rfft(samples)
    pitch = np.fft.rfftfreq(len(samples), 1 / 16_000)
    line = np.fft.irfft(np.where((pitch > 300) & (pitch < 3400), spectrum, 0), len(samples))
    speech = np.sqrt(np.mean(line[np.abs(line) > 0.01] ** 2))
    noisy = line + np.random.default_rng(1).normal(0, speech / 4, len(line))
    out = media.with_name(f"{media.stem}.rough.wav")
    with wave.open(str(out), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes((np.clip(noisy, -1, 1) * 32767).astype("<i2").tobytes())
    return out


def _heard(media: Path, model: str) -> dict[str, object]:
    from pipeline import audio, transcribe
    from pipeline.cache import Cache
    from pipeline.records import Settings
    from pipeline.transcribe.checkpoints import CODE_SCHEMA, versions

    with tempfile.TemporaryDirectory() as kept:
        transcript = transcribe.transcribe(
            media,
            audio_sha256=hashlib.sha256(media.read_bytes()).hexdigest(),
            open_samples=audio.stream,
            settings=Settings(model=model, language="en"),
            store=Cache(Path(kept)),
            on_progress=lambda _progress: None,
        )
    words = [[word.text, word.start_ms, word.end_ms, round(word.probability or 0, 2)] for word in transcript.words]
    doubtful = [[doubt.start_ms, doubt.end_ms, doubt.why] for doubt in transcript.doubtful]
    return {"versions": {**dict(versions()), "code": CODE_SCHEMA}, "doubtful": doubtful, "words": words}


def _compact(name: str, media: Path, heard: dict[str, dict[str, object]]) -> str:
    from pipeline import audio

    rows = csv.DictReader(media.with_suffix(".tsv").open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)
    said = [[row["speaker"], _ms(row["start"]), _ms(row["end"]), row["text"]] for row in rows]
    parts = [f'"name": {json.dumps(name)}', f'"duration_ms": {audio.duration_ms(media)}']
    parts.append('"utterances": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in said) + "]")
    models = []
    for model, result in sorted(heard.items()):
        rest = {key: value for key, value in result.items() if key != "words"}
        words = _lines(result["words"])
        models.append(f'{json.dumps(model)}: {json.dumps(rest)[:-1]}, "words": [\n{words}]}}')
    parts.append('"heard": {' + ",\n".join(models) + "}")
    return "{" + ",\n".join(parts) + "}\n"


def _lines(words: object) -> str:
    """Words twelve to a line, without spaces between the fields."""
    assert isinstance(words, list)
    each = [json.dumps(word, ensure_ascii=False, separators=(",", ":")) for word in words]
    return ",\n".join(",".join(each[at : at + 12]) for at in range(0, len(each), 12))


def _ms(seconds: str) -> int:
    return round(float(seconds) * 1000)


def main() -> None:
    """Take the arguments apart."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, dest="command")
    speaking = commands.add_parser("speak")
    speaking.add_argument("folder", type=Path)
    speaking.add_argument("--with", dest="program", required=True)
    hearing = commands.add_parser("hear")
    hearing.add_argument("folder", type=Path)
    hearing.add_argument("--model", action="append", dest="models")
    hearing.add_argument("--rough", action="store_true")
    chosen = parser.parse_args()
    if chosen.command == "speak":
        speak(chosen.folder, shlex.split(chosen.program))
    else:
        hear(chosen.folder, chosen.models or ["tiny.en", "base"], rough=chosen.rough)


if __name__ == "__main__":
    main()
