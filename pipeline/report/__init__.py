"""Reports as HTML pages that open anywhere: no network request, nothing outside the file."""

from pipeline.report.index import Summary, index, summarise
from pipeline.report.page import Audio, page

__all__ = ["Audio", "Summary", "index", "page", "summarise"]
