"""An XML parser that is given a document at once: feedparser asks the modules it prefers for one.

Given pieces of 64 KB, Expat before 2.6 (which came with Python until 3.11.8 and 3.12.2) reads a comment or a tag again
from its beginning with every piece, so that one of fifty megabytes takes a minute.
"""

from xml.sax.expatreader import ExpatParser

_AT_ONCE = 2**27


def create_parser() -> ExpatParser:
    """The standard library's parser, as `xml.sax.make_parser` asks for one."""
    return ExpatParser(bufsize=_AT_ONCE)
