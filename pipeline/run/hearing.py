"""From fetched episodes to recordings with words: heard, read, corrected by a person, heard again."""

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import audio, decisions, fetch, transcribe, transcripts
from pipeline.errors import EarmarkError, InputError, Interrupted, MediaError
from pipeline.records import Episode, Notes, Progress, Published, Recording, Settings, Transcript, Verification
from pipeline.run import cut, layer
from pipeline.run.desk import Desk
from pipeline.run.estimate import Estimate, estimate, expected
from pipeline.run.first import NotesFirst
from pipeline.run.inputs import Inputs, is_url, public_link
from pipeline.run.voiced import voiced


def decided(chosen: Path | None, beside: Path) -> decisions.Decisions | None:
    """What was decided before: in the file that was named, else in the one beside the report, else nothing.

    Raises InputError for a file that was named and cannot be read, and for one that is damaged.
    """
    path = chosen or beside
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if chosen is None:
            return None
        raise InputError(f"There is no decisions file {path}.", "Check the name given with --decisions.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The decisions file {path} cannot be read.", "Save it again from the page.") from error
    return decisions.parse(text, str(path))


def fetched(source: str, desk: Desk, *, on_found: Callable[[Episode], None] | None = None) -> Episode:
    """The recording that a source names, fetched or found in the cache.

    ``on_found`` is told what the publisher says while the sound is still on its way.
    """
    desk.on_progress(Progress("fetch", 0, 0, "bytes"))
    if source == "-":
        return fetch.fetch_stream(
            sys.stdin.buffer, folder=desk.store.media, on_progress=desk.on_progress, options=desk.request.download
        )
    return fetch.fetch(
        source,
        folder=desk.store.media,
        store=desk.store,
        on_progress=desk.on_progress,
        offline=desk.settings.offline,
        allow_private=desk.request.allow_private,
        on_found=_expecting(desk, on_found),
        refresh=desk.request.refresh,
        options=desk.request.download,
    )


def all_fetched(inputs: Inputs, desk: Desk, on_words: Callable[[tuple[Episode, ...]], None]) -> tuple[Episode, ...]:
    """The recordings of a check; ``on_words`` is told once, before the last one's sound is here, if all have words.

    Each is asked for once, one after another: the sound goes on arriving while the first page is made.
    """
    wanted = not inputs.transcripts and desk.request.words != "whisper" and all(map(is_url, inputs.sources))
    known: list[Episode] = []

    def found(episode: Episode) -> None:
        all_of_them = (*known, episode)
        if len(all_of_them) == len(inputs.sources) and all(map(published_words, all_of_them)):
            on_words(all_of_them)

    for source in inputs.sources:
        known.append(fetched(source, desk, on_found=found if wanted else None))  # noqa: PERF401 - found() looks at it
    return tuple(known)


def recordings(
    notes: Notes,
    inputs: Inputs,
    episodes: tuple[Episode, ...],
    known: decisions.Decisions | None,
    desk: Desk,
    *,
    first: NotesFirst | None = None,
) -> tuple[Recording, ...]:
    """The recordings with their words: from the transcript file where there is one, else heard by Whisper."""
    if inputs.transcripts:
        beside = (*episodes, *[None] * len(inputs.transcripts))
        made = tuple(
            _recording(number, notes, inputs, _given(path, episode, desk), episode)
            for number, (path, episode) in enumerate(zip(inputs.transcripts, beside, strict=False), 1)
        )
    else:
        made = tuple(
            _recording(number, notes, inputs, _by_voice(_words(episode, desk, first), episode, desk), episode)
            for number, episode in enumerate(episodes, 1)
        )
    if not any(recording.transcript.segments for recording in made):
        names = ", ".join(recording.title for recording in made)
        raise MediaError(
            f"No speech was heard in {names}.",
            "Listen to it: is it the right recording, and is there sound in it?",
            kind="silent",
        )
    said = layer.over(desk.request.workspace, known)
    return tuple(decisions.laid(recording, said) for recording in made)


def part(notes: Notes, inputs: Inputs, episode: Episode, heard: Transcript, said: decisions.Layer) -> Recording:
    """A recording as far as it is heard, with what was ``said`` of it (``layer.over``) laid over."""
    return decisions.laid(_recording(1, notes, inputs, _Told(heard), episode), said)


def again(
    present: tuple[Recording, ...],
    episodes: tuple[Episode, ...],
    verification: Verification,
    known: decisions.Decisions | None,
    desk: Desk,
) -> tuple[Recording, ...]:
    """The recordings with disputed stretches heard again by a better model, where one is here."""
    better = []
    for recording, episode in zip(present, (*episodes, *[None] * len(present)), strict=False):
        spans = [(s.start_ms, s.end_ms) for s in verification.hear_again if s.recording == recording.id]
        model = _better_model(recording.transcript, desk) if spans and episode and episode.media_path else None
        if model is None or episode is None:
            better.append(recording)
            continue
        desk.on_progress(Progress("hear_again", 0, 0, "audio_ms"))
        heard = transcribe.hear_again(
            recording.transcript,
            spans,
            episode.media_path,
            audio_sha256=episode.audio_sha256,
            open_samples=audio.stream,
            measure=audio.measured,
            settings=desk.settings,
            store=desk.store,
            on_progress=lambda p: desk.on_progress(replace(p, stage="hear_again")),
            model=model,
        )
        heard_again = replace(recording, transcript=heard, witnesses=_witnesses(recording, heard))
        better.append(decisions.laid(heard_again, layer.over(desk.request.workspace, known)))
    return tuple(better)


def _witnesses(recording: Recording, heard: Transcript) -> tuple[Transcript, ...]:
    """The other transcripts after some stretches were heard again: what a publisher had in them is one of those."""
    before = recording.transcript
    if before.kind == "whisper" or heard.segments == before.segments:
        return recording.witnesses
    return (*recording.witnesses, before)


def read(path: Path, number: int = 1) -> Recording:
    """A transcript file as a recording of its own."""
    return Recording(f"r{number}", path.stem, path.name, _read(path))


@dataclass(frozen=True, slots=True)
class _Told:
    """The words that count, and other transcripts of the same sound."""

    transcript: Transcript
    witnesses: tuple[Transcript, ...] = ()


def _given(path: Path, episode: Episode | None, desk: Desk) -> _Told:
    """A transcript file's words; one without times is laid over what Whisper hears in the recording."""
    typed = transcripts.read(path)
    if typed.segments and not typed.timed and episode:
        return _Told(transcripts.laid_over(typed, _hear(episode, desk)), (typed,))
    return _Told(_timed(typed, path))


def _read(path: Path) -> Transcript:
    return _timed(transcripts.read(path), path)


def _timed(heard: Transcript, path: Path) -> Transcript:
    if not heard.segments or not heard.timed:
        raise InputError(
            f"{path} holds no words with times.",
            "Take a transcript that says when each line was said (WebVTT, SRT, JSON, or a copied panel), "
            "or name the recording with --source, and earmark listens for the times.",
            kind="untimed",
        )
    return heard


def _by_voice(told: _Told, episode: Episode, desk: Desk) -> _Told:
    return replace(told, transcript=voiced(told.transcript, episode, desk))


def _words(episode: Episode, desk: Desk, first: NotesFirst | None = None) -> _Told:
    """The publisher's words where they are wanted and there, else what Whisper hears, with the publisher's beside."""
    theirs = _published(episode)
    if theirs is None:
        return _Told(_hear(episode, desk, first))
    if theirs.timed and desk.request.words == "publisher":
        return _Told(theirs)
    if theirs.timed and desk.request.words != "whisper":
        return _Told(cut.onto_copy(theirs, episode, desk, _model_here(desk)))
    heard = _hear(episode, desk)
    if not theirs.timed:
        with suppress(InputError):  # not of this recording: then it names no speakers either
            heard = transcripts.laid_over(theirs, heard)
    elif (lies := transcripts.compared(theirs, heard)) is not None:
        theirs = transcripts.moved(theirs, lies, heard.duration_ms)
    return _Told(heard, (theirs,))


def _model_here(desk: Desk) -> transcribe.ModelChoice | None:
    """The model that would listen, if it is here already: no transcript is worth a download to be tried."""
    try:
        return transcribe.choose_model(replace(desk.settings, offline=True))
    except EarmarkError:
        return None


def to_hear(inputs: Inputs, episodes: tuple[Episode, ...], desk: Desk) -> tuple[Episode, ...]:
    """The episodes whose words ``recordings`` will have to hear, unless they were heard before."""
    if inputs.transcripts:
        typed = zip(map(transcripts.read, inputs.transcripts), episodes, strict=False)
        return tuple(episode for given, episode in typed if given.segments and not given.timed)
    published_words = ((episode, _published(episode)) for episode in episodes)
    whisper = desk.request.words == "whisper"
    return tuple(episode for episode, theirs in published_words if theirs is None or not theirs.timed or whisper)


def published_words(episode: Episode) -> Transcript | None:
    """The publisher's transcript; None where there is none, or none that says when what was said."""
    theirs = _published(episode)
    return theirs if theirs is not None and theirs.timed else None


def _published(episode: Episode) -> Transcript | None:
    """The publisher's transcript, with times or without; None where there is none that can be read."""
    if episode.transcript_path is None:
        return None
    try:
        found = transcripts.read(Path(episode.transcript_path))
    except InputError:
        return None
    return replace(found, kind=episode.transcript_kind or "publisher") if found.segments else None


def _hear(episode: Episode, desk: Desk, first: NotesFirst | None = None) -> Transcript:
    choice = _first_model(desk)
    kept = transcribe.known(audio_sha256=episode.audio_sha256, settings=desk.settings, store=desk.store, model=choice)
    if kept is not None:
        return kept
    media = Path(episode.media_path)
    cost = estimate(media, desk.settings, choice)
    if episode.source not in (desk.agreed or ()):
        _agree(cost, episode.source, desk)
    task = transcribe.Task(
        audio_sha256=episode.audio_sha256,
        open_samples=audio.stream,
        measure=audio.measured,
        settings=desk.settings,
        store=desk.store,
        on_progress=desk.on_progress,
    )
    if first is None or not first.is_worth(cost.audio_ms):
        return transcribe.transcribe(media, model=choice, **task)
    task["on_progress"] = first.telling(desk.on_progress)
    begin = first.begin(cost.audio_ms)
    return transcribe.transcribe(
        media, model=choice, first_ms=begin, on_part=first.further, only_first=first.only, **task
    )


def _first_model(desk: Desk) -> transcribe.ModelChoice:
    """The model that hears first; if it has to be fetched, that is said every second."""
    return transcribe.choose_model(
        desk.settings, log=lambda text: desk.on_progress(Progress("model", 0, 0, message=text))
    )


def _expecting(desk: Desk, on_found: Callable[[Episode], None] | None) -> Callable[[Episode], None] | None:
    """Say what hearing will cost while the sound is still being fetched, where its publisher says how long it is."""
    if desk.agreed is None or desk.request.words == "publisher":
        return on_found

    def found(episode: Episode) -> None:
        if on_found is not None:
            on_found(episode)
        length_ms = episode.published.duration_ms
        if length_ms and not episode.audio_sha256 and (desk.request.words == "whisper" or not episode.transcript_path):
            _agree(expected(length_ms, desk.settings, _first_model(desk)), episode.source, desk)

    return found


def _agree(cost: Estimate, source: str, desk: Desk) -> None:
    """Ask once for each recording whether it is to be heard at this cost."""
    if not desk.agree(replace(cost, at_most=desk.request.only_notes)):
        raise Interrupted("Nothing was listened to.", "What was fetched is kept for the next time.")
    if desk.agreed is not None:
        desk.agreed.add(source)


def _better_model(transcript: Transcript, desk: Desk) -> transcribe.ModelChoice | None:
    """The model that hears disputed stretches again, None where there is none better than the first."""
    given = transcript.kind == "file"  # which its owner may have put right: doubted only where that is asked for
    if desk.request.words == "publisher" or (given and desk.request.refine == "auto"):
        return None
    choice = refining_model(desk.settings, desk.request.refine)
    if choice is None:
        return None
    wanted = None if desk.request.refine == "auto" else desk.request.refine
    heard_before = transcript.kind == "whisper"
    if wanted is None and heard_before and transcribe.rank(choice.name) <= transcribe.rank(transcript.model or ""):
        return None
    return choice


def refining_model(settings: Settings, refine: str) -> transcribe.ModelChoice | None:
    """The model that ``refine`` names; "auto" is the best that is already here, and None where there is none."""
    if refine == "off":
        return None
    wanted = None if refine == "auto" else refine
    try:
        return transcribe.choose_model(replace(settings, model=wanted, offline=wanted is None))
    except EarmarkError:
        if wanted is not None:
            raise
        return None


def _recording(number: int, notes: Notes, inputs: Inputs, told: _Told, episode: Episode | None) -> Recording:
    published = episode.published if episode else Published()
    called = inputs.named[number - 1 : number] or tuple(map(str, inputs.transcripts[number - 1 : number]))
    source = episode.source if episode else called[0]
    shown = source if is_url(source) else "standard input" if source == "-" else Path(source).name
    alone = inputs.alone
    return Recording(
        f"r{number}",
        title=(notes.front.title if alone else None) or published.title or Path(shown).stem,
        source="" if published.private else shown,
        transcript=told.transcript,
        link=(notes.front.link if alone else None)
        or (None if published.private else published.webpage)
        or (inputs.link if alone else public_link(source)),
        audio_sha256=episode.audio_sha256 if episode else None,
        published=published,
        witnesses=told.witnesses,
    )
