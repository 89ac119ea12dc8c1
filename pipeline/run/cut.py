"""Does a publisher's transcript lie on the copy that was fetched? A few stretches are heard to find out.

A podcast's transcript is made of its master, and each download has other advertisements in it: then the words stand
minutes away from their sound. Where the distance changes is searched by halving, so that an hour costs a few minutes
of listening at most.
"""

from pathlib import Path

from pipeline import audio, fetch, transcribe, transcripts
from pipeline.errors import MediaError
from pipeline.records import Episode, Transcript
from pipeline.run.desk import Desk

PROBES = 6
PROBE_MS = 20_000
NARROW_MS = 90_000  # a change that is known this closely is heard whole
ROUNDS = 14
Spans = tuple[tuple[int, int], ...]


def onto_copy(theirs: Transcript, episode: Episode, desk: Desk, model: transcribe.ModelChoice | None) -> Transcript:
    """The publisher's transcript with the times of the copy that was fetched.

    Unchanged where it lies on it, where the site itself keeps both together, or where no ``model`` is here to hear it.
    """
    if model is None or not episode.media_path or not fetch.is_episode(episode.source):
        return theirs
    try:
        part = _heard_in_parts(theirs, episode, desk, model)
    except MediaError:  # whoever opens the sound in earnest says so
        return theirs
    lies = transcripts.compared(theirs, part) if part.segments else None
    if lies is None or not any(step.shift_ms for step in lies.steps):
        return theirs
    return transcripts.moved(theirs, lies, part.duration_ms)


def _heard_in_parts(theirs: Transcript, episode: Episode, desk: Desk, model: transcribe.ModelChoice) -> Transcript:
    media = Path(episode.media_path)
    rounds = 0

    def further(part: Transcript) -> Spans:
        nonlocal rounds
        rounds += 1
        return wanted(theirs, part) if rounds < ROUNDS else ()

    return transcribe.transcribe(
        media,
        model=model,
        first_ms=probes(audio.duration_ms(media), theirs.duration_ms),
        on_part=further,
        only_first=True,
        audio_sha256=episode.audio_sha256,
        open_samples=audio.stream,
        measure=audio.measured,
        settings=desk.settings,
        store=desk.store,
        on_progress=desk.on_progress,
    )


def probes(duration_ms: int, theirs_ms: int) -> Spans:
    """What is heard first: stretches at even distances, and both ends."""
    last_ms = max(0, duration_ms - PROBE_MS)
    starts = {last_ms * number // (PROBES - 1) for number in range(PROBES)} | {max(0, theirs_ms - PROBE_MS)}
    return tuple((start, min(start + PROBE_MS, duration_ms)) for start in sorted(starts) if start < duration_ms)


def wanted(theirs: Transcript, part: Transcript) -> Spans:
    """What to hear next: the middle of what is unheard in every stretch where the two come apart; () when none is."""
    unheard = transcribe.parts_not_heard(part)
    found = []
    for start_ms, end_ms in transcripts.gaps(theirs, part) or ():
        inside = [
            (max(start_ms, first), min(end_ms, last)) for first, last in unheard if first < end_ms and last > start_ms
        ]
        widest = max(inside, key=lambda span: span[1] - span[0], default=(0, 0))
        length_ms = widest[1] - widest[0]
        if length_ms > NARROW_MS:
            middle_ms = (widest[0] + widest[1]) // 2
            found.append((middle_ms - PROBE_MS // 2, middle_ms + PROBE_MS // 2))
        elif length_ms > 0:
            found += inside
    return tuple(found)
