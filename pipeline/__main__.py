"""`python -m pipeline` is `earmark`."""

from pipeline.cli import entry

entry()
