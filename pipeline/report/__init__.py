"""Reports as HTML pages that open anywhere: no network request, nothing outside the file."""

from pipeline.report.cards import PLACED_KINDS
from pipeline.report.desk import OTHERS
from pipeline.report.index import Summary, index, summarise
from pipeline.report.page import Attachment, Audio, page
from pipeline.report.words import KINDS, OUTCOMES, VERDICTS

__all__ = [
    "KINDS",
    "OTHERS",
    "OUTCOMES",
    "PLACED_KINDS",
    "VERDICTS",
    "Attachment",
    "Audio",
    "Summary",
    "index",
    "page",
    "summarise",
]
