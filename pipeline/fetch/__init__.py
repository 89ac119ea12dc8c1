"""A source (a link, a podcast feed's episode, a file) → a local recording and what its publisher says of it.

    sources     what kind of source was named
    fetching    the door: what is kept, or else what the child brings
    parent      starts the child and listens to it        ┐ wire: what
    child       the guarded process                       ┘ the two say
    guard       which machines the child may speak to
    download    one job, step by step
    downloader  yt-dlp as a library
    feeds       a feed's episodes, and the one that is meant
    published   title, date, chapters, captions
    probe       whether a file is a whole recording
    kinds       the twelve kinds of failure
    failures    what is raised → its kind
    privacy     what of an address may be shown
    keep        files under their hash
    index       what was fetched before

Only ``child``, ``download`` and ``downloader`` load yt-dlp, and only in the child's process.
"""

from pipeline.fetch.fetching import fetch, fetch_stream
from pipeline.fetch.kinds import KINDS
from pipeline.fetch.privacy import is_private, public
from pipeline.fetch.sources import is_episode
from pipeline.fetch.wire import Options

__all__ = ["KINDS", "Options", "fetch", "fetch_stream", "is_episode", "is_private", "public"]
