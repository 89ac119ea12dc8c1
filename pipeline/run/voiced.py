"""The words of an episode with their voices told apart, where that can be done here and nobody said who speaks."""

from pathlib import Path

from pipeline import audio, voices
from pipeline.records import Episode, Transcript
from pipeline.run.desk import Desk


def voiced(heard: Transcript, episode: Episode, desk: Desk) -> Transcript:
    """The transcript by numbered voices; as it is without the optional weights or without the sound."""
    if not episode.media_path or not voices.available():
        return heard
    return voices.told_apart(
        heard,
        audio.stream(Path(episode.media_path)),
        audio_sha256=episode.audio_sha256,
        store=desk.store,
        on_progress=desk.on_progress,
    )
