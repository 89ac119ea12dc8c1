"""A report as one HTML page that opens anywhere: no network request, nothing outside the file."""

from pipeline.report.page import page

__all__ = ["page"]
