"""The quotes sheet as a Word file: each quote with who said it, where, and a time that is a link."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline import links, timecode
from pipeline.errors import UsageError
from pipeline.find.forms import CAUTION
from pipeline.find.hits import Hit

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look; ``link`` is one to the web or None."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs in order; ``quote`` sets it in."""

    runs: tuple[Run, ...]
    quote: bool = False


def as_paragraphs(hit: Hit) -> tuple[Paragraph, Paragraph]:
    """A hit as the quote, and who said it where; the page makes its own Word file of the same two."""
    before, words, after = hit.quote.partition(hit.words)
    quote = (Run(before), Run(words, bold=True), Run(after))
    who = f"{hit.speaker}, " if hit.speaker else ""
    time = Run(timecode.display(hit.quote_start_ms), link=links.web(hit.link))
    heard = Run(f" (heard by {hit.facts.model or hit.facts.kind})", italic=True)
    return (
        Paragraph(tuple(run for run in quote if run.text), quote=True),
        Paragraph((Run(f"{who}{hit.facts.title}, "), time, heard)),
    )


def as_docx(question: str, hits: Sequence[Hit]) -> bytes:
    """The hits as .docx. Raises `UsageError` where python-docx is not installed."""
    try:
        import docx
    except ImportError as missing:
        raise UsageError("A Word file needs python-docx.", 'Install it: pip install "earmark[memo]"') from missing
    document = docx.Document()
    document.core_properties.title = _clean(question)[:255]
    document.core_properties.author = ""
    document.add_heading(_clean(question), level=1)
    document.add_paragraph().add_run(CAUTION).italic = True
    for hit in hits:
        for made in as_paragraphs(hit):
            paragraph = document.add_paragraph(style="Quote" if made.quote else None)
            for run in made.runs:
                _add(paragraph, run)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add(paragraph: Any, run: Run) -> None:
    """One run; a link is a field, as Word itself writes one that is typed."""
    made = paragraph.add_run(_clean(run.text))
    made.bold, made.italic = run.bold or None, run.italic or None
    if not run.link:
        return
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made.underline = True
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), f' HYPERLINK "{run.link}" ')  # an address of ours holds no quotation mark
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no call for a field
    field.append(made._r)  # noqa: SLF001 - as above


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
