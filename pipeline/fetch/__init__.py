"""A source (a link, a podcast feed's episode, a file) → a local recording and what its publisher says of it.

sources     what kind of source was named
parent      starts the child and listens to it       ┐ wire: what the
child       downloads: yt-dlp behind a guard         ┘ two say
guard       which machines the child may speak to
downloader  yt-dlp as a library
feeds       a feed's episodes, and the one that is meant
published   title, date, chapters, captions
probe       whether a file is a whole recording
failures    the twelve kinds of failure
secrets     what of an address may be shown
keep, index files under their hash; what was fetched before
"""

from pipeline.fetch.failures import KINDS
from pipeline.fetch.fetching import fetch, fetch_stream
from pipeline.fetch.wire import Options

__all__ = ["KINDS", "Options", "fetch", "fetch_stream"]
