"""An archive that can be read off its samples: real files, a real cache, this process as the engine.

Only the two neural networks are played: the speech detector calls every sample that is not nought speech, and
the decoder reads words off the levels of the samples.
"""

import json
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest
from played.networks import Reader, frames_with_sound, write_recording

from pipeline.records import Settings
from pipeline.run.desk import Request
from pipeline.run.many import CheckJob, Plan, run_all
from pipeline.run.workspace import Workspace, prepare
from pipeline.transcribe import child, listening
from pipeline.transcribe.models import ModelChoice


@dataclass
class Archive:
    """A workspace with some notes and recordings, and what was done for them, counted."""

    place: Workspace
    counts: Counter = field(default_factory=Counter)

    def episode(self, name, seed, text="(0: 20) Seven islands and old stone bridges.\n", **sound):
        write_recording(self.place.notes / f"{name}.wav", seed, **sound)
        (self.place.notes / f"{name}.md").write_text(f"---\nsource: {name}.wav\n---\n\n{text}", encoding="utf-8")

    def request(self, name, settings=None, **more):
        settings = settings or Settings()
        return Request(
            self.place.notes / f"{name}.md",
            self.place,
            settings=replace(settings, embeddings=False),
            **{"audio": "none", "refine": "off"} | more,
        )

    def run(self, *names, settings=None, again=False, **more):
        """{name: outcome} of a run over these notes files."""
        self.counts.clear()
        jobs = [CheckJob(self.request(name, settings, **more)) for name in names]
        outcomes = run_all(jobs, Plan("here", again=again))
        return {outcome.job.request.notes.stem: outcome for outcome in outcomes}

    def correct(self, name, audio_sha256, words):
        """Somebody decides on a page that other words were said in the first second."""
        seen = {"kind": "word", "written": "x", "heard": "x", "proposed": None, "recording": "r1"}
        seen |= {"audio_sha256": audio_sha256, "start_ms": 500, "end_ms": 1_300}
        one = {"id": "1" * 16, "finding": "2" * 16, "action": "transcript", "text": words, "by": "AB"}
        one |= {"at": "2026-01-31T09:30:00Z", "replaces": [], "seen": seen}
        decided = {"schema_version": 1, "notes_file": f"{name}.md", "decisions": [one]}
        (self.place.reports / f"{name}.decisions.json").write_text(json.dumps(decided), encoding="utf-8")

    def pages(self):
        """{file: bytes} of everything in reports/."""
        return {path.name: path.read_bytes() for path in sorted(self.place.reports.iterdir()) if path.is_file()}


@pytest.fixture
def archive(tmp_path, monkeypatch):
    counts = Counter()

    def counted(module, name, label):
        real = getattr(module, name)

        def call(*args, **kwargs):
            counts[label] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, call)

    from pipeline.fetch import fetching
    from pipeline.run import align, archive
    from pipeline.run.many import driver, jobs

    def crashed():
        raise RuntimeError("a sound that no decoder survives")

    def chosen(settings, **_):
        return ModelChoice(settings.model or "reader", "/nowhere", (settings.model or "reader").ljust(64, "0"), "")

    for module in ("pipeline.transcribe.choose_model", "pipeline.transcribe.engine.choose_model"):
        monkeypatch.setattr(module, chosen)
    monkeypatch.setattr(child, "loaded", lambda _job: Reader(lambda _: counts.update(decoded=1), crashed))
    monkeypatch.setattr("pipeline.transcribe.here._idle", [])
    monkeypatch.setattr(listening, "probabilities_of", frames_with_sound)
    monkeypatch.setattr(listening, "scratch_folder", lambda: str(tmp_path / "scratch"))
    monkeypatch.setattr("pipeline.transcribe.here.scratch_folder", lambda: str(tmp_path / "scratch"))
    monkeypatch.setattr(driver, "_CHOICES", {})
    jobs.model_of.cache_clear()
    jobs._opened.cache_clear()
    counted(fetching, "_copied", "fetched")
    counted(align, "align", "aligned")
    counted(archive, "write_index", "indexed")
    place = Workspace(tmp_path / "space")
    place.notes.mkdir(parents=True)
    prepare(place)
    return Archive(place, counts)
