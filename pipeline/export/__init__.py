"""A report in the forms that other programs and other people read; every function is pure: records in, text out."""

from pipeline.export.annotations import to_annotations
from pipeline.export.data import schema, to_dict, to_json
from pipeline.export.markdown import to_markdown
from pipeline.export.memo import to_memo
from pipeline.export.subtitles import to_srt, to_vtt
from pipeline.export.tables import to_csv, to_quotes

__all__ = [
    "schema",
    "to_annotations",
    "to_csv",
    "to_dict",
    "to_json",
    "to_markdown",
    "to_memo",
    "to_quotes",
    "to_srt",
    "to_vtt",
]
