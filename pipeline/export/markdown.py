"""The notes as Markdown whose times are links."""

from pipeline import decisions, links
from pipeline.decisions import Replacement
from pipeline.records import Match, Note, Report


def to_markdown(report: Report) -> str:
    """The notes file with every written time a link to its second; nothing else is changed.

    A time that is a link already stays as it is, and so does one whose recording has no address to link to. What
    stands above notes on a private recording is left out: it names where that lies.
    """
    changes = [change for note in report.notes.notes for change in _linked(report, note)]
    return decisions.put(report.notes.text, changes)[links.closed_until(report) :]


def _linked(report: Report, note: Note) -> tuple[Replacement, ...]:
    written, link = note.written, _link(report, note)
    if written is None or written.link_start_char is not None or link is None:
        return ()
    spans = [(written.start_char, written.end_char, written.ms)]
    if written.end_start_char is not None and written.end_end_char is not None and written.end_ms is not None:
        spans.append((written.end_start_char, written.end_end_char, written.end_ms))
    return tuple(_replacement(report.notes.text, span, link) for span in spans)


def _replacement(text: str, span: tuple[int, int, int], link: str) -> Replacement:
    start, end, ms = span
    target = (links.at(link, ms) or link).replace("(", "%28").replace(")", "%29")
    # "[1:30]" is a link's text already; brackets around it would need escapes that some editors show
    bracketed = text[start - 1 : start] == "[" and text[end : end + 1] == "]"
    if bracketed:
        return Replacement(start - 1, end + 1, text[start - 1 : end + 1], f"[{text[start:end]}]({target})")
    return Replacement(start, end, text[start:end], f"[{text[start:end]}]({target})")


def _link(report: Report, note: Note) -> str | None:
    """The address of the recording that the note is about: that of its match, else of the first."""
    outcome = report.placement(note.number).outcome
    wanted = outcome.recording if isinstance(outcome, Match) else None
    for recording in report.recordings:
        if recording.id == wanted or wanted is None:
            return None if recording.published.private else links.web(recording.link)
    return None
