"""A report in the forms that other programs and other people read; every function is pure: records in, text out."""

from pipeline.export.data import schema, to_dict, to_json

__all__ = ["schema", "to_dict", "to_json"]
