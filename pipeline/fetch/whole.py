"""An XML parser that is given a document at once: feedparser asks the modules it prefers for one.

Given pieces of 64 KB, Expat before 2.6 (which came with Python until 3.11.8 and 3.12.2) reads a comment or a tag again
from its beginning with every piece, so that one of fifty megabytes takes a minute.
"""

from typing import Any
from xml.sax import SAXException
from xml.sax.expatreader import ExpatParser

_AT_ONCE = 2**27


class Whole(ExpatParser):
    """The standard library's parser; what its handlers trip over is told as XML that is not well-formed.

    feedparser then reads the feed by the parser that it has for such.
    """

    def feed(self, data: Any, isFinal: bool = False) -> None:  # noqa: N803 - as the standard library names it
        """As the standard library says."""
        try:
            super().feed(data, isFinal)
        except SAXException:
            raise
        except Exception as error:
            raise SAXException(f"{type(error).__name__}: {error}") from error


def create_parser() -> Whole:
    """A parser, as `xml.sax.make_parser` asks for one."""
    return Whole(bufsize=_AT_ONCE)
