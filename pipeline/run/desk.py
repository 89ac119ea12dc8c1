"""What a check is asked to do, and what its steps share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline import fetch, report
from pipeline.cache import Cache, opened
from pipeline.records import OnProgress, Settings
from pipeline.run.estimate import Estimate
from pipeline.run.workspace import Workspace

Agree = Callable[[Estimate], bool]


Words = Literal["publisher", "whisper", "both"]


@dataclass(frozen=True, slots=True)
class Request:
    """What one check is asked to do.

    ``refine`` names the model that hears disputed stretches again, "auto" the best that is already here,
    "off" none. ``words`` says whose words count: the publisher's, Whisper's, or the publisher's with disputed
    stretches heard by Whisper ("both", where the publisher gives any). ``audio`` and ``sharing`` are the page's.
    ``refresh`` asks the publisher whether a recording that is kept has changed since.
    """

    notes: Path
    workspace: Workspace
    sources: tuple[str, ...] = ()
    transcripts: tuple[Path, ...] = ()
    settings: Settings = Settings()
    decisions: Path | None = None
    refine: str = "auto"
    words: Words = "both"
    audio: report.Audio = "clips"
    sharing: bool = False
    allow_outside: bool = False
    allow_private: bool = False
    download: fetch.Options | None = None
    cache: str | None = None  # an address or folder that several machines share, instead of the workspace's own
    indexed: bool = True  # whether the page over all reports is written with this one
    refresh: bool = False
    only_notes: bool = False  # hear what the notes need, and nothing more


def store_of(request: Request, warn: Callable[[str], None] = lambda _: None) -> Cache:
    """The cache that a request names; raises UsageError for an address that means nothing."""
    if request.cache is None:
        return Cache(request.workspace.cache, warn=warn)
    return opened(request.cache, request.workspace.cache, warn=warn)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of a run share: the request, the cache and the ways to say something.

    ``agreed`` holds the sources that ``agree`` was asked about; None where nobody is to be asked while fetching.
    """

    request: Request
    store: Cache
    on_progress: OnProgress
    agree: Agree
    agreed: set[str] | None = None

    @property
    def settings(self) -> Settings:
        """The settings of the run."""
        return self.request.settings
